import Render

/// A screen's name for programs and command lines.
struct ScreenID: Hashable, Sendable, CustomStringConvertible {
  let description: String

  init(_ name: String) { description = name }

  /// The screen that the program opens with.
  static let explore = ScreenID("explore")
}

/// What the menu of screens and the help say of a screen.
struct ScreenCard: Equatable, Sendable {
  var id: ScreenID
  /// Its letter in the menu: `g` and this key show the screen.
  var key: Character
  /// One word.
  var name: String
  /// What a person does there: half a sentence.
  var summary: String
  /// What it shows, how to read it, what to try, in two or three plain sentences.
  var explanation: String
  /// The formula behind it, if there is one.
  var formula: String?
}

/// What a key of a screen does, by name; the screen gives it a meaning.
struct ScreenCommand: Equatable, Hashable, Sendable {
  var name: String
  /// How far, how many, which.
  var amount = 0

  init(_ name: String, _ amount: Int = 0) {
    self.name = name
    self.amount = amount
  }
}

/// One screen of the explorer: what it knows besides the state that all screens share, what its keys
/// do, what it wants to have worked out, and how it is drawn.
///
/// A screen is one file (or folder) in `Screens/` and one line in `ScreenCatalog.all`. The header, the
/// footer, help, the menu of screens, training's keys and those for digits and noise are everybody's.
protocol ExplorerScreen: Sendable {
  /// Name, key and explanation.
  static var card: ScreenCard { get }
  /// Keys that mean something here only; they win over the shared ones.
  static var keys: [KeyRow] { get }
  /// Says in a sentence why there is nothing to show of this model or data; nil if there is.
  static func obstacle(in state: AppState) -> String?

  /// Creates the screen as it is when it is opened first.
  init()

  /// Takes note that it is shown now.
  mutating func opened(in state: inout AppState) -> [Effect]
  /// Does what a key of the screen stands for.
  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect]
  /// Takes the mouse: all that happens in `body`, and a drag that began there wherever it goes.
  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect]
  /// Returns what is to be worked out from the weights, if anything: again when it changes, and
  /// again when the weights do.
  func study(for state: AppState) -> (any Study)?
  /// Takes the result of a study; one of an earlier wish may come late.
  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect]
  /// Takes note that another training has begun: what was received is of the one before.
  mutating func forget()
  /// Draws the screen into the room between header and footer.
  func draw(_ state: AppState, on screen: inout Screen, in body: Rect)
}

extension ExplorerScreen {
  static var keys: [KeyRow] { [] }

  static func obstacle(in state: AppState) -> String? { nil }

  mutating func opened(in state: inout AppState) -> [Effect] { [] }

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] { [] }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    []
  }

  func study(for state: AppState) -> (any Study)? { nil }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] { [] }

  mutating func forget() { self = Self() }

  /// What the screen is called.
  var id: ScreenID { Self.card.id }
}

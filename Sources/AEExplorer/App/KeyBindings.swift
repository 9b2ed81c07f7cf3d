/// A part of the list of keys.
enum KeySection: String, CaseIterable, Sendable {
  case training = "Training"
  case past = "Time machine"
  case models = "Models"
  case digits = "Digits and noise"
  case latent = "Latent plane"
  case panes = "Panes"
  case screen = "This screen"
  case program = "Program"
}

/// Keys that do the same.
struct KeyBinding: Equatable, Sendable {
  var keys: [Key]
  var action: Action

  init(_ keys: Key..., action: Action) {
    self.keys = keys
    self.action = action
  }
}

/// One line of the help: keys that belong together, and what they do.
struct KeyRow: Equatable, Sendable {
  /// What the footer shows of it; a click does the first binding's action.
  struct Hint: Equatable, Sendable {
    /// The keys shown, of those that the row binds.
    var keys: [Key]
    /// One word.
    var text: String
    /// Hints with small numbers are shown first.
    var rank: Int
  }

  var section: KeySection
  var bindings: [KeyBinding]
  var hint: Hint?
  /// A sentence, without its full stop.
  var help: String
  /// How the keys are written, where a list of all would be long.
  var shortLabel: String?

  init(
    _ section: KeySection, _ bindings: [KeyBinding], hint: Hint? = nil, label: String? = nil,
    help: String
  ) {
    self.section = section
    self.bindings = bindings
    self.hint = hint
    self.help = help
    shortLabel = label
  }

  /// Returns the row without some keys; nil if none is left.
  func without(_ taken: Set<Key>) -> KeyRow? {
    var row = self
    row.bindings = bindings.compactMap { binding in
      var left = binding
      left.keys.removeAll(where: taken.contains)
      return left.keys.isEmpty ? nil : left
    }
    guard !row.bindings.isEmpty else { return nil }
    guard row != self else { return self }
    row.shortLabel = nil
    row.hint?.keys.removeAll(where: taken.contains)
    if row.hint?.keys.isEmpty ?? false { row.hint = nil }
    return row
  }

  /// The keys as people write them.
  var label: String {
    shortLabel ?? bindings.flatMap(\.keys).map(\.label).joined(separator: " ")
  }
}

/// All keys: dispatch, footer and help are made from this table.
enum KeyTable {
  /// Keys that mean the same on all screens, unless a screen needs one for itself.
  static let shared = training + past + models + digits + program

  /// The keys of the Explore screen.
  static let rows = rows(on: ExploreScreen.self)

  /// Returns the keys of a screen: its own, and the shared ones without the keys that it has taken.
  static func rows(on screen: any ExplorerScreen.Type) -> [KeyRow] {
    let own = screen.keys
    let taken = Set(own.flatMap(\.bindings).flatMap(\.keys))
    let left = shared.compactMap { $0.without(taken) }
    let isProgram = left.firstIndex { $0.section == .program } ?? left.count
    return Array(left[..<isProgram]) + own + Array(left[isProgram...])
  }

  /// What each key does on a screen, outside of help.
  static func actions(on screen: any ExplorerScreen.Type) -> [Key: Action] {
    Dictionary(
      rows(on: screen).flatMap(\.bindings)
        .flatMap { binding in binding.keys.map { ($0, binding.action) } },
      uniquingKeysWith: { first, _ in first })
  }

  private static let actionsByScreen = Dictionary(
    uniqueKeysWithValues: ScreenCatalog.all.map { ($0.card.id, actions(on: $0)) })

  /// Returns what a key does on the screen of that name.
  static func action(for key: Key, on screen: ScreenID) -> Action? {
    actionsByScreen[screen]?[key]
  }

  /// What each key does while help is shown; keys that are not here do nothing then.
  static let helpActions: [Key: Action] = [
    .character("?"): .toggleHelp, .function(1): .toggleHelp, .escape: .toggleHelp,
    .character("q"): .toggleHelp, .enter: .toggleHelp,
    .up: .scrollHelp(-1), .down: .scrollHelp(1), .character("k"): .scrollHelp(-1),
    .character("j"): .scrollHelp(1), .pageUp: .scrollHelp(-10), .pageDown: .scrollHelp(10),
    .home: .scrollHelp(-1000), .end: .scrollHelp(1000),
    .control("l"): .repaint, .control("c"): .quit, .function(10): .quit,
  ]

  /// What keys do in the menu of models and in the form, besides letters and digits.
  static let overlayActions: [Key: Action] = [
    .escape: .escape, .enter: .overlay(.apply), .up: .overlay(.move(-1)),
    .down: .overlay(.move(1)), .backTab: .overlay(.move(-1)), .tab: .overlay(.move(1)),
    .left: .overlay(.change(-1)), .right: .overlay(.change(1)), .pageUp: .overlay(.move(-8)),
    .pageDown: .overlay(.move(8)), .home: .overlay(.move(-1000)), .end: .overlay(.move(1000)),
    .backspace: .overlay(.erase), .delete: .overlay(.restoreDefault),
    .control("l"): .repaint, .control("c"): .quit, .function(10): .quit,
  ]

  /// What letters do in the menu of models: those that move and close keep their meaning.
  private static let menuActions: [Key: Action] = [
    .character("j"): .overlay(.move(1)), .character("k"): .overlay(.move(-1)),
    .character("q"): .escape, .character("m"): .escape, .character(" "): .overlay(.apply),
  ]

  /// What letters do in the menu of screens: any other goes to a screen.
  private static let screenMenuActions: [Key: Action] = [
    .character("j"): .overlay(.move(1)), .character("k"): .overlay(.move(-1)),
    .character("q"): .escape, .character(" "): .overlay(.apply),
  ]

  /// What letters do in cards that are read: the key that opened one closes it.
  private static let cardActions: [Key: Action] = [
    .character("j"): .overlay(.move(1)), .character("k"): .overlay(.move(-1)),
    .character("q"): .escape, .character("!"): .escape, .character("N"): .escape,
  ]

  /// What letters do in the form, where no text is being typed.
  private static let formActions: [Key: Action] = [
    .character("j"): .overlay(.move(1)), .character("k"): .overlay(.move(-1)),
    .character("q"): .escape, .character("h"): .overlay(.change(-1)),
    .character("l"): .overlay(.change(1)), .character("+"): .overlay(.change(1)),
    .character("<"): .overlay(.change(-1)), .character(">"): .overlay(.change(1)),
  ]

  /// Returns what a key means while something is open over the panes.
  static func action(for key: Key, in overlay: Overlay) -> Action? {
    if let action = overlayActions[key] { return action }
    switch overlay {
    case .models: if let action = menuActions[key] { return action }
    case .form(let form): if form.typed == nil, let action = formActions[key] { return action }
    case .screens, .themes, .picture: if let action = screenMenuActions[key] { return action }
    case .find, .runs: break
    case .doctor, .noiseLevels: if let action = cardActions[key] { return action }
    }
    guard case .character(let scalar) = key else { return nil }
    return .overlay(.type(Character(scalar)))
  }

  private static let training: [KeyRow] = [
    KeyRow(
      .training, [KeyBinding(.character(" "), action: .togglePause)],
      hint: .init(keys: [.character(" ")], text: "pause", rank: 2),
      help: "pause or go on; after a divergence go on with half the learning rate"),
    KeyRow(
      .training, [KeyBinding(.character("s"), action: .step)],
      hint: .init(keys: [.character("s")], text: "step", rank: 3),
      help: "train one step, then wait"),
    KeyRow(
      .training, [KeyBinding(.character("S"), action: .epoch)],
      help: "train to the end of the epoch, then wait"),
    KeyRow(
      .training, [KeyBinding(.character("R"), action: .resetSameSeed)],
      hint: .init(keys: [.character("R")], text: "reset", rank: 9),
      help: "begin again from the same first weights; u returns"),
    KeyRow(
      .training, [KeyBinding(.control("r"), action: .resetNewSeed)],
      help: "begin again with the next seed; u returns"),
    KeyRow(
      .training,
      [
        KeyBinding(.character("<"), action: .changeLearningRate(-1)),
        KeyBinding(.character(">"), action: .changeLearningRate(1)),
      ], hint: .init(keys: [.character("<"), .character(">")], text: "rate", rank: 13),
      help: "lower or raise the learning rate"),
    KeyRow(
      .training,
      [
        KeyBinding(.character("b"), action: .changeControl(-1)),
        KeyBinding(.character("B"), action: .changeControl(1)),
      ], hint: .init(keys: [.character("b"), .character("B")], text: "control", rank: 16),
      help: "lower or raise the model's own number (such as beta) by √2"),
    KeyRow(
      .training, [KeyBinding(.character("v"), action: .nextControl)],
      help: "choose the number that b and B change"),
    KeyRow(
      .training, [KeyBinding(.character("f"), action: .cyclePace)],
      hint: .init(keys: [.character("f")], text: "speed", rank: 12),
      help: "full speed, 10 steps a second, or 1"),
    KeyRow(
      .training, [KeyBinding(.character("y"), action: .toggleLogScale)],
      hint: .init(keys: [.character("y")], text: "log", rank: 14),
      help: "logarithmic or linear loss axis"),
  ]

  private static let past: [KeyRow] = [
    KeyRow(
      .past,
      [
        KeyBinding(.character("["), action: .travel(.by(-1))),
        KeyBinding(.character("]"), action: .travel(.by(1))),
      ], hint: .init(keys: [.character("["), .character("]")], text: "time", rank: 100),
      help: "the weights one snapshot earlier or later (or drag on the loss chart)"),
    KeyRow(
      .past,
      [
        KeyBinding(.character("{"), action: .travel(.first)),
        KeyBinding(.character("}"), action: .travel(.live)),
      ], help: "the first weights, or back to the live ones"),
  ]

  private static let models: [KeyRow] = [
    KeyRow(
      .models, [KeyBinding(.character("m"), action: .toggleModelMenu)],
      hint: .init(keys: [.character("m")], text: "model", rank: 6),
      help: "choose another model; the training before is kept"),
    KeyRow(
      .models, [KeyBinding(.character("e"), action: .toggleForm)],
      hint: .init(keys: [.character("e")], text: "edit", rank: 7),
      help: "edit the hyper-parameters; in the past: train on from the weights shown"),
    KeyRow(
      .models, [KeyBinding(.character("a"), action: .cycleActivation)],
      help: "begin again with the next activation in the hidden layers"),
    KeyRow(
      .models, [KeyBinding(.character("u"), action: .undo)],
      hint: .init(keys: [.character("u")], text: "undo", rank: 19),
      help: "undo the last live change, or return to the training before"),
  ]

  private static let digits: [KeyRow] = [
    KeyRow(
      .digits,
      [
        KeyBinding(.character("n"), .pageDown, action: .moveDigit(1)),
        KeyBinding(.character("p"), .pageUp, action: .moveDigit(-1)),
      ], hint: .init(keys: [.character("n"), .character("p")], text: "digit", rank: 4),
      label: "n p PgDn PgUp", help: "next or previous test digit (or the wheel over its pane)"),
    KeyRow(
      .digits, [KeyBinding(.character("r"), action: .randomDigit)], help: "a test digit at random"),
    KeyRow(
      .digits, [KeyBinding(.character("w"), action: .nextWorst)],
      hint: .init(keys: [.character("w")], text: "worst", rank: 10),
      help: "the next digit in order of error, the worst first"),
    KeyRow(
      .digits, [KeyBinding(.character("d"), action: .awaitClass)],
      hint: .init(keys: [.character("d")], text: "class", rank: 11),
      label: "d 0…9", help: "the next digit of a class"),
    KeyRow(
      .digits, [KeyBinding(.character("x"), action: .toggleNoise)],
      hint: .init(keys: [.character("x")], text: "noise", rank: 5),
      help: "noise on the digit's input, or none"),
    KeyRow(
      .digits, [KeyBinding(.character("X"), action: .nextNoiseKind)],
      help: "another kind of noise"),
    KeyRow(
      .digits, [KeyBinding(.character("N"), action: .toggleNoiseLevels)],
      help: "the digit at five levels of noise side by side"),
    KeyRow(
      .digits,
      [
        KeyBinding(.character("+"), .character("="), action: .changeNoiseLevel(1)),
        KeyBinding(.character("-"), action: .changeNoiseLevel(-1)),
      ], hint: .init(keys: [.character("+"), .character("-")], text: "level", rank: 18),
      label: "+ -", help: "more or less noise"),
  ]

  static let panes: [KeyRow] = [
    KeyRow(
      .panes, [KeyBinding(.tab, action: .focusNext), KeyBinding(.backTab, action: .focusPrevious)],
      label: "Tab Shift-Tab", help: "focus the next or previous pane"),
    KeyRow(
      .panes,
      Pane.allCases.map { pane in
        KeyBinding(.character(pane.key), action: .focus(pane))
      }, label: "1…5", help: "focus that pane"),
    KeyRow(
      .panes, [KeyBinding(.character("z"), .enter, action: .toggleZoom)],
      hint: .init(keys: [.character("z")], text: "zoom", rank: 8),
      help: "the focused pane alone, or all"),
  ]

  private static let program: [KeyRow] = [
    KeyRow(
      .program, [KeyBinding(.character("g"), action: .toggleScreenMenu)],
      hint: .init(keys: [.character("g")], text: "screens", rank: 17),
      help: "go to another screen: g, then its letter"),
    KeyRow(
      .program, [KeyBinding(.character("D"), action: .show(.draw))],
      hint: .init(keys: [.character("D")], text: "draw", rank: 30),
      help: "draw a digit of your own"),
    KeyRow(
      .program, [KeyBinding(.character("/"), .character(":"), action: .toggleFinder)],
      hint: .init(keys: [.character("/")], text: "find", rank: 31),
      help: "find a digit, class, parameter, command, screen or model by name"),
    KeyRow(
      .program, [KeyBinding(.character("!"), action: .toggleDoctor)],
      help: "doctor: what is the matter with this training, and what to try"),
    KeyRow(
      .program, [KeyBinding(.escape, action: .escape)],
      help: "one step back: out of help, out of zoom, to Explore"),
    KeyRow(
      .program, [KeyBinding(.character("?"), .function(1), action: .toggleHelp)],
      hint: .init(keys: [.character("?")], text: "help", rank: 1), help: "this help"),
    KeyRow(
      .program, [KeyBinding(.character("P"), action: .togglePictureMenu)],
      help: "keep the screen as a picture or text, with the command that shows it again"),
    KeyRow(
      .program, [KeyBinding(.character("o"), action: .toggleThemeMenu)],
      help: "colours: dark, light, high contrast, colour-blind safe"),
    KeyRow(
      .program, [KeyBinding(.character("M"), action: .toggleMouse)],
      help: "mouse on or off (off: the terminal selects text)"),
    KeyRow(.program, [KeyBinding(.control("l"), action: .repaint)], help: "draw everything anew"),
    KeyRow(
      .program, [KeyBinding(.character("q"), .function(10), .control("c"), action: .quit)],
      hint: .init(keys: [.character("q")], text: "quit", rank: 0), help: "quit"),
  ]
}

/// Returns what a key means now; nil where it is best ignored.
func action(for key: Key, in state: AppState) -> Action? {
  // In a terminal that is too small for the help to be seen, keys go past it.
  if state.isHelpShown, !ExploreLayout(state).isTooSmall { return KeyTable.helpActions[key] }
  if let overlay = state.overlay, !ExploreLayout(state).isTooSmall {
    return KeyTable.action(for: key, in: overlay)
  }
  if state.awaitsClass, case .character(let scalar) = key {
    // Whoever is asked for a digit and types something else wants to get out, not to do that.
    return ("0"..."9").contains(scalar) ? .nextOfClass(Int(scalar.value) - 48) : .escape
  }
  return KeyTable.action(for: key, on: state.screen) ?? .unknown(key)
}

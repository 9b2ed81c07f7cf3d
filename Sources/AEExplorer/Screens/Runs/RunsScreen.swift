import Models
import Render

extension ScreenID {
  /// Saved runs.
  static let runs = ScreenID("runs")
}

/// Saved runs: find one, look at how it went, open it, train it on, fork, export or delete it.
struct RunsScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: .runs, key: "u", name: "Runs",
    summary: "saved runs: filter and sort them, open one, train it on, fork it from an epoch",
    explanation:
      "Every training is saved from its first epoch on, here and by `aexplorer train`. Enter opens a "
      + "run as it was left, c trains it on, f begins another from one of the epochs that it keeps "
      + "(choose with the arrows left and right). A run whose program was killed is interrupted; it "
      + "goes on from its newest checkpoint, bit for bit as if nothing had happened. Losses of "
      + "different models are on different scales: compare what has the same unit.")

  static let keys: [KeyRow] = [
    KeyRow(
      .screen,
      [
        KeyBinding(.down, .character("j"), action: .screen(ScreenCommand("move", 1))),
        KeyBinding(.up, .character("k"), action: .screen(ScreenCommand("move", -1))),
        KeyBinding(.pageDown, action: .screen(ScreenCommand("move", 10))),
        KeyBinding(.pageUp, action: .screen(ScreenCommand("move", -10))),
        KeyBinding(.home, action: .screen(ScreenCommand("move", -100_000))),
        KeyBinding(.end, action: .screen(ScreenCommand("move", 100_000))),
      ], label: "arrows jk PgDn", help: "choose a run (or click it, or the wheel)"),
    command(.enter, "open", "open", 20, "open the run in the explorer, as it was left"),
    command(
      .character("c"), "go on", "train on", 21, "open the run and train it on from where it ended"),
    command(
      .character("f"), "fork", "fork", 22,
      "begin a new run with the weights of the epoch that is marked"),
    KeyRow(
      .screen,
      [
        KeyBinding(.left, .character("h"), action: .screen(ScreenCommand("epoch", -1))),
        KeyBinding(.right, .character("l"), action: .screen(ScreenCommand("epoch", 1))),
      ], hint: .init(keys: [.left, .right], text: "epoch", rank: 27),
      help: "mark an earlier or later epoch of those that are kept"),
    command(
      .character("v"), "rival", "compare", 23,
      "compare the training with it: the Compare screen, with the run as B"),
    command(.character("/"), "filter", "filter", 24, "show only runs with these words"),
    command(.character("s"), "sort", "sort", 26, "newest, best, by model, or most epochs first"),
    command(
      .character("x"), "export", "export", 28,
      "write weights (safetensors) and history (csv) into the working directory"),
    command(.delete, "delete", "delete", 25, "delete the run with its files; asks first"),
    command(.character("r"), "read", "read anew", 29, "read the list anew"),
  ]

  private static func command(
    _ key: Key, _ name: String, _ hint: String, _ rank: Int, _ help: String
  ) -> KeyRow {
    KeyRow(
      .screen, [KeyBinding(key, action: .screen(ScreenCommand(name)))],
      hint: .init(keys: [key], text: hint, rank: rank), help: help)
  }

  /// All runs, the newest first; nil until they are read.
  private(set) var runs: [SavedRun]?
  /// Those that are shown, in their order.
  private(set) var shown: [SavedRun] = []
  /// Where they are.
  private(set) var folder = ""
  /// Why they can't be read.
  private(set) var complaint: String?
  /// Words that runs must have to be shown.
  private(set) var filter = ""
  /// How they are sorted.
  private(set) var order = RunOrder.newest
  /// The chosen run's number.
  private(set) var chosen: Int?
  /// The marked checkpoint of that run, counted from its newest back.
  private(set) var age = 0
  /// What was found out of the chosen run.
  private(set) var detail: RunDetail?
  /// The run and digit that were asked about last.
  private var asked: (run: Int, digit: Int, step: Int)?
  /// Whether the list, or something of the chosen run, is still being read.
  private(set) var isReading = false

  init() {}

  /// The chosen run.
  var run: SavedRun? { shown.first { $0.id == chosen } }

  /// The chosen run's marked checkpoint.
  var marked: SavedCheckpoint? {
    run.flatMap { run in
      let kept = run.checkpoints
      return kept.isEmpty ? nil : kept[max(0, kept.count - 1 - age)]
    }
  }

  mutating func opened(in state: inout AppState) -> [Effect] {
    isReading = true
    return [.runs(.list)]
  }

  // Runs are what they are, whatever is trained now.
  mutating func forget() {}

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    switch command.name {
    case "move": return move(command.amount, state)
    case "epoch":
      let last = max(0, (run?.checkpoints.count ?? 1) - 1)
      age = min(max(age - command.amount, 0), last)
    case "filter": state.overlay = .runs(.filter(before: filter))
    case "sort":
      order = order.next
      state.message = order.title
      update()
    case "read":
      isReading = true
      return [.runs(.list)]
    case _: return performOnChosen(command, in: &state)
    }
    return []
  }

  /// What needs a run to be done with.
  private mutating func performOnChosen(
    _ command: ScreenCommand, in state: inout AppState
  ) -> [Effect] {
    guard let run else {
      state.message = "there is no run to do that with"
      return []
    }
    switch command.name {
    case "open": return ask(.open(run: run.id, epoch: nil, .waiting))
    case "go on": return ask(.open(run: run.id, epoch: nil, .goingOn))
    case "rival": return ask(.open(run: run.id, epoch: nil, .rival))
    case "fork":
      guard let marked, marked.isEndOfEpoch else {
        state.message =
          marked == nil
          ? "run \(run.id) keeps no weights: it ended before the first were written"
          : "this checkpoint is not of the end of an epoch: mark another with the arrows"
        return []
      }
      return ask(.open(run: run.id, epoch: marked.epoch, .fork))
    case "export": return ask(.export(run: run.id))
    case "delete": state.overlay = .runs(.delete(run))
    case _: break
    }
    return []
  }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    switch event.kind {
    case .wheelUp: return move(-1, state)
    case .wheelDown: return move(1, state)
    case .press where event.button == .left:
      let view = RunsView(self, state, in: body)
      guard let row = view.row(atColumn: event.x, row: event.y) else { return [] }
      // A click on the run that is already chosen opens it.
      if shown[row].id == chosen { return perform(ScreenCommand("open"), in: &state) }
      chosen = shown[row].id
      age = 0
      return look(state)
    case .press, .drag, .release, .wheelLeft, .wheelRight: return []
    }
  }

  /// Shows only runs with some words.
  mutating func show(only words: String, _ state: AppState) -> [Effect] {
    filter = words
    update()
    return look(state)
  }

  /// Takes what was read.
  mutating func receive(_ news: RunNews, in state: AppState) -> [Effect] {
    switch news {
    case .listed(let found, let place):
      (runs, folder, complaint) = (found, place, nil)
      update()
      let effects = look(state)
      if effects.isEmpty { isReading = false }
      return effects
    case .looked(let found):
      if found.run == chosen { detail = found }
      isReading = false
    case .unreadable(let sentence):
      (complaint, isReading) = (sentence, false)
    case .opened, .failed: isReading = false
    case .done: return [.runs(.list)]
    }
    return []
  }

  private mutating func ask(_ request: RunRequest) -> [Effect] {
    isReading = true
    return [.runs(request)]
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    RunsView(self, state, in: body).draw(on: &screen)
  }

  private mutating func move(_ distance: Int, _ state: AppState) -> [Effect] {
    guard !shown.isEmpty else { return [] }
    let place = shown.firstIndex { $0.id == chosen } ?? 0
    chosen = shown[min(max(place + distance, 0), shown.count - 1)].id
    age = 0
    return look(state)
  }

  /// Filters and sorts anew; the chosen run stays chosen as long as it is shown.
  private mutating func update() {
    shown = order.sorted((runs ?? []).filter { $0.matches(filter) })
    if run == nil { (chosen, age) = (shown.first?.id, 0) }
  }

  /// Asks about the chosen run, unless that is known already.
  mutating func look(_ state: AppState) -> [Effect] {
    guard let run else {
      (asked, detail) = (nil, nil)
      return []
    }
    let wish = (run: run.id, digit: state.digit, step: run.step)
    if let asked, asked == wish { return [] }
    (asked, isReading) = (wish, true)
    return [.runs(.look(run: run.id, digit: state.digit))]
  }
}

/// What is open over the list of runs.
enum RunsOverlay: Equatable, Sendable {
  /// The words that runs must have are being typed; these are what they were before.
  case filter(before: String)
  /// Whether a run is to be deleted.
  case delete(SavedRun)
}

/// Keys of what is open over the list.
extension AppState {
  mutating func handle(_ input: OverlayInput, in open: RunsOverlay) -> [Effect] {
    switch open {
    case .delete(let run):
      switch input {
      case .apply:
        overlay = nil
        return [.runs(.delete(run: run.id))]
      case .type(let key):
        overlay = nil
        return key == "y" || key == "Y" ? [.runs(.delete(run: run.id))] : []
      case .move, .choose, .change, .erase, .restoreDefault: return []
      }
    case .filter:
      guard var screen = screens[.runs] as? RunsScreen else { return [] }
      var effects: [Effect] = []
      switch input {
      case .move(let distance): effects = screen.perform(ScreenCommand("move", distance), in: &self)
      case .type(let character):
        if screen.filter.count < Finder.longestQuery {
          effects = screen.show(only: screen.filter + String(character), self)
        }
      case .erase: effects = screen.show(only: String(screen.filter.dropLast()), self)
      case .restoreDefault: effects = screen.show(only: "", self)
      case .apply: overlay = nil
      case .choose, .change: break
      }
      screens[.runs] = screen
      return effects
    }
  }

  /// Leaves what is open over the list: a filter goes back to what it was.
  mutating func leave(_ open: RunsOverlay) -> [Effect] {
    overlay = nil
    guard case .filter(let before) = open, var screen = screens[.runs] as? RunsScreen else {
      return []
    }
    let effects = screen.show(only: before, self)
    screens[.runs] = screen
    return effects
  }
}

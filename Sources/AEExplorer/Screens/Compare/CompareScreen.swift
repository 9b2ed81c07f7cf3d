import Models
import Render

extension ScreenID {
  /// Two trainings side by side.
  static let compare = ScreenID("compare")
}

/// Two trainings side by side: the same digit, the same cursor, one chart.
struct CompareScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: .compare, key: "c", name: "Compare",
    summary: "two trainings side by side on the same digit and cursor: what one knob changes",
    explanation:
      "A is the training, B its rival. A rival that you begin here starts from the same first weights "
      + "and sees the same batches; both take turns, so that they are at the same step. Change one "
      + "value only, and whatever you see comes from it."
  )

  static let keys: [KeyRow] =
    KeyTable.latent + [
      KeyRow(
        .screen, [KeyBinding(.character("e"), action: .toggleForm)],
        hint: .init(keys: [.character("e")], text: "rival", rank: 6),
        help: "change hyper-parameters, and train that beside this one"),
      KeyRow(
        .screen, [KeyBinding(.character("m"), action: .toggleModelMenu)],
        hint: .init(keys: [.character("m")], text: "model as rival", rank: 7),
        help: "train another model beside this one"),
      KeyRow(
        .screen, [KeyBinding(.character("o"), action: .screen(ScreenCommand("earlier")))],
        hint: .init(keys: [.character("o")], text: "one before", rank: 8),
        help: "compare with the training before, the one that u returns to"),
      KeyRow(
        .screen, [KeyBinding(.character("v"), action: .show(.runs))],
        hint: .init(keys: [.character("v")], text: "saved run", rank: 22),
        help: "choose a saved run to compare with: v on the Runs screen"),
      KeyRow(
        .screen, [KeyBinding(.tab, action: .screen(ScreenCommand("turn")))],
        hint: .init(keys: [.tab], text: "chart", rank: 20),
        help: "the chart in the place of the table, where there is room for one only"),
      KeyRow(
        .screen, [KeyBinding(.backspace, action: .screen(ScreenCommand("drop")))],
        hint: .init(keys: [.backspace], text: "end", rank: 21),
        help: "end the comparison: the rival is given up"),
    ]

  /// Whether the chart is shown where there is no room for both.
  private(set) var showsChart = false

  init() {}

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    switch command.name {
    case "earlier": return state.compareWithEarlier()
    case "drop": return state.dropRival()
    case "turn": showsChart.toggle()
    case _: break
    }
    return []
  }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    switch event.kind {
    case .wheelDown: return state.show(digit: state.digit + 1)
    case .wheelUp: return state.show(digit: state.digit - 1)
    case .press where event.button == .left, .drag: break
    case .press, .release, .wheelLeft, .wheelRight: return []
    }
    let layout = CompareLayout(body, hasRival: state.rival != nil)
    let linked = CompareView(state, showsChart: showsChart).linked
    for rect in [layout.scatterA, layout.scatterB] {
      let plot = LatentPane.parts(of: rect).plot
      let mapping = linked.emptyScatter(in: plot).mapping(in: plot)
      guard mapping.plot.contains(x: event.x, y: event.y) else { continue }
      let point = mapping.nearestPoint(toColumn: event.x, row: event.y)
      return state.setCursor(x: point.x, y: point.y)
    }
    return []
  }

  mutating func forget() {}

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    CompareView(state, showsChart: showsChart).draw(on: &screen, in: body)
  }
}

/// Where everything of the Compare screen is; what there is no room for is empty.
struct CompareLayout: Equatable {
  private static let nothing = Rect(x: 0, y: 0, width: 0, height: 0)

  private(set) var scatterA = nothing
  private(set) var scatterB = nothing
  private(set) var picturesA = nothing
  private(set) var picturesB = nothing
  private(set) var chart = nothing
  private(set) var table = nothing
  /// What is said while there is no rival.
  private(set) var card = nothing

  init(_ body: Rect, hasRival: Bool) {
    guard hasRival else {
      placeAlone(body)
      return
    }
    if body.width >= 110, body.height >= 28 {
      let columns = body.columns([
        .minimum(0), .minimum(0), .fixed(min(60, max(36, body.width / 4))),
      ])
      let heights: [Length] = [.fraction(body.height >= 50 ? 0.6 : 0.55), .minimum(0)]
      let (left, middle) = (columns[0].rows(heights), columns[1].rows(heights))
      (scatterA, picturesA, scatterB, picturesB) = (left[0], left[1], middle[0], middle[1])
      let right = columns[2].rows(heights)
      (table, chart) = (right[0], right[1])
    } else if body.width >= 70, body.height >= 18 {
      let rows = body.rows([.fraction(0.55), .minimum(0)])
      let top = rows[0].columns([.fraction(0.5), .minimum(0)])
      (scatterA, scatterB) = (top[0], top[1])
      let bottom = rows[1].columns([.fixed(20), .fixed(20), .minimum(0)])
      (picturesA, picturesB, table) = (bottom[0], bottom[1], bottom[2])
    } else {
      table = body
    }
  }

  private mutating func placeAlone(_ body: Rect) {
    guard body.width >= 70, body.height >= 16 else {
      card = body
      return
    }
    let columns = body.columns([.fraction(0.5), .minimum(0)])
    (scatterA, card) = (columns[0], columns[1])
    guard body.height >= 28 else { return }
    let rows = columns[0].rows([.fraction(0.55), .minimum(0)])
    (scatterA, picturesA) = (rows[0], rows[1])
  }
}

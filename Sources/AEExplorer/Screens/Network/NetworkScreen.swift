import Models
import Render

/// What is inside the model that is trained: its layers, what their units look for or paint, how
/// active they are, and how the code answers to the input.
struct NetworkScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: ScreenID("network"), key: "n", name: "Network",
    summary: "look inside: layers, filters as pictures, active and dead units, how the code moves",
    explanation:
      "Every layer of all networks, and in pictures what its units look for: orange where a pixel "
      + "excites, blue where it inhibits. Behind the code it is what each number paints. Convolutions "
      + "show their kernels, and what they make of the digit. Units that are never active are dead: "
      + "they learn nothing more. The singular values say in how many directions the code still "
      + "moves when the picture does, and how far.",
    formula: "J = ∂z/∂x at the digit shown, exactly; its singular values σ₁ ≥ σ₂ ≥ …")

  /// What is shown of a model.
  enum Part: Int, CaseIterable, Equatable, Sendable {
    case layers
    case pictures
    case activity
    case derivative

    /// What its tab says.
    var name: String {
      switch self {
      case .layers: "Layers"
      case .pictures: "Pictures"
      case .activity: "Activity"
      case .derivative: "Jacobian"
      }
    }
  }

  /// What its studies find.
  enum Finding: Sendable {
    case layers([NetworkAnatomy.Layer])
    case activity(LayerActivity, of: ActivityStudy, step: Int)
    case pictures(LayerPictures, of: PictureStudy, step: Int)
    case derivative(CodeDerivative, of: DerivativeStudy, step: Int)
  }

  /// Something found, what was asked, and the step of the weights.
  struct Found<Result: Sendable, Question: Study>: Sendable {
    var result: Result
    var study: Question
    var step: Int
  }

  /// The layers; empty until they are known.
  private(set) var layers: [NetworkAnatomy.Layer] = []
  /// The layer chosen, by its name: another training may have it too.
  private(set) var chosenName: String?
  /// The part that keys for parts go to.
  private(set) var focus = Part.pictures
  /// Whether it is shown alone.
  private(set) var isZoomed = false
  /// The first picture shown, in their order.
  private(set) var firstPicture = 0
  /// Whether units that are most active at the sample come first.
  private(set) var isByActivity = false
  private(set) var pictures: Found<LayerPictures, PictureStudy>?
  private(set) var activity: Found<LayerActivity, ActivityStudy>?
  private(set) var derivative: Found<CodeDerivative, DerivativeStudy>?

  init() {}

  mutating func forget() {
    (layers, firstPicture) = ([], 0)
    (pictures, activity, derivative) = (nil, nil, nil)
  }

  /// The place of the layer chosen: the first, if that of the name is not there.
  var chosen: Int { layers.firstIndex { $0.name == chosenName } ?? 0 }

  /// The layer chosen.
  var layer: NetworkAnatomy.Layer? { layers.indices.contains(chosen) ? layers[chosen] : nil }

  /// The activity of the layer chosen, once it is known.
  var shownActivity: LayerActivity? {
    activity.flatMap { $0.study.layer == chosen ? $0.result : nil }
  }

  /// The pictures of the layer chosen, once they are known.
  var shownPictures: LayerPictures? {
    pictures.flatMap { $0.study.layer == chosen ? $0.result : nil }
  }

  // MARK: - Studies

  func study(for state: AppState) -> (any Study)? {
    guard let step = state.shownStep, state.dataset.count > 0 else { return nil }
    guard let layer else { return layers.isEmpty ? AnatomyStudy() : nil }
    let activityStudy = ActivityStudy(layer: chosen, digit: state.digit)
    let pictureStudy = PictureStudy(
      layer: chosen, units: wantedUnits(of: layer, in: state),
      digit: layer.looksAtSample ? state.digit : 0)
    let derivativeStudy = DerivativeStudy(digit: state.digit)
    guard activity?.study == activityStudy else { return activityStudy }
    guard pictures?.study == pictureStudy else { return pictureStudy }
    guard derivative?.study == derivativeStudy else { return derivativeStudy }
    // All is there; the oldest is looked at again.
    let all: [(study: any Study, step: Int)] = [
      (activityStudy, activity?.step ?? 0), (pictureStudy, pictures?.step ?? 0),
      (derivativeStudy, derivative?.step ?? 0),
    ]
    let stale = all.filter { $0.step != step }
    return stale.min { abs($0.step - step) > abs($1.step - step) }?.study
  }

  /// The units that have room, from the first on.
  private func wantedUnits(of layer: NetworkAnatomy.Layer, in state: AppState) -> [Int] {
    let order = order(of: layer)
    let room = NetworkLayout(self, state).tiles(of: layer, state.dataset.shape).count
    return Array(order.dropFirst(firstPicture).prefix(room))
  }

  private func order(of layer: NetworkAnatomy.Layer) -> [Int] {
    let all = Array(0..<layer.pictureCount)
    guard isByActivity, let activity = shownActivity?.atSample, activity.count == all.count else {
      return all
    }
    return all.sorted { (abs(activity[$0]), $1) > (abs(activity[$1]), $0) }
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    guard let finding = result as? Finding else { return [] }
    switch finding {
    case .layers(let found):
      layers = found
      if layers.first(where: { $0.name == chosenName }) == nil { chosenName = layers.first?.name }
    case .activity(let found, let study, let step):
      activity = Found(result: found, study: study, step: step)
    case .pictures(let found, let study, let step):
      pictures = Found(result: found, study: study, step: step)
    case .derivative(let found, let study, let step):
      derivative = Found(result: found, study: study, step: step)
    }
    return []
  }

  // MARK: - Keys and the mouse

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    switch command.name {
    case "layer": choose(min(max(chosen + command.amount, 0), max(0, layers.count - 1)))
    case "page": turn(command.amount, in: &state)
    case "part": focus = Part(rawValue: (focus.rawValue + command.amount + 4) % 4) ?? .layers
    case "go": focus = Part(rawValue: command.amount) ?? focus
    case "zoom": isZoomed.toggle()
    case "order":
      isByActivity.toggle()
      firstPicture = 0
      state.message =
        isByActivity ? "units most active at this \(state.dataset.sample) first" : "units in order"
    default: break
    }
    return []
  }

  private mutating func choose(_ index: Int) {
    guard layers.indices.contains(index), index != chosen else { return }
    chosenName = layers[index].name
    firstPicture = 0
  }

  private mutating func turn(_ pages: Int, in state: inout AppState) {
    guard let layer else { return }
    let room = max(1, NetworkLayout(self, state).tiles(of: layer, state.dataset.shape).count)
    let last = (layer.pictureCount - 1) / room * room
    let next = min(max(firstPicture / room * room + pages * room, 0), last)
    if next == firstPicture {
      state.message = last == 0 ? "all units are in view" : "there are no more units"
    }
    firstPicture = next
  }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    let layout = NetworkLayout(self, state)
    let part = layout.part(atColumn: event.x, row: event.y)
    switch event.kind {
    case .press where event.button == .left:
      if let tab = layout.tab(atColumn: event.x, row: event.y) {
        focus = tab
      } else if let part {
        focus = part
        if part == .layers, let row = layout.layer(atRow: event.y, self) { choose(row) }
      }
    case .wheelUp, .wheelDown:
      let distance = event.kind == .wheelUp ? -1 : 1
      return perform(
        ScreenCommand(part == .pictures ? "page" : "layer", distance), in: &state)
    case .press, .drag, .release, .wheelLeft, .wheelRight: break
    }
    return []
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    NetworkView(self, state).draw(on: &screen)
  }
}

extension NetworkScreen {
  static let keys: [KeyRow] = [
    row(
      [
        (.up, "layer", -1), (.character("k"), "layer", -1), (.down, "layer", 1),
        (.character("j"), "layer", 1),
      ], hint: ([.up, .down], "layer", -3), label: "↑ ↓ k j",
      "choose another layer (or click it)"),
    row([(.home, "layer", -10_000), (.end, "layer", 10_000)], "the first or last layer"),
    row(
      [
        (.left, "page", -1), (.character("h"), "page", -1), (.right, "page", 1),
        (.character("l"), "page", 1),
      ], hint: ([.left, .right], "units", -2), label: "← → h l",
      "earlier or further units (or the wheel)"),
    row(
      [(.tab, "part", 1), (.backTab, "part", -1)], hint: ([.tab], "part", -1),
      label: "Tab Shift-Tab", "layers, pictures, activity or Jacobian"),
    row(
      Part.allCases.map { (.character(["1", "2", "3", "4"][$0.rawValue]), "go", $0.rawValue) },
      label: "1…4", "layers, pictures, activity, Jacobian"),
    row(
      [(.character("z"), "zoom", 0), (.enter, "zoom", 0)],
      hint: ([.character("z")], "zoom", 20), "that part alone, or all"),
    row(
      [(.character("i"), "order", 0)], hint: ([.character("i")], "order", 21),
      "units in their order, or the most active at this sample first"),
  ]

  private static func row(
    _ keys: [(Key, String, Int)], hint: ([Key], String, Int)? = nil, label: String? = nil,
    _ help: String
  ) -> KeyRow {
    KeyRow(
      .screen, keys.map { KeyBinding($0.0, action: .screen(ScreenCommand($0.1, $0.2))) },
      hint: hint.map { KeyRow.Hint(keys: $0.0, text: $0.1, rank: $0.2) }, label: label, help: help)
  }
}

import Models
import Render

/// How well codes are organised: clusters against classes, classifiers that know few labels, and the
/// neighbours of the digit shown.
struct OrganiseScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: ScreenID("organise"), key: "o", name: "Organise",
    summary: "clusters of the codes against the classes, probes, nearest neighbours",
    explanation:
      "k-means finds groups among the codes without being told any class. Each row of the table is "
      + "a cluster, each column a class; a cluster that is one class has one full cell. ACC is the "
      + "part of images in the cluster of their class, NMI and ARI are 0 for chance and 1 for "
      + "perfect. Below stand the test images whose codes are nearest to the digit's: step with n.",
    formula: "ACC = max over assignments of the matched part; NMI = I(C; K) / ½ (H(C) + H(K))")

  static let keys: [KeyRow] = [
    KeyRow(
      .screen,
      [
        KeyBinding(.left, .character("h"), action: .screen(ScreenCommand("clusters", -1))),
        KeyBinding(.right, .character("l"), action: .screen(ScreenCommand("clusters", 1))),
      ], hint: .init(keys: [.left, .right], text: "clusters", rank: 20), label: "← → h l",
      help: "fewer or more clusters (or the wheel)"),
    KeyRow(
      .screen, [KeyBinding(.home, action: .screen(ScreenCommand("usual")))],
      help: "as many clusters as classes"),
    KeyRow(
      .screen, [KeyBinding(.character("W"), action: .screen(ScreenCommand("method")))],
      hint: .init(keys: [.character("W")], text: "k-means/Ward", rank: 21),
      help: "k-means, or Ward's tree of clusters, which says how they would be joined further"),
  ]

  static func obstacle(in state: AppState) -> String? {
    guard state.dataset.kind == .images, Set(state.dataset.labels).count > 1 else {
      return "nothing to organise: \(state.dataset.name) has no images of several classes"
    }
    return nil
  }

  /// Clusters, once somebody has chosen; else as many as classes.
  private(set) var chosen: Int?
  /// How clusters are found.
  private(set) var method = ClusterMethod.kMeans
  private(set) var organisation: Organisation?
  private(set) var neighbours: Neighbours?

  init() {}

  mutating func forget() {
    (organisation, neighbours) = (nil, nil)
  }

  /// Returns how many clusters there are to be.
  func clusters(in state: AppState) -> Int {
    chosen ?? min(max(2, state.dataset.classNames.count), 20)
  }

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    switch command.name {
    case "clusters": chosen = min(max(clusters(in: state) + command.amount, 2), 20)
    case "usual": chosen = nil
    case "method": method = method == .kMeans ? .ward : .kMeans
    default: break
    }
    return []
  }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    switch event.kind {
    case .wheelUp: return perform(ScreenCommand("clusters", 1), in: &state)
    case .wheelDown: return perform(ScreenCommand("clusters", -1), in: &state)
    case .press, .drag, .release, .wheelLeft, .wheelRight: return []
    }
  }

  func study(for state: AppState) -> (any Study)? {
    guard let observation = state.observation else { return nil }
    if neighbours?.digit != state.digit || neighbours?.step != observation.step {
      return NeighboursStudy(
        digit: state.digit, codes: observation.codes, step: observation.step)
    }
    let clusters = clusters(in: state)
    guard
      organisation?.step != observation.step || organisation?.clusters != clusters
        || organisation?.method != method
    else { return nil }
    return OrganiseStudy(
      method: method, clusters: clusters, classes: state.dataset.classNames.count,
      found: observation.codes,
      step: observation.step, freshness: state.isTrainingAtFullSpeed ? 0 : observation.step)
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    if let found = result as? Organisation { organisation = found }
    if let found = result as? Neighbours { neighbours = found }
    return []
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    OrganiseView(self, state, in: body).draw(on: &screen)
  }
}

import Models
import Render

/// Finding anomalies by how badly the model reconstructs them: scores of normal and anomalous test
/// images, a threshold to move, and what comes of it.
struct DetectScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: ScreenID("detect"), key: "d", name: "Detect",
    summary: "find the odd class by its error: threshold, ROC curve, strangest images",
    explanation:
      "One class plays the anomaly, all others are normal; each test image gets a score, and those "
      + "at the threshold or above raise an alarm. A model that saw the class in training has no "
      + "reason to find it strange: press t to train without it, and compare. AUROC is how "
      + "probably an anomaly has the higher score: 0.5 is chance. PCA is hard to beat, and "
      + "classes of few strokes, such as the 1, are easy to reconstruct even if never seen.",
    formula: "score = ‖x − x̂‖², or −ELBO = −ln p(x|z) + KL(q(z|x) ‖ p(z))")

  static let keys: [KeyRow] = [
    KeyRow(
      .screen,
      [
        KeyBinding(.left, .character("h"), action: .screen(ScreenCommand("threshold", -1))),
        KeyBinding(.right, .character("l"), action: .screen(ScreenCommand("threshold", 1))),
        KeyBinding(.shiftLeft, .character("H"), action: .screen(ScreenCommand("threshold", -5))),
        KeyBinding(.shiftRight, .character("L"), action: .screen(ScreenCommand("threshold", 5))),
      ], hint: .init(keys: [.left, .right], text: "threshold", rank: 20), label: "arrows hlHL",
      help: "lower or raise the threshold (or drag it with the mouse)"),
    KeyRow(
      .screen, [KeyBinding(.home, action: .screen(ScreenCommand("usual")))],
      help: "threshold where 5 % of normal images raise a false alarm"),
    KeyRow(
      .screen,
      (0...9).map { number in
        KeyBinding(
          .character(Unicode.Scalar(UInt8(48 + number))),
          action: .screen(ScreenCommand("class", number)))
      }, label: "0…9", help: "this class is the anomaly"),
    KeyRow(
      .screen, [KeyBinding(.character("c"), action: .screen(ScreenCommand("next", 1)))],
      hint: .init(keys: [.character("c")], text: "class", rank: 21),
      help: "the next class is the anomaly"),
    KeyRow(
      .screen, [KeyBinding(.character("i"), action: .screen(ScreenCommand("score")))],
      hint: .init(keys: [.character("i")], text: "score", rank: 22),
      help: "score by squared error or, where codes are distributions, by -ELBO"),
    KeyRow(
      .screen, [KeyBinding(.character("t"), action: .screen(ScreenCommand("train")))],
      hint: .init(keys: [.character("t")], text: "train without it", rank: 23),
      help: "begin a training without the class, so that it is new to the model; again: with it"),
  ]

  static func obstacle(in state: AppState) -> String? {
    guard state.dataset.kind == .images, Set(state.dataset.labels).count > 1 else {
      return "nothing to detect: \(state.dataset.name) has no images of several classes"
    }
    return nil
  }

  /// The scores of some test images.
  struct Scores: Sendable {
    var model: AnomalyScores
    /// The squared errors of principal components; nil where they are known from before.
    var linear: [Float]?
    var labels: [UInt8]
    /// The images, `[count, features]`.
    var images: [UInt8]
  }

  /// What the study finds.
  enum Finding: Sendable {
    case scores(Scores)
    /// Pictures are drawn pixel by pixel.
    case takesTooLong
  }

  /// The class that plays the anomaly.
  private(set) var anomaly = 0
  /// Whether the score is −ELBO.
  private(set) var usesBound = false
  /// The threshold, once it was moved; else it is where few normal images raise an alarm.
  private(set) var chosen: Float?
  /// What follows from the scores; worked out once, and not for every frame.
  private(set) var verdict: DetectVerdict?
  private(set) var takesTooLong = false
  private var scores: Scores?
  private var linear: (components: Int, withoutClass: Int?, errors: [Float])?

  init() {}

  mutating func forget() {
    (scores, verdict, chosen, takesTooLong) = (nil, nil, nil, false)
  }

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    let classes = state.dataset.classNames.count
    switch command.name {
    case "threshold": moveThreshold(command.amount)
    case "usual": chosen = nil
    case "class":
      guard command.amount < classes else {
        state.message = "there is no class \(command.amount)"
        return []
      }
      (anomaly, chosen) = (command.amount, nil)
    case "next": (anomaly, chosen) = ((anomaly + 1) % max(1, classes), nil)
    case "score":
      guard scores?.model.negativeBounds != nil || usesBound else {
        state.message = "the codes of this model are no distributions: there is no ELBO"
        return []
      }
      usesBound.toggle()
      chosen = nil
    case "train": return trainWithoutAnomaly(&state)
    default: break
    }
    judge()
    return []
  }

  private mutating func trainWithoutAnomaly(_ state: inout AppState) -> [Effect] {
    var next = state.configuration
    next.withoutClass = next.withoutClass == anomaly ? nil : anomaly
    let effects = state.begin(next)
    // What the state tells all screens has not reached this one, which is being changed.
    forget()
    let name = state.dataset.classNames[anomaly]
    state.message =
      next.withoutClass == nil
      ? "training with all classes; u returns to the one before"
      : "training without the class \(name); u returns to the one before"
    return effects
  }

  private mutating func moveThreshold(_ columns: Int) {
    guard let verdict else { return }
    let range = verdict.range
    chosen = min(
      max(
        verdict.threshold + Float(columns) * Float(range.length) / 60, Float(range.lower)),
      Float(range.upper))
  }

  private mutating func judge() {
    verdict = scores.flatMap { scores in
      DetectVerdict(
        scores, linear: linear?.errors, anomaly: anomaly, usesBound: usesBound, chosen: chosen)
    }
  }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    switch event.kind {
    case .press where event.button == .left, .drag:
      let view = DetectView(self, state, in: body)
      if let score = view.score(atColumn: event.x, row: event.y) {
        chosen = score
        judge()
      }
    case .wheelUp: return perform(ScreenCommand("threshold", 1), in: &state)
    case .wheelDown: return perform(ScreenCommand("threshold", -1), in: &state)
    case .press, .release, .wheelLeft, .wheelRight: break
    }
    return []
  }

  func study(for state: AppState) -> (any Study)? {
    let components = min(state.codeSize, state.dataset.shape.count)
    return DetectStudy(
      components: components,
      needsLinear: linear?.components != components
        || linear?.withoutClass != state.configuration.withoutClass,
      isCrossEntropy: state.configuration.model.lossScale != .squaredError)
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    guard let finding = result as? Finding else { return [] }
    switch finding {
    case .takesTooLong: takesTooLong = true
    case .scores(let found):
      scores = found
      if let errors = found.linear {
        let components = min(state.codeSize, state.dataset.shape.count)
        linear = (components, state.configuration.withoutClass, errors)
      }
      if found.model.negativeBounds == nil { usesBound = false }
      judge()
    }
    return []
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    DetectView(self, state, in: body).draw(on: &screen)
  }
}

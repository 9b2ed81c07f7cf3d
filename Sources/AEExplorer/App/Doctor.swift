import Models
import Render

/// What can be the matter with a training, the gravest first.
enum FindingKind: Int, CaseIterable, Equatable, Hashable, Sendable {
  case divergence
  case collapse
  case deadUnits
  case range
  case overfitting
  case plateau

  /// One or two words.
  var title: String {
    switch self {
    case .divergence: "diverged"
    case .collapse: "collapse"
    case .deadUnits: "dead units"
    case .range: "output range"
    case .overfitting: "overfitting"
    case .plateau: "plateau"
    }
  }

  /// What there is when it is not found.
  var opposite: String {
    switch self {
    case .divergence: "the loss is a number"
    case .collapse: "the code tells digits apart"
    case .deadUnits: "most units of the code are used"
    case .range: "the output covers the range of the data"
    case .overfitting: "the test loss does not rise while the train loss falls"
    case .plateau: "the loss is still moving"
    }
  }
}

/// Something that is the matter with a training, and what can be done.
struct Finding: Equatable, Sendable {
  /// What kind of thing it is.
  var kind: FindingKind
  /// What is the matter, in one plain sentence without its full stop.
  var sentence: String
  /// The same in at most 46 characters, for the edge of a pane.
  var brief: String
  /// What to try, without its full stop.
  var advice: String
  /// The key that does it.
  var key: Key
  /// What that key does.
  var action: Action
}

/// Looks at a training as far as the screen knows it, and says what is the matter.
///
/// It judges late rather than wrongly: whatever an ordinary training shows at its beginning is none of
/// its business.
enum Doctor {
  /// Epochs before codes and outputs are judged.
  static let settlingEpochs = 5

  /// Returns what is the matter at this moment, the gravest first.
  static func findings(in state: AppState) -> [Finding] {
    guard let training = state.training else { return [] }
    let course = LossCourse(training, floor: state.lossFloor)
    return [
      divergence(training), collapse(state, training), deadUnits(state, training),
      range(state, training), course.overfitting(sample: state.dataset.sample),
      course.plateau,
    ].compactMap(\.self)
  }

  private static func divergence(_ training: TrainingSnapshot) -> Finding? {
    guard case .diverged(let divergence) = training.status else { return nil }
    return Finding(
      kind: .divergence,
      sentence: "\(divergence.term) blew up at step \(divergence.step); "
        + "the weights of step \(divergence.restoredStep) are back",
      brief: "\(divergence.term) blew up",
      advice: "go on with half the learning rate", key: .character(" "), action: .togglePause)
  }

  /// Dimensions that carry less than this, in nats a digit, carry nothing.
  private static let leastDivergence: Float = 0.01

  private static func collapse(_ state: AppState, _ training: TrainingSnapshot) -> Finding? {
    guard training.epoch >= settlingEpochs, let observation = state.observation,
      let worths = state.observation?.worths, !worths.isEmpty, worths.allSatisfy(\.isFinite)
    else { return nil }
    guard observation.codes.logVariances != nil else {
      guard (worths.max() ?? 1) < 1e-5 else { return nil }
      return Finding(
        kind: .collapse,
        sentence: "every \(state.dataset.sample) has the same code, so that the decoder can draw "
          + "only one picture",
        brief: "every \(state.dataset.sample) has the same code",
        advice: "begin again with a smaller learning rate", key: .character("<"),
        action: .changeLearningRate(-1))
    }
    let unused = worths.count { $0 < leastDivergence }
    guard unused * 2 > worths.count else { return nil }
    let sentence =
      unused == worths.count
      ? "the code carries nothing: the KL of every dimension is near 0"
      : "\(unused) of \(worths.count) dimensions carry nothing: their KL is near 0"
    let hasWeight = state.liveSettings.contains { $0.name == "beta" }
    return Finding(
      kind: .collapse, sentence: sentence,
      brief: unused == worths.count
        ? "the code carries nothing" : "\(unused) of \(worths.count) dimensions carry nothing",
      advice: hasWeight ? "a smaller beta leaves the code more room" : "try a smaller code",
      key: .character(hasWeight ? "b" : "e"),
      action: hasWeight ? .changeControl(-1) : .toggleForm)
  }

  private static func deadUnits(_ state: AppState, _ training: TrainingSnapshot) -> Finding? {
    guard training.epoch >= settlingEpochs, let observation = state.observation,
      observation.codes.logVariances == nil, observation.worths.count >= 4,
      let most = observation.worths.max(), most >= 1e-5
    else { return nil }
    let count = observation.worths.count
    let dead = observation.worths.count { !($0 > 1e-4 * most) }
    guard dead * 4 > count else { return nil }
    return Finding(
      kind: .deadUnits,
      sentence: "\(dead) of \(count) units of the code are dead: no test "
        + "\(state.dataset.sample) moves them",
      brief: "\(dead) of \(count) units are dead",
      advice: "a smaller code or a weaker penalty wastes fewer", key: .character("e"),
      action: .toggleForm)
  }

  /// How far beyond the data's range an output may reach, as a part of that range.
  private static let overshoot: Float = 0.5
  /// How much of the data's range an output must reach.
  private static let reach: Float = 0.25

  private static func range(_ state: AppState, _ training: TrainingSnapshot) -> Finding? {
    guard training.epoch >= settlingEpochs, state.dataset.kind == .images, !state.isNoiseOn,
      let inspection = state.inspection,
      let (low, high) = extent(inspection.image), high - low > 0.5,
      let (least, most) = extent(inspection.reconstruction)
    else { return nil }
    func number(_ value: Float) -> String { NumberText.fixed(Double(value), decimals: 1) }
    let length = high - low
    if least < low - overshoot * length || most > high + overshoot * length {
      return Finding(
        kind: .range,
        sentence: "the output runs from \(number(least)) to \(number(most)), the data from "
          + "\(number(low)) to \(number(high))",
        brief: "the output runs from \(number(least)) to \(number(most))",
        advice: "loss bce keeps it in 0…1", key: .character("e"), action: .toggleForm)
    }
    guard most < low + reach * length else { return nil }
    return Finding(
      kind: .range,
      sentence: "the output stays below \(number(most)), where the data reaches \(number(high))",
      brief: "the output stays below \(number(most))",
      advice: "a higher learning rate may get it off the mean picture", key: .character(">"),
      action: .changeLearningRate(1))
  }

  private static func extent(_ values: [Float]) -> (least: Float, most: Float)? {
    guard let least = values.min(), let most = values.max(), least.isFinite, most.isFinite else {
      return nil
    }
    return (least, most)
  }
}

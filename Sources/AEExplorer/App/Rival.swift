import Models
import Render

/// What is known of the training that the current one is compared with.
struct RivalState: Sendable {
  /// How it is trained.
  var configuration: TrainingConfiguration
  /// Whether it is the training before, which stands still.
  var isEarlier: Bool
  /// The saved run that it is, which stands still.
  var run: Int?
  /// Its state.
  var training: TrainingSnapshot?
  /// Its codes.
  var observation: Observation?
  /// The digit shown, as it sees it.
  var inspection: DigitInspection?
  /// What it makes of the code under the cursor.
  var decoded: DecodedPoint?
  /// What is shown of its latent space.
  var axes: LatentAxes

  /// Whether it trains beside the current one.
  var isTraining: Bool { !isEarlier && run == nil }

  /// Creates what is known before its first news.
  init(_ configuration: TrainingConfiguration, isEarlier: Bool, run: Int? = nil) {
    self.configuration = configuration
    self.isEarlier = isEarlier
    self.run = run
    axes = LatentAxes(vertical: min(1, configuration.model.codeSize - 1))
  }
}

/// News of the rival.
enum RivalNews: Equatable, Sendable {
  /// It has trained.
  case trained(TrainingNews)
  /// The test split was encoded with it.
  case observed(ObservationNews)
  /// The digit and the cursor were sent through it.
  case seen(DigitInspection, DecodedPoint)
  /// There is none, for a reason.
  case failed(String)
}

/// Beginning and following a rival.
extension AppState {
  /// Begins a training beside the current one; earlier weights that are looked at are its first.
  mutating func beginRival(_ next: TrainingConfiguration) -> [Effect] {
    guard next != configuration else {
      message = "that would be the same training: change a value first"
      return []
    }
    rivalCount += 1
    rival = RivalState(next, isEarlier: false)
    message =
      viewedStep.map { "the rival begins from the weights of step \(NumberText.grouped($0))" }
      ?? "the rival begins from first weights of seed \(next.seed); this training waits for it"
    var commands: [TrainerCommand] = []
    if pace != .full { commands.append(.setPace(pace)) }
    if status == .running { commands.append(.resume) }
    return [.beginRival(next, step: viewedStep, then: commands)]
  }

  /// Compares with the training that `u` returns to.
  mutating func compareWithEarlier() -> [Effect] {
    guard let former = earlier.last else {
      message =
        "there is no earlier training: R, e or m on Explore begins another and keeps this one"
      return []
    }
    rivalCount += 1
    rival = RivalState(former, isEarlier: true)
    message = "compared with the training before, which stands where it was left"
    return [.compareWithEarlier]
  }

  /// Compares with a saved run.
  mutating func compare(with opened: OpenedRun) -> [Effect] {
    rivalCount += 1
    rival = RivalState(opened.configuration, isEarlier: false, run: opened.run.id)
    message = "compared with run \(opened.run.id), as it was left"
    return show(.compare) + [.takeRun(opened, .rival)]
  }

  /// Compares with none.
  mutating func dropRival() -> [Effect] {
    guard rival != nil else {
      message = "there is no rival to drop"
      return []
    }
    rival = nil
    return [.dropRival]
  }

  mutating func receive(_ news: RivalNews) -> [Effect] {
    switch news {
    case .trained(let news):
      guard news.generation == rivalCount, rival != nil else { return [] }
      let former = rival?.training?.weights.step
      rival?.training = news.snapshot
      let isNew = former != news.snapshot.weights.step && (viewedStep == nil || former == nil)
      return isNew && screen == .compare ? [lookAtRival] : []
    case .observed(let news):
      guard news.generation == rivalCount,
        news.observation.codes.size == rival?.configuration.model.codeSize
      else { return [] }
      rival?.observation = news.observation
      fitRivalAxes()
    case .seen(let inspection, let point):
      guard inspection.digit == digit else { return [] }
      rival?.inspection = inspection
      rival?.decoded = point
    case .failed(let sentence):
      (rival, message) = (nil, sentence)
    }
    return []
  }

  /// Sends what the screen shows through the rival too, whenever a person has changed that.
  func orderRival(after action: Action, _ effects: [Effect], from former: ScreenID) -> [Effect] {
    guard rival?.training != nil, screen == .compare, !action.isNews else { return [] }
    let isWanted =
      former != screen || action == .show(.compare)
      || effects.contains { effect in
        switch effect {
        case .inspect, .decode, .look: true
        case _: false
        }
      }
    return isWanted ? [lookAtRival] : []
  }

  private var lookAtRival: Effect {
    .lookAtRival(
      digit: digit, noise: isNoiseOn ? noise : nil, code: cursor,
      isUrgent: !isTrainingAtFullSpeed || viewedStep != nil)
  }

  private mutating func fitRivalAxes() {
    guard let rival, viewedStep == nil else { return }
    var other = seenByRival(rival)
    other.axes = rival.axes
    other.viewedStep = nil
    other.fitAxes(isFirst: false)
    self.rival?.axes = other.axes
  }

  /// Returns the state as it would be if the rival were the training.
  func seenByRival(_ rival: RivalState) -> AppState {
    var other = self
    other.configuration = rival.configuration
    other.title = rival.configuration.model.model
    other.training = rival.training
    other.observation = rival.observation
    other.inspection = rival.inspection
    other.decoded = rival.decoded
    (other.statusRequest, other.requestedLearningRate, other.requestedControls) = (nil, nil, [:])
    let size = rival.configuration.model.codeSize
    if size != codeSize {
      other.cursor = Array((cursor + Array(repeating: 0, count: size)).prefix(size))
      other.axes = rival.axes
    }
    return other
  }
}

import Models
import Render

/// Keys that command the training.
extension AppState {
  mutating func togglePause() -> [Effect] {
    switch status {
    case .running:
      request(.paused)
      return [.training(.pause)]
    case .paused, .finished:
      request(.running)
      return [.training(.resume)]
    case .diverged(let divergence):
      let rate = divergence.learningRate / 2
      request(.running)
      requestedLearningRate = rate
      message = "going on with half the learning rate, \(text(rate))"
      return [.training(.setLearningRate(rate)), .training(.resume)]
    case .stopped, nil:
      return []
    }
  }

  /// Notes what the trainer is asked for: it is shown at once, and the snapshots say what became of it.
  mutating func request(_ status: TrainingStatus) {
    statusRequest = StatusRequest(status, from: training?.status, after: statusRequest)
  }

  mutating func trainOneStep() -> [Effect] {
    guard training?.status != .stopped else { return [] }
    request(.paused)
    return [.training(.step)]
  }

  mutating func trainOneEpoch() -> [Effect] {
    guard training?.status != .stopped else { return [] }
    // The end of the epoch may be in the very next snapshot: nothing to insist on.
    statusRequest = nil
    training?.status = .running
    return [.training(.epoch)]
  }

  /// Begins anew from first weights, with the learning rate and the controls that have been chosen
  /// meanwhile; the training so far is kept.
  mutating func restart(seed: UInt64) -> [Effect] {
    let rate = learningRate
    let values = liveSettings.map { (name: $0.name, value: value(of: $0)) }
    let first = liveSettings.map { Float(configuration.model.value(of: $0)) }
    let former = (cursor, axes, hasChosenPlace)
    var next = configuration
    next.seed = seed
    var effects = begin(
      next, with: .begin(next), message: "begun again with seed \(seed); u returns")
    (cursor, axes, hasChosenPlace) = former
    var chosen: [Effect] = []
    if rate != configuration.learningRate {
      requestedLearningRate = rate
      chosen.append(.training(.setLearningRate(rate)))
    }
    for (control, first) in zip(values, first) where control.value != first {
      requestedControls[control.name] = control.value
      chosen.append(.training(.setControl(control.name, control.value)))
    }
    effects.insert(contentsOf: chosen, at: 1)
    return effects
  }

  mutating func changeLearningRate(_ steps: Int) -> [Effect] {
    let rate = LearningRateScale.rate(learningRate, movedBy: steps)
    guard rate != learningRate else {
      message = "the learning rate stays at \(text(rate))"
      return []
    }
    note(LiveChange(learningRate: learningRate))
    requestedLearningRate = rate
    message = "learning rate \(text(rate))"
    return [.training(.setLearningRate(rate))]
  }

  mutating func cyclePace() -> [Effect] {
    let all = Pace.allCases
    let index = all.firstIndex(of: pace) ?? 0
    let next = all[(index + 1) % all.count]
    requestedPace = next
    message = "speed: \(next.title)"
    return [.training(.setPace(next))]
  }

  mutating func toggleLogScale() {
    isLogScale.toggle()
    message = isLogScale ? "logarithmic loss axis" : "linear loss axis"
  }

  private func text(_ rate: Float) -> String { NumberText.short(Double(rate)) }
}

extension Pace {
  /// What people call it.
  var title: String {
    switch self {
    case .full: "full"
    case .tenSteps: "10 steps/s"
    case .oneStep: "1 step/s"
    }
  }
}

/// Round learning rates, each about one and a half times the one before it.
enum LearningRateScale {
  /// The rates, from 10⁻⁶ to 10.
  static let rates: [Float] = {
    // Written as decimal numbers, because 10⁻³ · 1.5 is not quite 0.0015.
    (-6...0).flatMap { exponent in
      ["1", "1.5", "2", "3", "5", "7"].compactMap { Float("\($0)e\(exponent)") }
    } + [10]
  }()

  /// Returns the rate so many places above or below; at the ends it stays.
  static func rate(_ rate: Float, movedBy steps: Int) -> Float {
    guard steps != 0 else { return rate }
    if steps > 0 {
      guard let above = rates.firstIndex(where: { $0 > rate * 1.001 }) else { return rate }
      return rates[min(above + steps - 1, rates.count - 1)]
    }
    guard let below = rates.lastIndex(where: { $0 < rate * 0.999 }) else { return rate }
    return rates[max(below + steps + 1, 0)]
  }
}

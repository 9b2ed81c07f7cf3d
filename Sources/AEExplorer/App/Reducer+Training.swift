import Models
import Render

/// Keys that command the training.
extension AppState {
  mutating func togglePause() -> [Effect] {
    // What was asked for is shown at once; the next snapshot says what has become of it.
    switch training?.status {
    case .running:
      training?.status = .paused
      return [.training(.pause)]
    case .paused, .finished:
      training?.status = .running
      return [.training(.resume)]
    case .diverged(let divergence):
      let rate = divergence.learningRate / 2
      training?.status = .running
      requestedLearningRate = rate
      message = "going on with half the learning rate, \(text(rate))"
      return [.training(.setLearningRate(rate)), .training(.resume)]
    case .stopped, nil:
      return []
    }
  }

  mutating func trainOneStep() -> [Effect] {
    guard training?.status != .stopped else { return [] }
    training?.status = .paused
    return [.training(.step)]
  }

  mutating func trainOneEpoch() -> [Effect] {
    guard training?.status != .stopped else { return [] }
    training?.status = .running
    return [.training(.epoch)]
  }

  /// Begins anew, with the learning rate and the pace that have been chosen meanwhile.
  mutating func restart(seed: UInt64) -> [Effect] {
    let (rate, pace) = (learningRate, pace)
    let goesOn = training?.status != .paused
    generation += 1
    configuration.seed = seed
    training = nil
    observation = nil
    inspection = nil
    decoded = nil
    message = "began again with seed \(seed)"
    var effects = [Effect.restart(seed: seed)]
    if rate != configuration.learningRate {
      requestedLearningRate = rate
      effects.append(.training(.setLearningRate(rate)))
    }
    if pace != .full {
      requestedPace = pace
      effects.append(.training(.setPace(pace)))
    }
    return goesOn ? effects + [.training(.resume)] : effects
  }

  mutating func changeLearningRate(_ steps: Int) -> [Effect] {
    let rate = LearningRateScale.rate(learningRate, movedBy: steps)
    guard rate != learningRate else {
      message = "the learning rate stays at \(text(rate))"
      return []
    }
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

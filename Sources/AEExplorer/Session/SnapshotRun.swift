import Dispatch
import Models

/// The explorer without a terminal: trains for a while, and gives the state for one frame.
struct SnapshotRun {
  /// When the frame is drawn.
  enum Moment: Equatable {
    /// Some seconds after the start.
    case seconds(Double)
    /// After some epochs.
    case epochs(Int)
    /// After a step.
    case step(Int)
  }

  private var driver: Driver
  private let bell: DispatchSemaphore
  private let awaitsBaselines: Bool
  /// What is pressed before the frame is drawn.
  private let keys: [Key]

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - driver: the state and its session.
  ///   - bell: rung by the session's mailbox.
  ///   - awaitsBaselines: whether the session is going to find baselines.
  ///   - keys: what is pressed before the frame is drawn.
  init(
    driver: Driver, bell: DispatchSemaphore, awaitsBaselines: Bool, pressing keys: [Key] = []
  ) {
    self.driver = driver
    self.keys = keys
    self.awaitsBaselines = awaitsBaselines
    self.bell = bell
  }

  /// Trains until the moment has come, and returns the state when all that belongs to it is there:
  /// the codes of the whole test split, and the baselines.
  mutating func run(until moment: Moment) -> AppState {
    let start = DispatchTime.now().uptimeNanoseconds
    while !hasCome(moment, since: start) {
      _ = bell.wait(timeout: .now() + 0.02)
      driver.takeNews()
    }
    // The trainer may not have heard yet that it is to run.
    while driver.state.statusRequest != nil, driver.state.training?.hasEnded != true {
      _ = bell.wait(timeout: .now() + 0.02)
      driver.takeNews()
    }
    if isRunning { driver.apply(.togglePause) }
    while isRunning || isIncomplete { takeNews() }
    while driver.state.awaitsStudy { takeNews() }
    for key in keys {
      if let action = action(for: key, in: driver.state) { driver.apply(action) }
      while driver.state.awaitsStudy || !isObserved { takeNews() }
    }
    letRivalCatchUp()
    return driver.state
  }

  /// Lets a rival that has been begun train until it is where the training is, and waits for what it
  /// makes of the digit and the test split.
  private mutating func letRivalCatchUp() {
    guard let rival = driver.state.rival else { return }
    if rival.isTraining {
      let goal = driver.state.training?.step ?? 0
      driver.apply(.togglePause)
      while driver.state.rival?.training.map({ $0.step < goal && !$0.hasEnded }) ?? false {
        _ = bell.wait(timeout: .now() + 0.02)
        driver.takeNews()
      }
      driver.apply(.togglePause)
    }
    while isRunning || isIncomplete || !isRivalSeen {
      _ = bell.wait(timeout: .now() + 0.05)
      driver.takeNews()
    }
  }

  /// Whether the rival stands still, and all that is shown of it is of its last weights.
  private var isRivalSeen: Bool {
    guard let rival = driver.state.rival else { return true }
    guard let training = rival.training, training.status != .running else { return false }
    let step = training.weights.step
    return rival.observation?.step == step && rival.inspection?.step == step
  }

  private mutating func takeNews() {
    bell.wait()
    driver.takeNews()
  }

  /// Whether something that belongs to the frame is still being worked out.
  private var isIncomplete: Bool {
    (awaitsBaselines && driver.state.baselines == nil) || !isObserved || !isDrawn
  }

  private func hasCome(_ moment: Moment, since start: UInt64) -> Bool {
    if let training = driver.state.training, training.hasEnded { return true }
    switch moment {
    case .seconds(let seconds):
      return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 >= seconds
    case .epochs(let epochs):
      return (driver.state.training?.epoch ?? 0) >= epochs
    case .step(let step):
      return (driver.state.training?.step ?? 0) >= step
    }
  }

  private var isRunning: Bool {
    driver.state.training?.status == .running
  }

  /// Whether the picture under the cursor is complete, and that of the last weights.
  private var isDrawn: Bool {
    guard let decoded = driver.state.decoded else { return false }
    return decoded.drawn == nil && decoded.step == driver.state.training?.weights.step
  }

  private var isObserved: Bool {
    driver.state.observation?.step == driver.state.shownStep
  }
}

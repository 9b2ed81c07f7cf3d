import ArgumentParser
import Dispatch
import Models

/// Trains without a screen, one training after the other, each until it ends or somebody interrupts.
final class HeadlessRunner {
  /// Rung when something may have ended.
  private let bell: DispatchSemaphore
  private let interruption: Interruption

  /// Creates a runner, which takes over Ctrl-C for the rest of the process.
  init() {
    let bell = DispatchSemaphore(value: 0)
    self.bell = bell
    interruption = Interruption { bell.signal() }
  }

  /// Trains to the last epoch.
  ///
  /// - Parameters:
  ///   - configuration: the model and how to train it.
  ///   - dataset: what to train on.
  ///   - threads: workers.
  ///   - resuming: a state to go on from, instead of first values.
  ///   - keeper: keeps the training's history and states.
  ///   - onEpoch: called on the training queue after every epoch.
  ///   - onStart: called before the first step.
  ///   - onProgress: called whenever there is something new.
  ///   - onDivergence: called when the objective has blown up.
  /// - Returns: the trainer, which has stopped, and why.
  /// - Throws: what can't be used in the configuration.
  func train(
    _ configuration: TrainingConfiguration, dataset: Dataset, threads: Int,
    resuming: TrainingState? = nil, keeper: (any StateKeeper)? = nil,
    onEpoch: (@Sendable (EpochResult) -> Void)? = nil, onStart: (Trainer) -> Void = { _ in },
    onProgress: (TrainingSnapshot) -> Void = { _ in },
    onDivergence: (Divergence) -> Void = { _ in }
  ) throws -> (trainer: Trainer, reason: EndReason) {
    let bell = bell
    let trainer = try Trainer(
      configuration, dataset: dataset, threads: threads, resuming: resuming, keeper: keeper,
      onEpoch: onEpoch,
      onPublish: { bell.signal() })
    onStart(trainer)
    trainer.send(.resume)
    let reason = wait(for: trainer, onProgress, onDivergence)
    trainer.stop()
    return (trainer, reason)
  }

  /// Whether somebody has asked to stop.
  var isInterrupted: Bool { interruption.hasCome }

  /// Ends the command with the exit status that says why a training ended, unless that is its last
  /// epoch.
  func check(_ reason: EndReason) throws {
    switch reason {
    case .finished: break
    case .diverged: throw ExitCode.failure
    case .stopped: throw ExitCode(128 + interruption.signal)
    }
  }

  private func wait(
    for trainer: Trainer, _ onProgress: (TrainingSnapshot) -> Void,
    _ onDivergence: (Divergence) -> Void
  ) -> EndReason {
    while true {
      bell.wait()
      if interruption.hasCome { return .stopped }
      let snapshot = trainer.snapshot
      switch snapshot.status {
      case .finished: return .finished
      case .diverged(let divergence):
        onDivergence(divergence)
        return .diverged
      case .running, .paused, .stopped: onProgress(snapshot)
      }
    }
  }
}

/// Why a training without a screen ended.
enum EndReason: String, Encodable {
  case finished
  case stopped
  case diverged
}

/// A saved run as it is brought back: at one of its checkpoints, with the epochs before it.
public struct OpenedRun: Equatable, Sendable {
  /// The run.
  public var run: SavedRun
  /// Where it goes on.
  public var checkpoint: Checkpoint
  /// The epochs up to there.
  public var history: [EpochResult]

  /// Creates an opened run; of the history only what was before the checkpoint counts.
  public init(run: SavedRun, checkpoint: Checkpoint, history: [EpochResult]) {
    self.run = run
    self.checkpoint = checkpoint
    self.history = history.filter { $0.epoch <= checkpoint.state.epoch }
  }

  /// How it goes on: as before, but without a last epoch if that is already done.
  public var configuration: TrainingConfiguration {
    var configuration = checkpoint.configuration
    if let epochs = configuration.epochs, checkpoint.state.epoch >= epochs {
      configuration.epochs = nil
    }
    return configuration
  }

  /// The state that it goes on from.
  public var state: TrainingState { checkpoint.state }
}

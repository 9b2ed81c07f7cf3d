import Models
import RunStore

/// A saved run as it is brought back: at one of its checkpoints, with the epochs before it.
struct OpenedRun: Sendable {
  /// The run.
  let run: SavedRun
  /// Where it goes on.
  let checkpoint: Checkpoint
  /// The epochs up to there.
  let history: [EpochResult]

  /// Reads a run.
  ///
  /// - Parameters:
  ///   - id: its number.
  ///   - store: where it is.
  ///   - epoch: the end of this epoch; nil for its newest checkpoint.
  /// - Throws: when it is not there or can't be read.
  init(_ id: Int, _ store: RunStore, epoch: Int? = nil) throws(RunStoreError) {
    run = try store.run(id)
    let checkpoint = try store.checkpoint(of: run, epoch: epoch)
    self.checkpoint = checkpoint
    history = try store.history(of: run).filter { $0.epoch <= checkpoint.state.epoch }
  }

  /// The state that it goes on from.
  var state: TrainingState { checkpoint.state }
}

import Models
import RunStore

/// Saved runs that come back into a session.
extension Session {
  /// Shows a saved run in place of the current training, which is kept.
  func take(_ opened: OpenedRun, _ opening: RunOpening) -> [Action] {
    switch opening {
    case .waiting, .goingOn: return begin(opened.configuration, opened: opened)
    case .fork:
      let origin = SavedRun.Origin(run: opened.run.id, epoch: opened.state.epoch)
      return begin(opened.configuration, from: opened.state, origin: origin)
    }
  }
}

extension OpenedRun {
  /// Reads a run.
  ///
  /// - Parameters:
  ///   - id: its number.
  ///   - store: where it is.
  ///   - epoch: the end of this epoch; nil for its newest checkpoint.
  /// - Throws: when it is not there or can't be read.
  init(_ id: Int, _ store: RunStore, epoch: Int? = nil) throws(RunStoreError) {
    let run = try store.run(id)
    self.init(
      run: run, checkpoint: try store.checkpoint(of: run, epoch: epoch),
      history: try store.history(of: run))
  }
}

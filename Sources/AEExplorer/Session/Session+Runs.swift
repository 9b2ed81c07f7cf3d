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
    case .rival: return compare(with: opened)
    }
  }

  /// Compares with a saved run, which is not trained.
  private func compare(with opened: OpenedRun) -> [Action] {
    dropRival()
    rivalCount += 1
    do {
      let mailbox = mailbox
      let other = try Trainer(
        opened.configuration, dataset: dataset, threads: threads, resuming: opened.state,
        past: opened.history, onPublish: { mailbox.rivalSnapshotIsReady() })
      return show(Rival(other, gate: nil, isOwned: true, observer: makeRivalObserver()))
    } catch {
      return [.rival(.failed(error.description))]
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

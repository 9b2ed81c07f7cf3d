import Models
import RunStore

/// What the explorer opens with.
extension ExploreCommand {
  /// The first training of a session.
  struct Start {
    var configuration: TrainingConfiguration
    var dataset: Dataset
    /// Where it goes on; nil at first weights.
    var state: TrainingState?
    /// The saved run that it goes on with.
    var opened: OpenedRun?
    /// Where trainings are recorded.
    var runs: SessionRuns?
  }

  /// Reads the run that is to be opened, if one is.
  func openedRun() throws -> OpenedRun? {
    try savedRun.map { try OpenedRun($0, recording.folder.store()) }
  }

  /// Returns where trainings are recorded; pictures and text files are drawn without that.
  func sessionRuns(_ opened: OpenedRun?) throws -> SessionRuns? {
    let records = try recording.store() != nil && snapshot == nil
    guard let store = try? recording.folder.store() else { return nil }
    return SessionRuns(
      store, records: records,
      source: options.source(otherwise: opened?.run.subject.source),
      splitSeed: options.splitSeed ?? opened?.run.subject.splitSeed)
  }
}

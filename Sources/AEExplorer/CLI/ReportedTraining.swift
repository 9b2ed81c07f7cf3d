import Models
import RunStore

/// A training without a screen that is told of and saved: what `train`, `runs resume` and `runs fork`
/// have in common.
struct ReportedTraining {
  var configuration: TrainingConfiguration
  var dataset: Dataset
  /// What `--data` has to be to find the data again.
  var source: String
  /// Which tenth of ratings is held out, where somebody has said so.
  var splitSeed: UInt64?
  var threads: Int
  /// Where the run is saved; nil where it is not.
  var store: RunStore?
  /// A run to go on with; nil for a new one.
  var resumed: SavedRun?
  /// Where the training begins; nil at first weights.
  var state: TrainingState?
  /// The run that it was forked from.
  var origin: SavedRun.Origin?
  /// A file for the trained model.
  var save: String?
  var isJSON = false
  var isThorough = false

  /// Trains to the end, and ends the command with the status that says why.
  func run() throws {
    let reporter = TrainReporter(
      asJSON: isJSON, epochs: configuration.epochs ?? 0, isThorough: isThorough)
    var continued: (run: SavedRun, state: TrainingState)?
    if let resumed, let state { continued = (resumed, state) }
    let recorder = store.map {
      RunRecorder($0, goingOnWith: continued) { reporter.warn($0) }
    }
    let runner = HeadlessRunner()
    let (trainer, reason) = try runner.train(
      configuration, dataset: dataset, threads: threads, resuming: state, keeper: recorder,
      onEpoch: { reporter.finished($0) },
      onStart: { trainer in
        recorder?.begin(
          RunSubject(trainer, source: source, splitSeed: splitSeed, origin: origin))
        reporter.began(trainer)
      },
      onProgress: { reporter.progress($0) }, onDivergence: { reporter.diverged($0) })
    recorder?.end(at: trainer.finalState)
    if let save, let state = trainer.finalState {
      let subject = RunSubject(trainer, source: source, splitSeed: splitSeed, origin: nil)
      try subject.checkpoint(state).write(to: save)
    }
    let run = recorder?.run
    reporter.ended(trainer, reason: reason, run: run, checkpoint: save ?? newestFile(of: run))
    try runner.check(reason)
  }

  /// The path of the last checkpoint that was saved.
  private func newestFile(of run: Int?) -> String? {
    guard let store, let run, let newest = (try? store.run(run))?.checkpoints.last else {
      return nil
    }
    return store.path(of: newest, of: run)
  }
}

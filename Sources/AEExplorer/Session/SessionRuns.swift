import Dispatch
import Models
import RunStore
import Synchronization

/// The saved runs as a session uses them: its trainings are recorded here, and saved ones come back.
final class SessionRuns {
  /// Where runs are.
  let store: RunStore
  /// Whether trainings are recorded.
  let records: Bool
  /// What `--data` has to be to find the session's data again.
  let source: String
  /// Which tenth of ratings is held out, where somebody has said so.
  let splitSeed: UInt64?

  private var recorders: [ObjectIdentifier: RunRecorder] = [:]
  /// Where the screen's requests are served, one after the other.
  let requests = DispatchQueue(label: "aexplorer.run-requests", qos: .utility)
  /// Counts what is asked of single runs: only the newest is of interest.
  let looks = RequestCount()
  /// When the list was asked for last.
  var lastList = -Double.infinity
  /// Seconds from one reading of the list to the next, while nobody asks for it.
  static let refreshPause = 2.0
  private let queue = DispatchQueue(label: "aexplorer.ends", qos: .utility)

  /// Creates the runs of a session.
  init(_ store: RunStore, records: Bool, source: String, splitSeed: UInt64?) {
    self.store = store
    self.records = records
    self.source = source
    self.splitSeed = splitSeed
  }

  /// Returns a recorder for a training that is about to be made; nil if none is recorded.
  ///
  /// - Parameters:
  ///   - resumed: the run that it goes on with, and where.
  ///   - mailbox: where a sentence goes if it can't be written.
  /// - Returns: the recorder.
  func makeRecorder(
    goingOnWith resumed: (run: SavedRun, state: TrainingState)? = nil, _ mailbox: Mailbox
  ) -> RunRecorder? {
    guard records else { return nil }
    return RunRecorder(store, goingOnWith: resumed) { mailbox.leave(failure: $0) }
  }

  /// Lets a recorder begin with its training.
  func begin(_ recorder: RunRecorder?, _ trainer: Trainer, origin: SavedRun.Origin? = nil) {
    guard let recorder else { return }
    recorder.begin(RunSubject(trainer, source: source, splitSeed: splitSeed, origin: origin))
    recorders[ObjectIdentifier(trainer)] = recorder
  }

  /// The number of a training's run, once it has one.
  func run(of trainer: Trainer) -> Int? { recorders[ObjectIdentifier(trainer)]?.run }

  /// Sees to it that a training that is about to be paused, maybe for long, is kept as it is then.
  func keepAtPause(_ trainer: Trainer) {
    recorders[ObjectIdentifier(trainer)]?.requestState()
  }

  /// Lets a training come to its end, and its run with it, which may take a while.
  func retire(_ trainer: Trainer) {
    let recorder = recorders.removeValue(forKey: ObjectIdentifier(trainer))
    queue.async {
      trainer.stop()
      recorder?.end(at: trainer.finalState)
    }
  }

  /// Returns when all that was retired is on the disk.
  func waitUntilWritten() {
    queue.sync {}
  }
}

/// Counts requests, so that those that are not the newest any more can be left out.
final class RequestCount: Sendable {
  private let count = Atomic(0)

  /// Counts one more, and returns its number.
  func next() -> Int { count.add(1, ordering: .relaxed).newValue }

  /// Returns whether there is none newer.
  func isNewest(_ number: Int) -> Bool { count.load(ordering: .relaxed) == number }
}

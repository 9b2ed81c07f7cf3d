internal import Dispatch
public import Models
internal import Synchronization

/// Records one training as a run: its history, and checkpoints as it goes on.
///
/// The trainer only leaves things here; they are written on a queue of their own. The run appears in
/// the store with its first epoch, or its first checkpoint where epochs are long; a training that
/// ends before that leaves nothing. What can't be written is said once, and training goes on.
public final class RunRecorder: StateKeeper {
  private struct Content {
    var subject: RunSubject?
    var news = RunNews()
    var hasNews = false
    var isFlushPlanned = false
    var state: (state: TrainingState, score: Double?)?
    var lastScore: (step: Int, score: Double)?
    /// The step of the state that was kept last.
    var keptStep: Int?
    var isStateRequested = false
    /// When the next checkpoint is due, at the end of an epoch or in the midst of one.
    var due: (atEnd: Double, within: Double)
    var hasFailed = false
    /// Whether training has gone on since the recorder was made.
    var isTouched = false
    var run: Int?
    /// The run that is gone on with, and where, until something is written.
    var resumed: (run: SavedRun, step: Int, epoch: Int)?
    /// Seconds of training before this recorder.
    var secondsBefore = 0.0
  }

  /// Seconds between two checkpoints: at least, and at most.
  private static let interval = 1.0...60.0
  /// How many times as long as writing a checkpoint takes is spent on training before the next.
  private static let patience = 100.0
  /// Seconds until what is new is written down.
  private static let delay = 0.5

  private let store: RunStore
  private let onFailure: @Sendable (String) -> Void
  private let queue = DispatchQueue(label: "aexplorer.runs", qos: .utility)
  private let content: Mutex<Content>
  private let lock = Mutex<RunLock?>(nil)

  /// Creates a recorder.
  ///
  /// - Parameters:
  ///   - store: where the run is kept.
  ///   - resumed: a run that is gone on with, and the state that it goes on from; nil for a new run.
  ///   - onFailure: called with a sentence, on a queue, when it can't be written.
  public init(
    _ store: RunStore, goingOnWith resumed: (run: SavedRun, state: TrainingState)? = nil,
    onFailure: @escaping @Sendable (String) -> Void
  ) {
    self.store = store
    self.onFailure = onFailure
    let now = Clock.steady
    var content = Content(
      due: (now + Self.interval.lowerBound, now + Self.interval.upperBound))
    if let (run, state) = resumed {
      content.resumed = (run, state.step, state.epoch)
      (content.run, content.keptStep) = (run.id, state.step)
      (content.news.status, content.news.remark) = (run.status, run.remark)
      content.secondsBefore = run.seconds
    }
    self.content = Mutex(content)
  }

  /// Says what is trained, before the first step.
  public func begin(_ subject: RunSubject) {
    content.withLock { $0.subject = subject }
  }

  /// The run's number, once it has one.
  public var run: Int? { content.withLock { $0.run } }

  // MARK: - On the training queue

  /// Notes what the trainer does from now on; called on the training queue, like the next three.
  public func changed(to status: TrainingStatus) {
    content.withLock { content in
      switch status {
      case .running:
        (content.news.status, content.news.remark) = (.running, nil)
        content.isTouched = true
      case .paused: content.news.status = .paused
      case .finished: content.news.status = .finished
      case .stopped: content.news.status = .stopped
      case .diverged(let divergence):
        content.news.status = .diverged
        content.news.remark =
          "at step \(divergence.step) \(divergence.term) blew up, with the learning rate "
          + "\(divergence.learningRate)"
      }
      content.hasNews = true
    }
    planFlush()
  }

  /// Notes a finished epoch.
  public func finished(_ result: EpochResult) {
    content.withLock { content in
      var result = result
      result.seconds += content.secondsBefore
      content.isTouched = true
      content.lastScore = content.subject.map { (result.step, $0.charted(result.test)) }
      guard Self.isWrittenDown(result.epoch) else { return }
      content.news.epochs.append(result)
      content.hasNews = true
    }
    planFlush()
  }

  /// Returns whether a checkpoint is due.
  public func wantsState(at step: Int, endOf epoch: Int?) -> Bool {
    content.withLock { content in
      guard step > 0, step != content.keptStep else { return false }
      // A training that is left in its first epoch leaves nothing.
      if content.isStateRequested, content.run != nil || content.lastScore != nil { return true }
      let now = Clock.steady
      return now >= (epoch == nil ? content.due.within : content.due.atEnd)
    }
  }

  /// Takes a state, to be written as a checkpoint.
  public func keep(_ state: TrainingState) {
    content.withLock { content in
      content.isStateRequested = false
      content.keptStep = state.step
      let score = content.lastScore.flatMap { $0.step == state.step ? $0.score : nil }
      content.state = (state, score)
      // Until it is known how long writing takes.
      let now = Clock.steady
      content.due = (now + Self.interval.lowerBound, now + Self.interval.upperBound)
    }
    queue.async { [self] in flush() }
  }

  // MARK: - For whoever owns the training

  /// Asks for a copy of the state as soon as training waits.
  public func requestState() {
    content.withLock { $0.isStateRequested = true }
  }

  /// Writes down how training ended, and returns when that is on the disk.
  ///
  /// - Parameter state: where it ended.
  public func end(at state: TrainingState?) {
    content.withLock { content in
      // A run that nobody has heard of yet, and that has learned nothing, is none.
      let isKnown = content.run != nil || !content.news.epochs.isEmpty || content.state != nil
      guard content.isTouched, isKnown else {
        content.hasNews = false
        return
      }
      switch content.news.status {
      case .running, .paused, .interrupted: content.news.status = .stopped
      case .finished, .stopped, .diverged: break
      }
      content.hasNews = true
      guard let state, state.step > 0, state.step != content.keptStep else { return }
      content.keptStep = state.step
      let score = content.lastScore.flatMap { $0.step == state.step ? $0.score : nil }
      content.state = (state, score)
    }
    queue.sync { flush() }
    lock.withLock { $0 = nil }
  }

  // MARK: - On the recorder's queue

  /// After ten thousand epochs every tenth is enough, after a hundred thousand every hundredth.
  private static func isWrittenDown(_ epoch: Int) -> Bool {
    epoch <= 10_000 || epoch <= 100_000 && epoch % 10 == 0 || epoch % 100 == 0
  }

  /// Lets what is new be written down soon: quick epochs are written many at once.
  private func planFlush() {
    let mustPlan = content.withLock { content in
      guard !content.isFlushPlanned, content.run != nil || !content.news.epochs.isEmpty else {
        return false
      }
      content.isFlushPlanned = true
      return true
    }
    if mustPlan { queue.asyncAfter(deadline: .now() + Self.delay) { [self] in flush() } }
  }

  private func flush() {
    let (subject, news, hasNews, kept) = content.withLock { content in
      let taken = (content.subject, content.news, content.hasNews, content.state)
      content.news.epochs = []
      (content.hasNews, content.isFlushPlanned, content.state) = (false, false, nil)
      return taken
    }
    guard let subject, hasNews || kept != nil else { return }
    do {
      let run = try begunRun(subject)
      if hasNews { try store.write(news, of: run, subject) }
      if let kept { try write(kept, of: run, subject) }
      // Where there is room for a few numbers, there may be none for weights: that was said.
      if kept != nil { content.withLock { $0.hasFailed = false } }
    } catch {
      failed(error, news.epochs)
    }
  }

  /// Returns the run's number; the first time, the run is added, or made ready to go on.
  private func begunRun(_ subject: RunSubject) throws(RunStoreError) -> Int {
    let (run, resumed) = content.withLock { ($0.run, $0.resumed) }
    if let run, lock.withLock({ $0 != nil }) { return run }
    let id = if let run { run } else { try store.add(subject) }
    content.withLock { $0.run = id }
    let held = try RunLock(in: store.folder(of: id), run: id)
    if let resumed {
      try store.rewind(resumed.run, toStep: resumed.step, epoch: resumed.epoch)
    }
    lock.withLock { $0 = held }
    return id
  }

  private func write(
    _ kept: (state: TrainingState, score: Double?), of run: Int, _ subject: RunSubject
  ) throws(RunStoreError) {
    let start = (Clock.steady, Clock.worked)
    try store.keep(kept.state, score: kept.score, of: run, subject)
    let (time, work) = (Clock.steady - start.0, Clock.worked - start.1)
    let pause = min(
      max(Self.interval.lowerBound, Self.patience * work, 10 * time), Self.interval.upperBound)
    content.withLock { $0.due.atEnd = start.0 + pause }
  }

  /// Says what went wrong, and keeps the epochs for the next attempt.
  private func failed(_ error: RunStoreError, _ epochs: [EpochResult]) {
    let mustSay = content.withLock { content in
      content.news.epochs.insert(contentsOf: epochs, at: 0)
      content.hasNews = true
      content.keptStep = nil
      defer { content.hasFailed = true }
      return !content.hasFailed
    }
    if mustSay { onFailure("this training is not saved: \(error)") }
  }
}

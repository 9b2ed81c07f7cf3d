/// What has become of a run.
public enum RunStatus: String, CaseIterable, Sendable {
  /// It is being trained.
  case running
  /// Its program is there, and it waits.
  case paused
  /// All its epochs are done.
  case finished
  /// Somebody ended it before that.
  case stopped
  /// Its objective blew up.
  case diverged
  /// Its program ended without saying so.
  case interrupted
}

/// One training as it is kept: what was trained, how far it got, how good it was.
public struct SavedRun: Equatable, Sendable {
  /// Where a run began that did not begin at first weights.
  public struct Origin: Equatable, Sendable {
    /// The run that it was forked from.
    public var run: Int
    /// Finished epochs of that run.
    public var epoch: Int

    /// Creates an origin.
    public init(run: Int, epoch: Int) {
      self.run = run
      self.epoch = epoch
    }
  }

  /// Its number, from 1; no other run of the same folder ever has it.
  public var id: Int
  /// What it was trained on, and how.
  public var subject: RunSubject
  /// What has become of it.
  public var status: RunStatus
  /// A sentence on how it diverged; nil otherwise.
  public var remark: String?
  /// When it began, in seconds since 1970.
  public var started: Double
  /// The same as text, in local time: `2026-11-21 14:05`.
  public var date: String
  /// Seconds of training, pauses left out.
  public var seconds: Double
  /// Epochs finished.
  public var epoch: Int
  /// Steps made.
  public var step: Int
  /// Training samples a second in the last epoch.
  public var imagesPerSecond: Double
  /// The test loss of the last epoch, or what charts show in its place; nil before there is one, or
  /// when it is not finite.
  public var last: Double?
  /// The lowest such value.
  public var best: Double?
  /// The epoch of that value.
  public var bestEpoch: Int?
  /// The course of that value, oldest first, in at most `courseLimit` points.
  public var course: [Float?]
  /// The states that are kept, oldest first.
  public var checkpoints: [SavedCheckpoint]

  /// How many points a course has at most.
  public static let courseLimit = 60

  /// Creates a run.
  public init(
    id: Int, subject: RunSubject, status: RunStatus, remark: String? = nil, started: Double,
    date: String, seconds: Double, epoch: Int, step: Int, imagesPerSecond: Double,
    last: Double?, best: Double?, bestEpoch: Int?, course: [Float?], checkpoints: [SavedCheckpoint]
  ) {
    self.id = id
    self.subject = subject
    self.status = status
    self.remark = remark
    self.started = started
    self.date = date
    self.seconds = seconds
    self.epoch = epoch
    self.step = step
    self.imagesPerSecond = imagesPerSecond
    self.last = last
    self.best = best
    self.bestEpoch = bestEpoch
    self.course = course
    self.checkpoints = checkpoints
  }

  /// The bytes that its checkpoints take.
  public var bytes: Int { checkpoints.reduce(0) { $0 + $1.bytes } }
}

/// What a run is a training of.
public struct RunSubject: Equatable, Sendable {
  /// How it is trained.
  public var configuration: TrainingConfiguration
  /// The name of the data.
  public var dataset: String
  /// What `--data` has to be to find the data again: a name, or a path.
  public var source: String
  /// The shape of an input.
  public var shape: ImageShape
  /// Classes of the data's labels.
  public var classCount: Int
  /// Which tenth of a file of ratings is held out; nil for other data.
  public var splitSeed: UInt64?
  /// The terms of the objective.
  public var termNames: [String]
  /// The place, among the terms, of the measure that charts show in the place of the loss; nil where
  /// they show the loss.
  public var headline: Int?
  /// Numbers that are learned.
  public var parameters: Int
  /// Where it began, unless at first weights.
  public var origin: SavedRun.Origin?

  /// Creates a subject.
  public init(
    configuration: TrainingConfiguration, dataset: String, source: String, shape: ImageShape,
    classCount: Int, splitSeed: UInt64?, termNames: [String], headline: Int?, parameters: Int,
    origin: SavedRun.Origin? = nil
  ) {
    self.configuration = configuration
    self.dataset = dataset
    self.source = source
    self.shape = shape
    self.classCount = classCount
    self.splitSeed = splitSeed
    self.termNames = termNames
    self.headline = headline
    self.parameters = parameters
    self.origin = origin
  }

  /// Returns what charts show of some values: the loss, or a measure in its place.
  public func charted(_ values: LossValues) -> Double {
    headline.flatMap { values.terms.indices.contains($0) ? values.terms[$0] : nil } ?? values.loss
  }

  /// Returns the checkpoint of a state of this training.
  public func checkpoint(_ state: TrainingState) -> Checkpoint {
    Checkpoint(
      configuration: configuration, dataset: dataset, shape: shape, classCount: classCount,
      splitSeed: splitSeed, state: state)
  }
}

/// A state of a run that is kept in a file.
public struct SavedCheckpoint: Equatable, Sendable {
  /// The file's name in the run's folder.
  public var file: String
  /// Epochs finished.
  public var epoch: Int
  /// Steps made.
  public var step: Int
  /// Whether it is of the end of an epoch.
  public var isEndOfEpoch: Bool
  /// The test loss at that moment, or what charts show in its place; nil where it was not measured.
  public var score: Double?
  /// The size of the file.
  public var bytes: Int

  /// Creates a checkpoint's record.
  public init(
    file: String, epoch: Int, step: Int, isEndOfEpoch: Bool, score: Double?, bytes: Int
  ) {
    self.file = file
    self.epoch = epoch
    self.step = step
    self.isEndOfEpoch = isEndOfEpoch
    self.score = score
    self.bytes = bytes
  }

  /// Returns those that need not be kept of some, in the order of their steps: never the newest nor
  /// the best.
  ///
  /// What stays is spread over the course, so that a run can be forked from its beginnings too.
  ///
  /// - Parameters:
  ///   - checkpoints: all there are.
  ///   - count: how many may stay.
  ///   - budget: the bytes that they may take.
  /// - Returns: those to let go of.
  public static func dispensable(
    of checkpoints: [SavedCheckpoint], count: Int = 8, budget: Int = 32_000_000
  ) -> [SavedCheckpoint] {
    var left = checkpoints.sorted { $0.step < $1.step }
    let best = left.filter { $0.score != nil }
      .min { ($0.score ?? .infinity, $0.step) < ($1.score ?? .infinity, $1.step) }
    var gone: [SavedCheckpoint] = []
    while left.count > count || left.reduce(0, { $0 + $1.bytes }) > budget {
      let candidates = left.indices.dropLast().filter { left[$0] != best }
      func gap(_ place: Int) -> Double {
        Double(left[place + 1].step + 1) / Double((place > 0 ? left[place - 1].step : 0) + 1)
      }
      guard let place = candidates.min(by: { gap($0) < gap($1) }) else { break }
      gone.append(left.remove(at: place))
    }
    return gone
  }
}

extension SavedRun {
  /// The epochs at whose ends the state was kept, in their order.
  public var keptEpochs: [Int] { checkpoints.filter(\.isEndOfEpoch).map(\.epoch) }

  /// The checkpoint with the lowest test loss, where any was measured.
  public var bestCheckpoint: SavedCheckpoint? {
    checkpoints.filter { $0.score != nil }
      .min { ($0.score ?? .infinity, $0.step) < ($1.score ?? .infinity, $1.step) }
  }
}

/// What the trainer is doing.
public enum TrainingStatus: Equatable, Sendable {
  /// Steps follow each other.
  case running
  /// Waiting for a command.
  case paused
  /// All epochs are done; more may be asked for.
  case finished
  /// The objective stopped being a number; the weights are the last good ones.
  case diverged(Divergence)
  /// The trainer has ended and takes no more commands.
  case stopped
}

/// Where and why a training diverged.
public struct Divergence: Equatable, Sendable {
  /// The step that failed.
  public var step: Int
  /// The term that blew up: `reconstruction`, `kl` … or `gradient`.
  public var term: String
  /// The step that the weights were put back to.
  public var restoredStep: Int
  /// The learning rate at that moment.
  public var learningRate: Float

  /// Creates the report of a divergence.
  public init(step: Int, term: String, restoredStep: Int, learningRate: Float) {
    self.step = step
    self.term = term
    self.restoredStep = restoredStep
    self.learningRate = learningRate
  }
}

/// How fast steps may follow each other.
public enum Pace: Equatable, Sendable, CaseIterable {
  /// As fast as the machine can.
  case full
  /// Ten steps a second.
  case tenSteps
  /// One step a second.
  case oneStep

  /// Seconds from one step to the next, or nil for no limit.
  public var secondsPerStep: Double? {
    switch self {
    case .full: nil
    case .tenSteps: 0.1
    case .oneStep: 1
    }
  }
}

/// Mean values of the objective over some samples.
public struct LossValues: Equatable, Sendable {
  /// Σ coefficient · term.
  public var loss: Double
  /// Each term's mean, in the order of the snapshot's term names, without its coefficient.
  public var terms: [Double]

  /// Creates values.
  public init(loss: Double, terms: [Double]) {
    self.loss = loss
    self.terms = terms
  }
}

/// One finished epoch.
public struct EpochResult: Equatable, Sendable {
  /// Its number, from 1.
  public var epoch: Int
  /// Steps made since the beginning of the run.
  public var step: Int
  /// Means over the epoch's batches, while the weights changed.
  public var train: LossValues
  /// Means over the test split, with the weights at the epoch's end.
  public var test: LossValues
  /// Training samples a second, without the time of evaluating.
  public var imagesPerSecond: Double
  /// Seconds since training began, pauses left out.
  public var seconds: Double

  /// Creates the result of an epoch.
  public init(
    epoch: Int, step: Int, train: LossValues, test: LossValues, imagesPerSecond: Double,
    seconds: Double
  ) {
    self.epoch = epoch
    self.step = step
    self.train = train
    self.test = test
    self.imagesPerSecond = imagesPerSecond
    self.seconds = seconds
  }
}

/// The courses of the objective and its terms.
public struct LossHistories: Equatable, Sendable {
  /// The objective.
  public var loss = History()
  /// Each term, in the order of the snapshot's term names.
  public var terms: [History]

  /// Creates empty courses for some number of terms.
  public init(termCount: Int) {
    terms = Array(repeating: History(), count: termCount)
  }

  mutating func append(_ values: LossValues, step: Int) {
    loss.append(step: step, value: Float(values.loss))
    for (index, value) in values.terms.enumerated() {
      terms[index].append(step: step, value: Float(value))
    }
  }

  /// The same without what was not measured: a phase that did not run has no mean.
  mutating func appendMeasured(_ values: LossValues, step: Int) {
    if !values.loss.isNaN { loss.append(step: step, value: Float(values.loss)) }
    for (index, value) in values.terms.enumerated() where !value.isNaN {
      terms[index].append(step: step, value: Float(value))
    }
  }
}

/// What the trainer shows of itself: an immutable value, published at most once a frame.
public struct TrainingSnapshot: Sendable {
  /// Counts the snapshots of one trainer.
  public var number: Int
  /// What the trainer is doing.
  public var status: TrainingStatus
  /// Steps made.
  public var step: Int
  /// Epochs finished.
  public var epoch: Int
  /// Steps made in the current epoch.
  public var stepInEpoch: Int
  /// Steps of one epoch.
  public var stepsPerEpoch: Int
  /// Epochs after which training ends, or nil.
  public var epochs: Int?
  /// The learning rate that is set.
  public var learningRate: Float
  /// What its decay has made of it by now.
  public var learningRateInUse: Float
  /// The current pace.
  public var pace: Pace
  /// Training samples a second lately.
  public var imagesPerSecond: Double
  /// Seconds of training, pauses left out.
  public var seconds: Double
  /// The terms of the objective, as `reconstruction` and `kl`.
  public var termNames: [String]
  /// The place, among the terms, of the measure that charts show in the place of the loss; nil where
  /// they show the loss.
  public var headline: Int?
  /// The training losses, a value for every step.
  public var train: LossHistories
  /// The test losses, a value for every epoch (and one before the first step).
  public var test: LossHistories
  /// The last finished epoch.
  public var lastEpoch: EpochResult?
  /// The numbers that may change while training, as `beta`.
  public var controls: [String: Float]
  /// The same numbers as their schedules have made them: a β that is still warming up, say.
  public var controlsInUse: [String: Float]
  /// The weights.
  public var weights: WeightSnapshot
}

extension TrainingSnapshot {
  /// The courses that charts show: the loss, or what is shown in its place.
  public var charted: (train: History, test: History) {
    (stage ?? headline).map { (train.terms[$0], test.terms[$0]) } ?? (train.loss, test.loss)
  }

  /// The place, among the terms, of what is trained by itself at the moment and has no part in the
  /// loss: a layer, a network that will be frozen; nil while the loss itself is trained.
  public var stage: Int? {
    guard step > 0, train.loss.last?.step != step else { return nil }
    return train.terms.firstIndex { $0.last?.step == step }
  }
}

/// An immutable copy of a model's parameters.
public final class WeightSnapshot: Sendable {
  /// The step at which the copy was made.
  public let step: Int
  /// The numbers that may change while training, as they were in use; what is missing has its first
  /// value.
  public let controls: [String: Float]
  /// All parameters, as `ParameterLayout` lays them out.
  let buffer: FloatBuffer

  /// Creates a copy of values.
  public init(_ values: [Float], step: Int, controls: [String: Float] = [:]) {
    self.step = step
    self.controls = controls
    buffer = FloatBuffer(values)
  }

  /// Creates a snapshot of a block that nobody writes into any more while the snapshot lives.
  init(buffer: FloatBuffer, step: Int, controls: [String: Float] = [:]) {
    self.step = step
    self.controls = controls
    self.buffer = buffer
  }

  /// All parameters.
  public var values: [Float] { buffer.array }
}

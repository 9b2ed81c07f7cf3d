import Models

/// Something that a screen wants to have worked out from the weights, beside the training.
///
/// A study is a value: what it depends on besides the weights. Two that are equal give the same result.
protocol Study: Equatable, Sendable {
  associatedtype Result: Sendable

  /// Whether it takes well under a millisecond or two, so that it is done at once, before the next
  /// frame; others are done on a queue of their own, when there is time.
  var isInstant: Bool { get }
  /// Whether it only brings another one up to date, so that it may wait until it is its turn again.
  func continues(_ other: any Study) -> Bool
  /// Works it out.
  ///
  /// - Returns: the result; nil if it was given up because `context.isCancelled`.
  func run(in context: StudyContext) -> Result?
}

extension Study {
  var isInstant: Bool { false }

  func continues(_ other: any Study) -> Bool { isSame(as: other) }

  /// Whether the other one is of the same kind and equal.
  func isSame(as other: any Study) -> Bool {
    (other as? Self) == self
  }
}

/// What a study can look at.
struct StudyContext {
  /// The model.
  var model: any Autoencoder
  /// How it is trained.
  var configuration: TrainingConfiguration
  /// Its weights at one step.
  var weights: WeightSnapshot
  /// The data.
  var dataset: Dataset
  /// Encodes and decodes with that model, on the thread that runs the study.
  var inference: Inference
  /// The data's principal components, which the chart's baselines need too.
  var components = KnownComponents()
  /// Whether nobody waits for the result any more.
  var isCancelled: @Sendable () -> Bool = { false }
}

extension StudyContext {
  /// The principal components of the images that the model learns from, worked out once for all who ask.
  var principalComponents: PrincipalComponents {
    components.value(of: dataset, withoutClass: configuration.withoutClass)
  }
}

/// A study for a screen, on its way to whoever works it out.
struct StudyOrder: Equatable, Sendable {
  /// Orders are counted, so that answers find their questions.
  var number: Int
  /// The training that is looked at.
  var generation: Int
  /// The earlier step whose weights are looked at; nil for the live ones.
  var pastStep: Int?
  /// For whom.
  var screen: ScreenID
  /// What.
  var study: any Study
  /// Whether training stands still, so that there is nothing to wait for.
  var isUrgent: Bool

  static func == (left: StudyOrder, right: StudyOrder) -> Bool {
    left.number == right.number && left.generation == right.generation
      && left.pastStep == right.pastStep
      && left.screen == right.screen && left.isUrgent == right.isUrgent
      && left.study.isSame(as: right.study)
  }
}

/// The result of a study; equal when the order is.
struct StudyNews: Equatable, Sendable {
  var order: StudyOrder
  /// The step that the weights are of.
  var step: Int
  /// What the study gave.
  var result: any Sendable

  static func == (left: StudyNews, right: StudyNews) -> Bool {
    left.order == right.order && left.step == right.step
  }
}

/// How far a screen's wish has got.
struct StudyProgress: Sendable {
  /// What was ordered last.
  var order: StudyOrder
  /// The step of the weights when it was.
  var step: Int
  /// Whether the answer is still to come.
  var isOutstanding = true
}

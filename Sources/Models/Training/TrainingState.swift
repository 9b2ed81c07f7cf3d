/// Everything that a training needs to go on exactly where it was.
public struct TrainingState: Equatable, Sendable {
  /// All parameters, as the model's `ParameterLayout` lays them out.
  public var parameters: [Float]
  /// The optimizer's first memory (mean gradient or velocity), laid out likewise, once for each of
  /// the model's phases.
  public var firstMoment: [Float]
  /// The optimizer's second memory (mean squared gradient), laid out likewise.
  public var secondMoment: [Float]
  /// Steps made.
  public var step: Int
  /// For each phase, the steps that the optimizer's memory reaches back.
  public var optimizerSteps: [Int]
  /// Epochs finished.
  public var epoch: Int
  /// Steps made in the current epoch.
  public var stepInEpoch: Int
  /// The current learning rate.
  public var learningRate: Float
  /// Current values of the controls.
  public var controls: [String: Float]

  /// Creates the state of a training that has not begun.
  public init(_ configuration: TrainingConfiguration, layout: ParameterLayout, phases: Int = 1) {
    parameters = layout.initialValues(seed: configuration.seed)
    firstMoment = Array(repeating: 0, count: phases * layout.size)
    secondMoment = firstMoment
    step = 0
    optimizerSteps = Array(repeating: 0, count: phases)
    epoch = 0
    stepInEpoch = 0
    learningRate = configuration.learningRate
    controls = [:]
  }

  /// Checks that the numbers can be those of a training, and throws what is wrong with the first
  /// that can't.
  func validate(_ configuration: TrainingConfiguration) throws(ConfigurationError) {
    let numbers =
      [
        ("step", step), ("epoch", epoch), ("step-in-epoch", stepInEpoch),
      ] + optimizerSteps.map { ("optimizer-step", $0) }
    for (name, value) in numbers where !(0...Self.mostSteps).contains(value) {
      throw .outOfRange(name, "\(value)", allowed: "0…\(Self.mostSteps)")
    }
    guard learningRate.isFinite, learningRate > 0 else {
      throw .outOfRange("learning-rate", "\(learningRate)", allowed: "any number above 0")
    }
    for (name, value) in controls.sorted(by: { $0.key < $1.key })
    where !configuration.model.allows(value, forControl: name) {
      throw .outOfRange(name, "\(value)", allowed: "what the model's setting allows")
    }
  }

  /// Checks that a training of this configuration on so many samples can go on from here.
  func validate(
    _ configuration: TrainingConfiguration, layout: ParameterLayout, phases: Int, samples: Int
  ) throws(ConfigurationError) {
    try validate(configuration)
    guard parameters.count == layout.size else {
      throw .outOfRange("weights", "\(parameters.count)", allowed: "\(layout.size) numbers")
    }
    for block in [firstMoment, secondMoment] where block.count != phases * layout.size {
      throw .outOfRange(
        "optimizer", "\(block.count)", allowed: "\(phases * layout.size) numbers")
    }
    guard optimizerSteps.count == phases else {
      throw .outOfRange("optimizer-step", "\(optimizerSteps)", allowed: "\(phases) numbers")
    }
    let steps = configuration.stepsPerEpoch(samples: samples)
    guard stepInEpoch < steps else {
      throw .outOfRange("step-in-epoch", "\(stepInEpoch)", allowed: "0…\(steps - 1) on this data")
    }
  }

  /// More steps than anybody makes, and few enough to count on from.
  private static let mostSteps = 1 << 50
}

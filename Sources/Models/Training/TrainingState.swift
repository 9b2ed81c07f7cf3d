/// Everything that a training needs to go on exactly where it was.
public struct TrainingState: Equatable, Sendable {
  /// All parameters, as the model's `ParameterLayout` lays them out.
  public var parameters: [Float]
  /// The optimizer's first memory (mean gradient or velocity), laid out likewise.
  public var firstMoment: [Float]
  /// The optimizer's second memory (mean squared gradient), laid out likewise.
  public var secondMoment: [Float]
  /// Steps made.
  public var step: Int
  /// Steps that the optimizer's memory reaches back.
  public var optimizerStep: Int
  /// Epochs finished.
  public var epoch: Int
  /// Steps made in the current epoch.
  public var stepInEpoch: Int
  /// The current learning rate.
  public var learningRate: Float
  /// Current values of the controls.
  public var controls: [String: Float]

  /// Creates the state of a training that has not begun.
  public init(_ configuration: TrainingConfiguration, layout: ParameterLayout) {
    parameters = layout.initialValues(seed: configuration.seed)
    firstMoment = Array(repeating: 0, count: layout.size)
    secondMoment = firstMoment
    step = 0
    optimizerStep = 0
    epoch = 0
    stepInEpoch = 0
    learningRate = configuration.learningRate
    controls = [:]
  }
}

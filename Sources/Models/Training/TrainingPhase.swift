/// One update of a training step: an objective, and the parameters that follow its gradient.
///
/// Most models have one. Models in which networks play against each other have one for each player,
/// each with an optimizer's memory of its own; models that are built up layer by layer have one for
/// each layer, of which one is active at a time. The phases of a step run in order, each on the
/// parameters as the one before left them, and all with the same random numbers.
public struct TrainingPhase: Sendable {
  /// Its name, as `autoencoder` or `discriminator`.
  public var name: String
  /// Beginnings of the names of the parameters that it trains, as `encoder.`; nil trains all.
  public var trains: [String]?
  /// Whether its terms are part of the run's loss, the number that charts show first.
  public var countsTowardsLoss = true
  /// Factor for the run's learning rate.
  public var rateFactor: Float = 1
  /// β₁ of Adam, in place of the run's.
  public var meanDecay: Float?
  /// Whether what operations leave as gradients is the very step to take off the parameters, for
  /// moving averages: neither the run's optimizer nor its learning rate matters.
  public var assigns = false
  /// Whether it runs at all at some point of the training.
  public var isActive: @Sendable (TrainingProgress) -> Bool {
    get { activity ?? { _ in true } }
    set { activity = newValue }
  }
  /// The same, or nil where it always runs.
  private(set) var activity: (@Sendable (TrainingProgress) -> Bool)?
  /// Whether the parameters follow, given the means of the step's terms so far, by name; nil always.
  public var gate: (@Sendable (_ terms: [String: Double]) -> Bool)?
  /// Puts parameters back to where they must be after each update, as columns to unit length.
  public var constraint: (@Sendable (_ parameters: UnsafeMutablePointer<Float>) -> Void)?
  /// Records the objective, for inputs and targets `[batch, features]`.
  let objective: @Sendable (_ input: Tensor, _ target: Tensor) -> Loss

  /// Creates a phase.
  ///
  /// - Parameters:
  ///   - name: what it is called in files.
  ///   - trains: beginnings of the names of the parameters that it trains; nil trains all.
  ///   - objective: records the objective for inputs and targets `[batch, features]`.
  public init(
    _ name: String, trains: [String]? = nil,
    objective: @escaping @Sendable (_ input: Tensor, _ target: Tensor) -> Loss
  ) {
    self.name = name
    self.trains = trains
    self.objective = objective
  }

  /// Returns whether it trains the parameter of that name.
  func trains(_ parameter: String) -> Bool {
    trains?.contains { parameter.hasPrefix($0) } ?? true
  }

  /// Returns the places of the parameters that it trains; neighbours are one range.
  func ranges(in layout: ParameterLayout) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for parameter in layout.parameters where trains(parameter.name) {
      let end = (parameter.offset + parameter.count + 15) / 16 * 16
      if let last = ranges.last, last.upperBound >= parameter.offset {
        ranges[ranges.count - 1] = last.lowerBound..<max(end, last.upperBound)
      } else {
        ranges.append(parameter.offset..<end)
      }
    }
    return ranges.map { $0.lowerBound..<min($0.upperBound, layout.size) }
  }

  /// How its parameters follow their gradients.
  var rule: UpdateRule {
    UpdateRule(rateFactor: rateFactor, meanDecay: meanDecay, assigns: assigns)
  }
}

/// How the parameters of a phase follow their gradients, in numbers.
struct UpdateRule {
  /// Factor for the run's learning rate.
  let rateFactor: Float
  /// β₁ of Adam, in place of the run's.
  let meanDecay: Float?
  /// Whether gradients are steps.
  let assigns: Bool

  /// Returns the optimizer's settings, given the run's.
  func settings(_ common: OptimizerSettings) -> OptimizerSettings {
    guard !assigns else { return OptimizerSettings(kind: .sgd, momentum: 0) }
    var settings = common
    settings.meanDecay = meanDecay ?? common.meanDecay
    return settings
  }

  /// Returns how far a step goes, given the run's learning rate.
  func rate(_ common: Float) -> Float {
    assigns ? 1 : common * rateFactor
  }
}

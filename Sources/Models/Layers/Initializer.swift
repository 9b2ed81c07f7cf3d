/// How a parameter gets its first values.
public enum Initializer: Equatable, Sendable {
  /// All zero.
  case zeros
  /// Uniform in ±√(6 / (inputs + outputs)), which keeps the variance of signals and gradients.
  ///
  /// Source: Glorot & Bengio, *Understanding the difficulty of training deep feedforward neural
  /// networks* (2010), equation 16.
  case glorotUniform(inputs: Int, outputs: Int)
  /// Normal with variance 2 / inputs, for layers before a ReLU.
  ///
  /// Source: He et al., *Delving Deep into Rectifiers* (2015), equation 10.
  case heNormal(inputs: Int)
  /// These values.
  case values([Float])

  /// Returns `count` first values; `number` keeps parameters with one seed apart.
  func values(count: Int, seed: UInt64, number: Int) -> [Float] {
    let key = RandomKey(seed: seed, epoch: 0, purpose: .weights)
    switch self {
    case .zeros:
      return Array(repeating: 0, count: count)
    case .glorotUniform(let inputs, let outputs):
      let limit = (6 / Float(inputs + outputs)).squareRoot()
      return key.uniform(sample: number, count: count).map { (2 * $0 - 1) * limit }
    case .heNormal(let inputs):
      let deviation = (2 / Float(inputs)).squareRoot()
      return key.normal(sample: number, count: count).map { $0 * deviation }
    case .values(let values):
      precondition(values.count == count, "\(values.count) first values for \(count) parameters")
      return values
    }
  }
}

/// The choice of initializer for the weights of a network's layers.
public enum WeightInitialization: String, CaseIterable, Codable, Sendable {
  /// Glorot's uniform distribution.
  case glorot
  /// He's normal distribution.
  case he

  /// Returns the initializer for a layer's weight.
  func initializer(inputs: Int, outputs: Int) -> Initializer {
    switch self {
    case .glorot: .glorotUniform(inputs: inputs, outputs: outputs)
    case .he: .heNormal(inputs: inputs)
    }
  }
}

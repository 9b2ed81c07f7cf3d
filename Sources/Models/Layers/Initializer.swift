/// How a parameter gets its first values.
public enum Initializer: Equatable, Sendable {
  /// All zero.
  case zeros
  /// Uniform in ±√(6 / (inputs + outputs)), which keeps the variance of signals and gradients.
  ///
  /// Source: Glorot & Bengio, *Understanding the difficulty of training deep feedforward neural
  /// networks* (2010), equation 16.
  case glorotUniform(inputs: Int, outputs: Int)
  /// Normal with the variance of `glorotUniform`, 2 / (inputs + outputs).
  case glorotNormal(inputs: Int, outputs: Int)
  /// Normal with variance 2 / inputs, for layers before a ReLU.
  ///
  /// Source: He et al., *Delving Deep into Rectifiers* (2015), equation 10.
  case heNormal(inputs: Int)
  /// Uniform with the variance of `heNormal`.
  case heUniform(inputs: Int)
  /// Normal with variance 1 / inputs.
  ///
  /// Source: LeCun et al., *Efficient BackProp* (1998), section 4.6.
  case lecunNormal(inputs: Int)
  /// These values.
  case values([Float])

  /// Returns `count` first values; `number` keeps parameters with one seed apart.
  func values(count: Int, seed: UInt64, number: Int) -> [Float] {
    let key = RandomKey(seed: seed, epoch: 0, purpose: .weights)
    func normal(_ variance: Float) -> [Float] {
      key.normal(sample: number, count: count).map { $0 * variance.squareRoot() }
    }
    func uniform(_ squaredLimit: Float) -> [Float] {
      key.uniform(sample: number, count: count).map { (2 * $0 - 1) * squaredLimit.squareRoot() }
    }
    switch self {
    case .zeros:
      return Array(repeating: 0, count: count)
    case .glorotUniform(let inputs, let outputs):
      return uniform(6 / Float(inputs + outputs))
    case .glorotNormal(let inputs, let outputs):
      return normal(2 / Float(inputs + outputs))
    case .heNormal(let inputs):
      return normal(2 / Float(inputs))
    case .heUniform(let inputs):
      return uniform(6 / Float(inputs))
    case .lecunNormal(let inputs):
      return normal(1 / Float(inputs))
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
  /// A normal distribution with the variance of Glorot's.
  case glorotNormal = "glorot-normal"
  /// He's normal distribution.
  case he
  /// A uniform distribution with the variance of He's.
  case heUniform = "he-uniform"
  /// LeCun's: a variance of 1 / inputs.
  case lecun

  /// Returns the initializer for a layer's weight.
  func initializer(inputs: Int, outputs: Int) -> Initializer {
    switch self {
    case .glorot: .glorotUniform(inputs: inputs, outputs: outputs)
    case .glorotNormal: .glorotNormal(inputs: inputs, outputs: outputs)
    case .he: .heNormal(inputs: inputs)
    case .heUniform: .heUniform(inputs: inputs)
    case .lecun: .lecunNormal(inputs: inputs)
    }
  }
}

/// The rules by which parameters follow their gradients.
public enum OptimizerKind: String, CaseIterable, Codable, Sendable {
  /// Adaptive moments.
  ///
  /// Source: Kingma & Ba, *Adam: A Method for Stochastic Optimization* (2015), algorithm 1.
  case adam
  /// Adam with decoupled weight decay.
  ///
  /// Source: Loshchilov & Hutter, *Decoupled Weight Decay Regularization* (2019), algorithm 2.
  case adamW = "adamw"
  /// Stochastic gradient descent with momentum: v ← μ v + g, p ← p − rate · v.
  case sgd
}

/// An optimizer's settings, besides the learning rate, which may change while training.
public struct OptimizerSettings: Equatable, Codable, Sendable {
  /// The rule.
  public var kind: OptimizerKind
  /// β₁, the share of the old mean gradient kept at each step, in `0..<1`.
  public var meanDecay: Float
  /// β₂, the share of the old mean squared gradient kept at each step, in `0..<1`.
  public var varianceDecay: Float
  /// ε, added to the root of the mean squared gradient.
  public var epsilon: Float
  /// μ of `sgd`, in `0..<1`.
  public var momentum: Float
  /// Share of each parameter taken away a step, times the learning rate (`adamw` and `sgd`).
  public var weightDecay: Float
  /// The largest Euclidean norm of the whole gradient; longer ones are scaled down.
  ///
  /// Nil sets no limit.
  public var clipNorm: Float?

  /// Creates settings; the defaults are the papers'.
  public init(
    kind: OptimizerKind = .adam, meanDecay: Float = 0.9, varianceDecay: Float = 0.999,
    epsilon: Float = 1e-8, momentum: Float = 0.9, weightDecay: Float = 0, clipNorm: Float? = nil
  ) {
    self.kind = kind
    self.meanDecay = meanDecay
    self.varianceDecay = varianceDecay
    self.epsilon = epsilon
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.clipNorm = clipNorm
  }

  /// Checks every value, and throws what is wrong with the first that can't be used.
  func validate() throws(ConfigurationError) {
    let shares = [
      ("mean-decay", meanDecay), ("variance-decay", varianceDecay), ("momentum", momentum),
    ]
    for (name, value) in shares where !(value >= 0 && value < 1) {
      throw .outOfRange(name, "\(value)", allowed: "0 or more, less than 1")
    }
    guard epsilon > 0, epsilon.isFinite else {
      throw .outOfRange("epsilon", "\(epsilon)", allowed: "any number above 0")
    }
    guard weightDecay >= 0, weightDecay.isFinite else {
      throw .outOfRange("weight-decay", "\(weightDecay)", allowed: "0 or more")
    }
    if let clipNorm, !(clipNorm > 0 && clipNorm.isFinite) {
      throw .outOfRange("clip-norm", "\(clipNorm)", allowed: "any number above 0")
    }
  }
}

/// A training as a value: model, optimizer, batches and seed.
///
/// Two runs with the same configuration on the same data end with the same bits, whatever the number
/// of threads; so the number of threads is not part of it.
public struct TrainingConfiguration: Equatable, Codable, Sendable {
  /// The model and its sizes.
  public var model: ModelConfiguration
  /// The optimizer.
  public var optimizer: OptimizerSettings
  /// The learning rate at the start; it may change while training.
  public var learningRate: Float
  /// How it falls while training.
  public var learningRateDecay: LearningRateDecay
  /// Samples a step.
  public var batchSize: Int
  /// Parts that each batch is cut into; the gradients are summed in their order.
  public var shards: Int
  /// The seed of everything random.
  public var seed: UInt64
  /// Epochs after which training ends; nil goes on until it is stopped.
  public var epochs: Int?
  /// Whether a last batch that is not full is left out.
  public var dropsLastBatch: Bool
  /// The class whose training images are left out, by its number, so that they are new to the model;
  /// nil for none.
  public var withoutClass: Int?

  /// Creates a configuration with the usual values: Adam at 0.001, batches of 128, seed 1.
  public init(
    model: ModelConfiguration, optimizer: OptimizerSettings = OptimizerSettings(),
    learningRate: Float = 1e-3, learningRateDecay: LearningRateDecay = .constant,
    batchSize: Int = 128, shards: Int? = nil, seed: UInt64 = 1,
    epochs: Int? = nil, dropsLastBatch: Bool = false, withoutClass: Int? = nil
  ) {
    self.model = model
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.learningRateDecay = learningRateDecay
    self.batchSize = batchSize
    self.shards = shards ?? Self.defaultShards(batchSize: batchSize)
    self.seed = seed
    self.epochs = epochs
    self.dropsLastBatch = dropsLastBatch
    self.withoutClass = withoutClass
  }

  /// Returns the number of shards for a batch: 64 samples in each, but two at least and 256 at most.
  public static func defaultShards(batchSize: Int) -> Int {
    min(256, max(1, min(batchSize, max(2, batchSize / 64))))
  }

  /// Returns the steps of one epoch over `samples` training samples.
  func stepsPerEpoch(samples: Int) -> Int {
    max(1, dropsLastBatch ? samples / batchSize : (samples + batchSize - 1) / batchSize)
  }

  /// Checks every value, and throws what is wrong with the first that can't be used.
  public func validate() throws(ConfigurationError) {
    try model.validate()
    guard (1...65536).contains(batchSize) else {
      throw .outOfRange("batch", "\(batchSize)", allowed: "1…65536 samples")
    }
    guard (1...min(batchSize, 256)).contains(shards) else {
      throw .outOfRange("shards", "\(shards)", allowed: "1…\(min(batchSize, 256))")
    }
    guard learningRate.isFinite, learningRate > 0 else {
      throw .outOfRange("learning-rate", "\(learningRate)", allowed: "any number above 0")
    }
    guard epochs.map({ (1...1_000_000).contains($0) }) ?? true else {
      throw .outOfRange("epochs", "\(epochs ?? 0)", allowed: "1…1000000")
    }
    guard learningRateDecay == .constant || epochs != nil else {
      throw .outOfRange(
        "rate-decay", learningRateDecay.rawValue,
        allowed: "constant, where no number of epochs says when training ends")
    }
    try optimizer.validate()
  }
}

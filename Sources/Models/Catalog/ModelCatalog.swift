/// What people, commands and screens know of a model.
public struct ModelDescription: Sendable {
  /// Its name on the command line: `vae`.
  public let id: String
  /// Its name in full.
  public let title: String
  /// What it is, in a sentence or two.
  public let summary: String
  /// The objective, as a formula.
  public let objective: String
  /// The paper that it comes from.
  public let source: String
  /// Dimensions of the code when none are given.
  public let defaultCodeSize: Int
  /// Sizes of the hidden layers when none are given.
  public let defaultHidden: [Int]
  /// The reconstruction loss when none is given.
  public let defaultLoss: ReconstructionLoss
  /// The hidden layers' activation when none is given.
  public var defaultActivation: Activation = .relu
  /// The code's activation when none is given.
  public var defaultCodeActivation: Activation = .identity
  /// How weights begin when nothing is said.
  public var defaultWeights: WeightInitialization = .glorot
  /// Samples a step when none are given.
  public var defaultBatchSize = 128
  /// The learning rate when none is given.
  public var defaultLearningRate: Float = 1e-3
  /// The data when none is named.
  public var defaultDataset = "mnist-5k"
  /// Whether its samples are items or users, for one that learns from ratings.
  public var ratingsSide: RatingsSide?
  /// What it learns from.
  public var kinds: [DataKind] = [.images, .points]
  /// What it adds to the common settings.
  public let settings: [ModelSetting]
  /// Ready-made sizes and settings, by name.
  public var presets: [ModelPreset] = []
  /// What is measured of it besides its terms.
  public var readouts: [Readout] = []
  /// What to look at while it trains, in a sentence or two.
  public var lookAt = ""
  /// Whether its loss is −ln of a density, in nats also for Gaussian pixels (loss `mse`).
  public var givesLikelihood = false
  /// What its loss can be compared with, where that does not follow from the settings.
  public var lossScale: LossScale?
  /// Common settings that mean nothing to it: another value than the default is refused.
  public var unused: Set<CommonSetting> = []
  /// Finds what keeps it from images of a shape; most models take any.
  var imageFault: @Sendable (ModelConfiguration, ImageShape) -> ConfigurationError? = { _, _ in nil
  }
  /// Finds what can't be used together in a configuration whose values are each in their range.
  var fault: @Sendable (ModelConfiguration) -> ConfigurationError? = { _ in nil }
  /// Makes the model, from a configuration that was checked.
  let make: @Sendable (ModelConfiguration, InputDescription) -> any Autoencoder
}

/// Sizes and settings of a model that belong together, as those of a paper.
public struct ModelPreset: Sendable {
  /// Its name on the command line.
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// The learning rate that suits it; nil for the model's.
  public let learningRate: Float?
  /// Puts the sizes and settings into a configuration.
  public let apply: @Sendable (inout ModelConfiguration) -> Void

  /// Creates a preset.
  public init(
    _ name: String, summary: String, learningRate: Float? = nil,
    apply: @escaping @Sendable (inout ModelConfiguration) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.learningRate = learningRate
    self.apply = apply
  }
}

/// All models, by their ids.
///
/// The command line, the screens, checkpoints and the help read this list; nothing else mentions a
/// model by name.
public enum ModelCatalog {
  /// The models, in the order in which they are shown.
  public static let all: [ModelDescription] = [
    Undercomplete.description,
    Stacked.description,
    SparseL1.description,
    SparseKL.description,
    TopKSparse.description,
    DenoisingCatalog.description,
    Contractive.description,
    Convolutional.description,
    VariationalAutoencoder.description,
    BetaVAE.description,
    TotalCorrelation.description,
    ConvolutionalVariational.description,
    ConditionalVAE.description,
    ImportanceWeighted.description,
    AdversarialAutoencoder.description,
    WassersteinMMD.description,
    WassersteinGAN.description,
    VAEGAN.description,
    AdversariallyLearnedInference.description,
    DeepFeatureVAE.description,
    PixelVAE.description,
    VectorQuantized.description,
    Regularized.description,
    AutoRec.itemDescription,
    AutoRec.userDescription,
  ]

  /// The model that is trained when none is named.
  public static let defaultID = VariationalAutoencoder.description.id

  /// Returns the model with an id.
  public static func description(of id: String) throws(ConfigurationError) -> ModelDescription {
    guard let description = all.first(where: { $0.id == id }) else {
      throw .unknownModel(id, known: all.map(\.id))
    }
    return description
  }

  /// Returns a model.
  ///
  /// - Parameters:
  ///   - configuration: which model, and its sizes; checked here.
  ///   - input: what it is to be trained on.
  /// - Returns: the model, without weights.
  /// - Throws: what can't be used in the configuration.
  public static func make(
    _ configuration: ModelConfiguration, input: InputDescription
  ) throws(ConfigurationError) -> any Autoencoder {
    try configuration.validate()
    let description = try description(of: configuration.model)
    guard description.kinds.contains(input.kind) else {
      throw .wrongData(
        model: description.id, takes: description.kinds, found: input.kind,
        others: all.filter { $0.kinds.contains(input.kind) }.map(\.id))
    }
    if let ratings = input.ratings, let side = description.ratingsSide, ratings.side != side {
      throw .wrongSide(model: description.id, takes: side, found: ratings.side)
    }
    if let fault = description.imageFault(configuration, input.shape) { throw fault }
    let model = description.make(configuration, input)
    try configuration.validateSize(weights: model.layout.size)
    return model
  }
}

/// The losses that compare a reconstruction with its target.
public enum ReconstructionLoss: String, CaseIterable, Codable, Sendable {
  /// Squared error, summed over pixels.
  case mse
  /// Bernoulli cross-entropy from logits, summed over pixels, in nats.
  case bce

  /// The unit of its values.
  public var unit: String {
    switch self {
    case .mse: "SSE"
    case .bce: "nats"
    }
  }
}

/// The scales on which losses are measured; numbers on different ones can't be compared.
public enum LossScale: Equatable, Sendable {
  /// Squared error, summed over pixels; 0 at best.
  case squaredError
  /// Cross-entropy with grey pixels, in nats; at best their entropy, which isn't 0.
  case greyCrossEntropy
  /// −ln p of images of zeros and ones, in nats; 0 at best.
  case binaryLikelihood
  /// −ln of a density, in nats; without a floor, and often negative.
  case density
  /// Weighted errors of feature maps, as parts of 1; 0 at best.
  case features
  /// What networks that play against each other think of each other, as one number; only its course
  /// means something.
  case game

  /// The unit of its values.
  public var unit: String {
    switch self {
    case .squaredError: "SSE"
    case .greyCrossEntropy, .binaryLikelihood, .density: "nats"
    case .features, .game: ""
    }
  }
}

/// How the bias of the output begins.
public enum OutputBias: String, CaseIterable, Codable, Sendable {
  /// So that the untrained network shows the mean image.
  case meanImage = "mean-image"
  /// At zero.
  case zero
}

/// Which model, and its sizes: everything that decides the shapes and first values of its weights.
public struct ModelConfiguration: Equatable, Codable, Sendable {
  /// The model's id in `ModelCatalog`.
  public var model: String
  /// Dimensions of the code.
  public var codeSize: Int
  /// Sizes of the encoder's hidden layers, the first behind the input.
  public var hidden: [Int]
  /// Sizes of the decoder's hidden layers, the first behind the code; nil mirrors the encoder.
  public var decoderHidden: [Int]?
  /// The hidden layers' activation.
  public var activation: Activation
  /// The code's activation (of models without a Gaussian code).
  public var codeActivation: Activation
  /// What the output is compared with its target by.
  public var loss: ReconstructionLoss
  /// How weights begin.
  public var weights: WeightInitialization
  /// How the output's bias begins.
  public var outputBias: OutputBias
  /// Values of the model's own settings that differ from their defaults.
  public var settings: [String: Double]

  /// Creates a model's default configuration.
  public init(defaultsOf description: ModelDescription) {
    model = description.id
    codeSize = description.defaultCodeSize
    hidden = description.defaultHidden
    decoderHidden = nil
    activation = description.defaultActivation
    codeActivation = description.defaultCodeActivation
    loss = description.defaultLoss
    weights = description.defaultWeights
    outputBias = .meanImage
    settings = [:]
  }

  /// The sizes of the decoder's hidden layers.
  public var decoderSizes: [Int] { decoderHidden ?? hidden.reversed() }

  /// What the loss can be compared with.
  public var lossScale: LossScale {
    let description = try? ModelCatalog.description(of: model)
    if let scale = description?.lossScale { return scale }
    switch loss {
    case .mse:
      return description?.givesLikelihood == true ? .density : .squaredError
    case .bce:
      let setting = description?.settings.first { $0.name == "binarisation" }
      return setting.map { value(of: $0) } ?? 0 == 0 ? .greyCrossEntropy : .binaryLikelihood
    }
  }

  /// Returns the value of one of the model's own settings.
  public func value(of setting: ModelSetting) -> Double {
    settings[setting.name] ?? setting.defaultValue
  }

  /// Returns whether a control may have a value while training.
  func allows(_ value: Float, forControl name: String) -> Bool {
    guard let description = try? ModelCatalog.description(of: model),
      let setting = description.settings.first(where: { $0.name == name && $0.isLive })
    else { return false }
    return setting.allows(Double(value))
  }

  /// Checks every value, and throws what is wrong with the first that can't be used.
  public func validate() throws(ConfigurationError) {
    let description = try ModelCatalog.description(of: model)
    guard (1...1024).contains(codeSize) else {
      throw .outOfRange("code-size", "\(codeSize)", allowed: "1…1024")
    }
    guard hidden.count <= 32, decoderSizes.count <= 32 else {
      throw .outOfRange("hidden", "\(hidden.count) layers", allowed: "at most 32 layers")
    }
    for size in hidden + decoderSizes where !(1...8192).contains(size) {
      throw .outOfRange("hidden", "\(size)", allowed: "1…8192 units a layer")
    }
    if description.ratingsSide != nil { try validateRatings() }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      guard let setting = description.settings.first(where: { $0.name == name }) else {
        throw .unknownSetting(name, model: model, known: description.settings.map(\.name))
      }
      guard setting.allows(value) else {
        throw .outOfRange(name, setting.text(of: value), allowed: setting.allowed)
      }
    }
    if let fault = unusedFault(description) ?? description.fault(self) { throw fault }
  }

  /// Checks that the layers together are not larger than training could ever hold in memory.
  func validateSize(weights: Int) throws(ConfigurationError) {
    guard weights <= Self.mostWeights else {
      throw .outOfRange(
        "hidden", "\(hidden.map(String.init).joined(separator: ","))",
        allowed: "at most \(Self.mostWeights) weights in all, and these layers have \(weights)")
    }
  }

  /// Six times the weights' memory is in use while training: 2.4 GB with this many.
  private static let mostWeights = 100_000_000

  /// Checks what a model of ratings, which has one layer on each side, can't use.
  private func validateRatings() throws(ConfigurationError) {
    guard hidden.isEmpty, decoderSizes.isEmpty else {
      throw .outOfRange(
        "hidden", "\(hidden.map(String.init).joined(separator: ","))",
        allowed: "none with this model; --code-size is the size of its one layer")
    }
    guard loss == .mse else {
      throw .outOfRange("loss", loss.rawValue, allowed: "mse with this model")
    }
  }
}

/// A number that one model adds to the common settings, as `beta` or `lambda`.
public struct ModelSetting: Equatable, Sendable {
  /// Its name on the command line and in files.
  public let name: String
  /// What it does, in one line.
  public let summary: String
  /// The values that it may have.
  public let range: ClosedRange<Double>
  /// The value when none is given.
  public let defaultValue: Double
  /// Where the default comes from.
  public let source: String
  /// Whether it may change while training.
  public let isLive: Bool

  /// Creates a setting.
  public init(
    name: String, summary: String, range: ClosedRange<Double>, defaultValue: Double,
    source: String, isLive: Bool
  ) {
    self.name = name
    self.summary = summary
    self.range = range
    self.defaultValue = defaultValue
    self.source = source
    self.isLive = isLive
  }
}

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
  /// The code's activation when none is given.
  public var defaultCodeActivation: Activation = .identity
  /// What it adds to the common settings.
  public let settings: [ModelSetting]
  /// Features of the only input that it takes; nil takes any.
  ///
  /// The code and the layers of a model with such an input have no other sizes than the defaults.
  public var fixedInputSize: Int?
  /// Makes the model; the mean image `[features]` is where the output's bias begins.
  let make: @Sendable (ModelConfiguration, _ meanImage: [Float]) -> any Autoencoder
}

/// All models, by their ids.
///
/// The command line, the screens, checkpoints and the help read this list; nothing else mentions a
/// model by name.
public enum ModelCatalog {
  /// The models, in the order in which they are shown.
  public static let all: [ModelDescription] = [
    Undercomplete.description,
    VariationalAutoencoder.description,
    Convolutional.description,
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
  ///   - meanImage: the mean training image, `[features]`.
  /// - Returns: the model, without weights.
  /// - Throws: what can't be used in the configuration.
  public static func make(
    _ configuration: ModelConfiguration, meanImage: [Float]
  ) throws(ConfigurationError) -> any Autoencoder {
    try configuration.validate()
    let description = try description(of: configuration.model)
    if let size = description.fixedInputSize, size != meanImage.count {
      throw .wrongInput(expected: size, found: meanImage.count)
    }
    try configuration.validateSize(inputs: meanImage.count)
    return description.make(configuration, meanImage)
  }
}

/// The Wasserstein autoencoder with a discriminator: squared error, and a penalty that a
/// discriminator of codes learns.
///
/// L = E ‖x − f(g(x))‖² + λ softplus(−D(g(x))), one update of encoder and decoder together, where the
/// adversarial autoencoder has two; then one of the discriminator.
///
/// Source: Tolstikhin et al., *Wasserstein Auto-Encoders* (2018), algorithm 1.
struct WassersteinGAN: PriorMatching, PointAutoencoder, Equatable {
  let layout: ParameterLayout
  let networks: EncoderDecoder
  let prior: Prior
  private let lambda: Float
  private let gameRate: Float
  private let discriminator: CodeDiscriminator

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    prior = configuration.prior
    lambda = Float(configuration.value(of: Self.lambdaSetting))
    gameRate = Float(configuration.value(of: .gameRate))
    networks = EncoderDecoder(configuration, input: input, layout: &layout)
    discriminator = CodeDiscriminator(
      codeSize: configuration.codeSize,
      units: Int(configuration.value(of: .discriminatorUnits)),
      weights: configuration.weights, layout: &layout)
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let lambda = input.tape.control("lambda", initially: lambda)
    let z = networks.encoder(input)
    return networks.reconstruction(of: z, target: target) + lambda
      * discriminator.deception(codes: z)
  }

  var phases: [TrainingPhase] {
    var discrimination = TrainingPhase("discriminator", trains: ["discriminator."]) { input, _ in
      discriminator.loss(
        codes: networks.encoder(input), samples: input.tape.samples(of: prior, size: codeSize))
    }
    discrimination.playAsPartOfAGame(rate: gameRate)
    var autoencoder = TrainingPhase("autoencoder", trains: ["encoder.", "decoder."]) {
      objective(input: $0, target: $1)
    }
    autoencoder.meanDecay = 0.5
    return [autoencoder, discrimination]
  }

  func discriminate(_ points: Tensor) -> Tensor? {
    discriminator(points)
  }

  var summary: [LayerSummary] {
    networks.summary + discriminator.summary
  }

  private static let lambdaSetting = ModelSetting(
    name: "lambda", summary: "weight of the penalty that the discriminator gives",
    range: 0...100_000, defaultValue: 10,
    source: "Tolstikhin et al. (2018): 10 for MNIST", isLive: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "wae-gan", title: "Wasserstein autoencoder, GAN",
    summary:
      "Matches its codes to a prior by the judgement of a discriminator, weighed against the "
      + "squared error in one objective.",
    objective: "E ‖x − f(g(x))‖² − λ ln D(g(x))",
    source: "Tolstikhin et al., Wasserstein Auto-Encoders (2018)",
    defaultCodeSize: 8, defaultHidden: [512, 256], defaultLoss: .mse,
    settings: [lambdaSetting, .prior, .gameRate, .discriminatorUnits],
    presets: [
      ModelPreset("map", summary: "two dimensions, to be looked at") { $0.codeSize = 2 }
    ],
    readouts: PriorReadouts.withDiscriminator,
    lookAt:
      "The adversarial term stays near 0.69, ln 2, when neither side wins. Compare the MMD and "
      + "the fresh probe with wae-mmd's at the same reconstruction.",
    make: { WassersteinGAN($0, input: $1) })
}

/// The adversarial autoencoder: a discriminator tells codes from samples of a prior, and the encoder
/// learns to deceive it, until the codes are distributed like the prior.
///
/// Each step has three updates: encoder and decoder reduce the reconstruction loss; the discriminator
/// learns to tell samples (real) from codes; the encoder reduces softplus(−D(g(x))).
///
/// Source: Makhzani et al., *Adversarial Autoencoders* (2016), section 2.
struct AdversarialAutoencoder: PriorMatching, PointAutoencoder, Equatable {
  let layout: ParameterLayout
  let networks: EncoderDecoder
  let prior: Prior
  private let gameRate: Float
  private let deceptionRate: Float
  private let discriminator: CodeDiscriminator

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    prior = configuration.prior
    gameRate = Float(configuration.value(of: Self.rateSetting))
    deceptionRate = Float(configuration.value(of: Self.deceptionSetting))
    networks = EncoderDecoder(configuration, input: input, layout: &layout)
    discriminator = CodeDiscriminator(
      codeSize: configuration.codeSize,
      units: Int(configuration.value(of: .discriminatorUnits)),
      weights: configuration.weights, layout: &layout)
    self.layout = layout
  }

  /// The discriminator's: how badly it tells codes of inputs from samples of the prior.
  func discriminatorObjective(input: Tensor, samples: Tensor) -> Loss {
    discriminator.loss(codes: networks.encoder(input), samples: samples)
  }

  var phases: [TrainingPhase] {
    let reconstruction = TrainingPhase("reconstruction", trains: ["encoder.", "decoder."]) {
      objective(input: $0, target: $1)
    }
    var discrimination = TrainingPhase("discriminator", trains: ["discriminator."]) { input, _ in
      discriminatorObjective(
        input: input, samples: input.tape.samples(of: prior, size: codeSize))
    }
    var deception = TrainingPhase("encoder", trains: ["encoder."]) { input, _ in
      discriminator.deception(codes: networks.encoder(input))
    }
    discrimination.playAsPartOfAGame(rate: gameRate)
    deception.playAsPartOfAGame(rate: gameRate * deceptionRate)
    return [reconstruction, discrimination, deception]
  }

  func discriminate(_ points: Tensor) -> Tensor? {
    discriminator(points)
  }

  var summary: [LayerSummary] {
    networks.summary + discriminator.summary
  }

  private static let rateSetting = ModelSetting(
    name: "game-rate", summary: "learning rate of the discriminator, in parts of the run's",
    range: 0...10, defaultValue: 1, source: "chosen here, beside deception-rate", isLive: false)

  private static let deceptionSetting = ModelSetting(
    name: "deception-rate",
    summary: "learning rate of the encoder against the discriminator, in "
      + "parts of the discriminator's",
    range: 0...10, defaultValue: 0.5,
    source: "chosen here, as Heusel et al. (2017) do: a discriminator that lags says nothing",
    isLive: false)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "aae", title: "Adversarial autoencoder",
    summary: "Plays a game against a discriminator until its codes are distributed like a prior: "
      + "a Gaussian, ten petals, a swiss roll or a square.",
    objective: "E −ln p(x | f(g(x))), with g(x) ~ p(z) by a game",
    source: "Makhzani et al., Adversarial Autoencoders (2016)",
    defaultCodeSize: 2, defaultHidden: [512, 256], defaultLoss: .bce,
    settings: [.prior, rateSetting, deceptionSetting, .discriminatorUnits],
    presets: [
      ModelPreset("petals", summary: "two dimensions, ten Gaussians like petals") {
        $0.settings["prior"] = 1
      },
      ModelPreset("swiss-roll", summary: "two dimensions, a spiral") {
        $0.settings["prior"] = 2
      },
      ModelPreset("paper", summary: "784-1000-1000-8 and a discriminator of 1000 units") {
        $0.hidden = [1000, 1000]
        $0.codeSize = 8
        $0.settings["discriminator-units"] = 1000
      },
    ],
    readouts: PriorReadouts.withDiscriminator,
    lookAt: "The codes fill the prior's figure and keep filling it while the reconstruction gets "
      + "better. The discriminator's accuracy should come down to 50 %; the fresh probe says "
      + "whether that is because the codes match, or because the discriminator has given up.",
    make: { AdversarialAutoencoder($0, input: $1) })
}

extension TrainingPhase {
  /// Makes it one side of a game: no part of the run's loss, and with the short memory of gradients
  /// that games need, for the opponent moves.
  ///
  /// Source: Radford et al., *Unsupervised Representation Learning with Deep Convolutional Generative
  /// Adversarial Networks* (2016), section 4: β₁ = 0.5.
  mutating func playAsPartOfAGame(rate: Float = 1) {
    countsTowardsLoss = false
    rateFactor = rate
    meanDecay = 0.5
  }
}

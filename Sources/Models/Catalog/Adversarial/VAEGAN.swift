/// The VAE/GAN: a variational autoencoder whose reconstructions are compared with the input by what a
/// discriminator sees in them, and not pixel by pixel.
///
/// With D_l the discriminator's features, x̃ the reconstruction, x_p the picture of a sample of the
/// prior, and costs −ln D instead of ln(1 − D) where the decoder deceives:
/// - encoder: β KL + ½ ‖D_l(x) − D_l(x̃)‖²
/// - decoder: γ ½ ‖D_l(x) − D_l(x̃)‖² + softplus(−D(x_p)) + softplus(−D(x̃))
/// - discriminator: softplus(−D(x)) + softplus(D(x_p)) + softplus(D(x̃))
///
/// The discriminator learns nothing from the reconstruction, and the encoder nothing from the game.
///
/// Source: Larsen et al., *Autoencoding beyond pixels using a learned similarity metric* (2016),
/// algorithm 1; the guard that holds the stronger player is that of the authors' code.
struct VAEGAN: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  var prior: (any Sampler)? { StandardNormal(size: codeSize) }
  private let settings: Settings
  private let loss: ReconstructionLoss
  private let trunk: Network
  private let head: Dense
  private let decoder: Network
  private let discriminator: ImageDiscriminator

  /// The model's own numbers.
  private struct Settings: Equatable {
    let beta: Float
    let gamma: Float
    let gameRate: Float
    let margin: Double
  }

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    inputSize = input.size
    codeSize = configuration.codeSize
    loss = configuration.loss
    settings = Settings(
      beta: Float(configuration.value(of: Self.betaSetting)),
      gamma: Float(configuration.value(of: Self.gammaSetting)),
      gameRate: Float(configuration.value(of: Self.rateSetting)),
      margin: configuration.value(of: Self.marginSetting))
    (trunk, head) = Network.gaussianEncoder(configuration, inputs: input.size, layout: &layout)
    decoder = .decoder(configuration, meanImage: input.meanImage, layout: &layout)
    discriminator = ImageDiscriminator(
      shape: input.shape, channels: Int(configuration.value(of: Self.channelsSetting)),
      weights: configuration.weights, layout: &layout)
    self.layout = layout
  }

  // MARK: - The three objectives

  /// The encoder's: `features`, `kl`, and the pixels' error to look at.
  func encoderObjective(input: Tensor, posterior: DiagonalGaussian, code: Tensor) -> Loss {
    let beta = input.tape.control("beta", initially: settings.beta)
    let outputs = decoder(code)
    return Loss.watched("reconstruction", loss(outputs, target: input).terms[0].values)
      + Loss("features", featureError(input, discriminator(loss.intensities(outputs))))
      + beta * klDivergence(posterior)
  }

  /// The discriminator's: `real`, `restored` and `sampled`, what each kind of image costs it, in nats.
  func discriminatorObjective(input: Tensor, code: Tensor, samples: Tensor) -> Loss {
    let restored = decode(code).detached()
    let sampled = decode(samples).detached()
    return Loss("real", asReal(discriminator(input).logits))
      + Loss("restored", asFake(discriminator(restored).logits))
      + Loss("sampled", asFake(discriminator(sampled).logits))
  }

  /// The decoder's: `likeness`, γ times the features' error, and `adversarial`.
  func decoderObjective(input: Tensor, code: Tensor, samples: Tensor) -> Loss {
    let gamma = input.tape.control("gamma", initially: settings.gamma)
    let restored = discriminator(decode(code.detached()))
    let sampled = discriminator(decode(samples))
    return gamma * Loss("likeness", featureError(input, restored))
      + Loss("adversarial", asReal(restored.logits) + asReal(sampled.logits))
  }

  /// ½ ‖D_l(x) − D_l(x̃)‖², a sample.
  private func featureError(_ input: Tensor, _ restored: ImageDiscriminator.Judgement) -> Tensor {
    let seen = discriminator(input).features.detached()
    return (restored.features - seen).squared().rowSums().scaled(by: 0.5)
  }

  // MARK: - What a model is

  func objective(input: Tensor, target: Tensor) -> Loss {
    let posterior = posterior(of: input)
    return encoderObjective(input: input, posterior: posterior, code: posterior.sample())
  }

  var phases: [TrainingPhase] {
    let margin = settings.margin
    var encoder = TrainingPhase("encoder", trains: ["encoder."]) {
      objective(input: $0, target: $1)
    }
    encoder.meanDecay = 0.5
    var discrimination = TrainingPhase("discriminator", trains: ["discriminator."]) { input, _ in
      let code = posterior(of: input).sample()
      let samples = input.tape.samples(of: .gaussian, size: codeSize)
      return discriminatorObjective(input: input, code: code, samples: samples)
    }
    discrimination.playAsPartOfAGame(rate: settings.gameRate)
    discrimination.gate = { UpdateGuard(margin: margin, terms: $0).trainsDiscriminator }
    var decoding = TrainingPhase("decoder", trains: ["decoder."]) { input, _ in
      let code = posterior(of: input).sample()
      let samples = input.tape.samples(of: .gaussian, size: codeSize)
      return decoderObjective(input: input, code: code, samples: samples)
    }
    decoding.playAsPartOfAGame()
    decoding.gate = { UpdateGuard(margin: margin, terms: $0).trainsDecoder }
    return [encoder, discrimination, decoding]
  }

  /// Returns the Gaussian of codes of inputs `[batch, features]`.
  func posterior(of input: Tensor) -> DiagonalGaussian {
    DiagonalGaussian(raw: head(trunk(input)))
  }

  func encode(_ input: Tensor) -> Encoding {
    .gaussian(posterior(of: input))
  }

  func decode(_ code: Tensor) -> Tensor {
    loss.intensities(decoder(code))
  }

  /// Records what the discriminator says of images `[batch, pixels]`.
  func judge(_ images: Tensor) -> Tensor {
    discriminator(images).logits
  }

  var summary: [LayerSummary] {
    trunk.summary("encoder") + [head.summary("encoder.mean+logVariance")]
      + decoder.summary("decoder") + discriminator.summary
  }
}

/// Says which of two players goes on learning: the one that is far ahead waits for the other.
///
/// Source: Larsen et al. (2016), the authors' code: a cost of 0.68 nats is a balance, and the margin
/// 0.35 to 0.4.
struct UpdateGuard {
  /// Whether the discriminator learns in this step.
  let trainsDiscriminator: Bool
  /// Whether the decoder does.
  let trainsDecoder: Bool

  /// What a decision costs when both are equally strong: about ln 2.
  private static let balance = 0.68

  /// Decides by the discriminator's costs of this step.
  ///
  /// - Parameters:
  ///   - margin: how far from the balance a player may be; 0.68 and more lets both go on.
  ///   - terms: the means of `real`, `restored` and `sampled`.
  init(margin: Double, terms: [String: Double]) {
    let real = terms["real"] ?? Self.balance
    let fake = ((terms["restored"] ?? Self.balance) + (terms["sampled"] ?? Self.balance)) / 2
    let isTooStrong = min(real, fake) < Self.balance - margin
    let isTooWeak = max(real, fake) > Self.balance + margin
    // Where it is both, for different images, neither has won.
    trainsDiscriminator = !isTooStrong || isTooWeak
    trainsDecoder = !isTooWeak || isTooStrong
  }
}

extension Network {
  /// Returns the encoder of models with Gaussian codes: hidden layers, and a head of means and
  /// log-variances.
  static func gaussianEncoder(
    _ configuration: ModelConfiguration, inputs: Int, layout: inout ParameterLayout
  ) -> (trunk: Network, head: Dense) {
    let trunk = Network(
      "encoder", sizes: [inputs] + configuration.hidden, activation: configuration.activation,
      last: configuration.activation, weights: configuration.weights, layout: &layout)
    let head = Dense.gaussianHead(
      "encoder", inputs: configuration.hidden.last ?? inputs, size: configuration.codeSize,
      weights: configuration.weights, layout: &layout)
    return (trunk, head)
  }
}

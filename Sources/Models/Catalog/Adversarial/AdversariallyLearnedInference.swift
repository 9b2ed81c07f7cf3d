/// Adversarially learned inference (also known as BiGAN): an encoder and a decoder that never meet,
/// except before a discriminator, which sees pairs of a picture and a code.
///
/// Real pairs are (x, z ~ q(z|x)), false ones (G(z), z ~ p(z)). When the discriminator can't tell
/// them apart, the encoder is the decoder's inverse. Costs with swapped labels for its opponents:
/// - encoder and decoder: softplus(D(x, z_q)) + softplus(−D(G(z_p), z_p)) + λ reconstruction
/// - discriminator: softplus(−D(x, z_q)) + softplus(D(G(z_p), z_p))
///
/// Source: Dumoulin et al., *Adversarially Learned Inference* (2017), algorithm 1; Donahue et al.,
/// *Adversarial Feature Learning* (2017); the optional last term: Li et al., *ALICE* (2017).
struct AdversariallyLearnedInference: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  var prior: (any Sampler)? { StandardNormal(size: codeSize) }
  private let cycle: Float
  private let zoom: Float
  private let gameRate: Float
  private let loss: ReconstructionLoss
  private let trunk: Network
  private let head: Dense
  private let decoder: Network
  private let discriminator: Network

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    inputSize = input.size
    codeSize = configuration.codeSize
    cycle = Float(configuration.value(of: Self.cycleSetting))
    zoom = Float(configuration.value(of: Self.zoomSetting))
    gameRate = Float(configuration.value(of: Self.rateSetting))
    loss = configuration.loss
    (trunk, head) = Network.gaussianEncoder(configuration, inputs: input.size, layout: &layout)
    decoder = .decoder(configuration, meanImage: input.meanImage, layout: &layout)
    let units = Int(configuration.value(of: Self.unitsSetting))
    discriminator = Network(
      "discriminator", sizes: [input.size + configuration.codeSize, units, max(1, units / 2), 1],
      activation: .leakyReLU, last: .identity, weights: configuration.weights, layout: &layout)
    self.layout = layout
  }

  // MARK: - The two objectives

  /// The encoder's and decoder's: `reconstruction`, whose weight may be 0, and `adversarial`.
  func playersObjective(input: Tensor, code: Tensor, samples: Tensor) -> Loss {
    let cycle = input.tape.control("cycle", initially: cycle)
    return cycle * loss(decoder(code), target: input)
      + Loss(
        "adversarial",
        asFake(judge(input, code)) + asReal(judge(decode(samples), samples)))
  }

  /// The discriminator's: `discriminator`, in nats; 1.39 if it only guesses.
  func discriminatorObjective(input: Tensor, code: Tensor, samples: Tensor) -> Loss {
    Loss(
      "discriminator",
      asReal(judge(input, code.detached())) + asFake(judge(decode(samples).detached(), samples)))
  }

  /// Records the logits `[batch, 1]` of pairs: above 0 for pairs that it takes for the encoder's.
  func judge(_ pictures: Tensor, _ codes: Tensor) -> Tensor {
    discriminator(zoomed(pictures).beside(codes))
  }

  /// Intensities around 0 and further apart, for networks that are to see small differences.
  private func zoomed(_ pictures: Tensor) -> Tensor {
    zoom == 1 ? pictures : pictures.plus(-0.5).scaled(by: zoom)
  }

  // MARK: - What a model is

  func objective(input: Tensor, target: Tensor) -> Loss {
    playersObjective(
      input: input, code: posterior(of: input).sample(),
      samples: input.tape.samples(of: .gaussian, size: codeSize))
  }

  var phases: [TrainingPhase] {
    var players = TrainingPhase("players", trains: ["encoder.", "decoder."]) {
      objective(input: $0, target: $1)
    }
    players.meanDecay = 0.5
    var discrimination = TrainingPhase("discriminator", trains: ["discriminator."]) { input, _ in
      discriminatorObjective(
        input: input, code: posterior(of: input).sample(),
        samples: input.tape.samples(of: .gaussian, size: codeSize))
    }
    discrimination.playAsPartOfAGame(rate: gameRate)
    return [players, discrimination]
  }

  /// Returns the Gaussian of codes of inputs `[batch, features]`.
  func posterior(of input: Tensor) -> DiagonalGaussian {
    DiagonalGaussian(raw: head(trunk(zoomed(input))))
  }

  func encode(_ input: Tensor) -> Encoding {
    .gaussian(posterior(of: input))
  }

  func decode(_ code: Tensor) -> Tensor {
    loss.intensities(decoder(code))
  }

  var summary: [LayerSummary] {
    trunk.summary("encoder") + [head.summary("encoder.mean+logVariance")]
      + decoder.summary("decoder") + discriminator.summary("discriminator")
  }

  private static let cycleSetting = ModelSetting(
    name: "cycle", summary: "weight of the reconstruction loss, of which the paper has none",
    range: 0...1000, defaultValue: 0.1,
    source: "Li et al. (2017) add it; Dumoulin et al. (2017): 0, the preset “paper”",
    isLive: true)

  private static let zoomSetting = ModelSetting(
    name: "zoom", summary: "factor for inputs and pictures, around 0.5, before networks see them",
    range: 0.1...100, defaultValue: 1,
    source: "chosen here; 10 puts the points of gaussians-25 two apart, as in the paper",
    isLive: false)

  private static let rateSetting = ModelSetting(
    name: "game-rate", summary: "learning rate of the discriminator, in parts of the run's",
    range: 0...10, defaultValue: 0.1,
    source: "chosen here: it learns fastest; Dumoulin et al. (2017): 1", isLive: false)

  private static let unitsSetting = ModelSetting(
    name: "discriminator-units",
    summary: "units of the discriminator's first hidden layer; the second has half of them",
    range: 2...4096, defaultValue: 512, source: "chosen here, for two processor cores",
    isLive: false, isWhole: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "ali", title: "Adversarially learned inference",
    summary: "An encoder and a decoder that are each other's inverse because a discriminator can't "
      + "tell pairs of picture and code apart; nothing compares pixels.",
    objective: "min max E_q ln D(x, g(x)) + E_p ln(1 − D(f(z), z))",
    source: "Dumoulin et al., Adversarially Learned Inference (2017)",
    defaultCodeSize: 16, defaultHidden: [512, 256], defaultLoss: .bce,
    defaultActivation: .leakyReLU, defaultLearningRate: 5e-4,
    settings: [cycleSetting, zoomSetting, rateSetting, unitsSetting],
    presets: [
      ModelPreset(
        "gaussians", summary: "small networks and a code of 2, for --data gaussians-25"
      ) {
        $0.codeSize = 2
        $0.hidden = [128, 128]
        $0.loss = .mse
        $0.settings = ["discriminator-units": 128, "zoom": 10, "cycle": 0, "game-rate": 1]
      },
      ModelPreset("paper", summary: "no reconstruction loss; wait for 100 epochs and more") {
        $0.settings = ["cycle": 0, "game-rate": 1]
      },
    ],
    readouts: AdversarialReadouts.pairs,
    lookAt:
      "Be patient: without a reconstruction loss digits appear after 20 epochs or more, and a "
      + "reconstruction is often another digit of the same kind. The reconstruction ratio falls "
      + "below 1 as encoder and decoder become inverse to each other.",
    make: { AdversariallyLearnedInference($0, input: $1) })
}

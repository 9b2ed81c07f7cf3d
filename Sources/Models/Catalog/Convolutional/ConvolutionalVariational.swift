/// The variational autoencoder with convolutions: the strided encoder and decoder around a Gaussian
/// code.
///
/// −ELBO = E_q[−ln p(x|z)] + β KL(q(z|x) ‖ N(0, 1)).
///
/// Source: Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), equation 10; Radford, Metz &
/// Chintala, *DCGAN* (2016), the networks.
struct ConvolutionalVariational: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  private let loss: ReconstructionLoss
  private let beta: Float
  private let warmUp: Double
  private let encoder: StridedEncoder
  private let head: Dense
  private let decoder: StridedDecoder

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
    beta = Float(configuration.value(of: .divergenceWeight))
    warmUp = configuration.value(of: .warmUp)
    encoder = StridedEncoder(configuration, input: input, layout: &layout)
    head = .gaussianHead(
      "encoder", inputs: encoder.output.count, size: configuration.codeSize,
      weights: configuration.weights, layout: &layout)
    decoder = StridedDecoder(configuration, input: input, layout: &layout)
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let beta = input.tape.control("beta", initially: beta, schedule: .warmUp(epochs: warmUp))
    let posterior = posterior(of: input)
    return loss(decoder(posterior.sample()), target: target) + beta * klDivergence(posterior)
  }

  func encode(_ input: Tensor) -> Encoding {
    .gaussian(posterior(of: input))
  }

  func decode(_ code: Tensor) -> Tensor {
    loss.intensities(decoder(code).rows())
  }

  var prior: (any Sampler)? { StandardNormal(size: codeSize) }

  var summary: [LayerSummary] {
    encoder.summary("encoder") + [head.summary("encoder.mean+logVariance")]
      + decoder.summary("decoder")
  }

  private func posterior(of input: Tensor) -> DiagonalGaussian {
    DiagonalGaussian(raw: head(encoder(input)))
  }

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "conv-vae", title: "Convolutional variational autoencoder",
    summary: "The variational autoencoder with strided convolutions: a tenth of the weights, and "
      + "strokes that are the same wherever they are.",
    objective: "E_q[−ln p(x|z)] + β KL(q(z|x) ‖ N(0, 1))",
    source: "Kingma & Welling, Auto-Encoding Variational Bayes (2014); Radford, Metz & Chintala, "
      + "Unsupervised Representation Learning with DCGAN (2016)",
    defaultCodeSize: 16, defaultHidden: [16, 32], defaultLoss: .bce,
    settings: [.divergenceWeight, .warmUp],
    presets: [
      ModelPreset("map", summary: "two dimensions, to look at the code itself") {
        $0.codeSize = 2
      }
    ],
    readouts: Readout.posteriors + [.linearProbe],
    lookAt: "Decodings between two codes: strokes bend where a dense decoder fades one picture "
      + "into the other.",
    unused: [.codeActivation], imageFault: StridedEncoder.imageFault,
    fault: StridedEncoder.fault,
    make: { ConvolutionalVariational($0, input: $1) })
}

extension ModelSetting {
  /// β of a variational autoencoder.
  static let divergenceWeight = ModelSetting(
    name: "beta", summary: "weight of the KL divergence", range: 0...1000, defaultValue: 1,
    source: "Kingma & Welling (2014): 1 is the bound itself", isLive: true)

  /// The epochs in which that weight grows.
  static let warmUp = ModelSetting(
    name: "warm-up", summary: "epochs in which that weight grows from 0", range: 0...1000,
    defaultValue: 0, source: "Bowman et al., Generating Sentences from a Continuous Space (2016)",
    isLive: false)
}

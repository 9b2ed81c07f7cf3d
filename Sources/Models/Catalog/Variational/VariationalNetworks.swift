/// The networks that the variational models share: an encoder with Gaussian codes, a decoder, and
/// what its outputs say of pixels.
struct VariationalNetworks: Equatable, Sendable {
  /// The parameters' names, shapes and places.
  let layout: ParameterLayout
  /// Features of an input.
  let inputSize: Int
  /// Dimensions of the code.
  let codeSize: Int
  /// Classes that encoder and decoder are told, or 0.
  let classCount: Int
  /// What the decoder's outputs say of pixels.
  let pixels: PixelDistribution
  private let trunk: Network
  private let head: Dense
  private let decoder: Network

  /// Creates the networks.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what they are trained on.
  ///   - classCount: classes that encoder and decoder are told beside image and code.
  init(_ configuration: ModelConfiguration, input: InputDescription, classCount: Int = 0) {
    var layout = ParameterLayout()
    inputSize = input.size
    codeSize = configuration.codeSize
    self.classCount = classCount
    trunk = Network(
      "encoder", sizes: [input.size + classCount] + configuration.hidden,
      activation: configuration.activation, last: configuration.activation,
      weights: configuration.weights, layout: &layout)
    head = .gaussianHead(
      "encoder", inputs: configuration.hidden.last ?? (input.size + classCount),
      size: configuration.codeSize, weights: configuration.weights, layout: &layout)
    decoder = .decoder(
      configuration, meanImage: input.meanImage, condition: classCount, layout: &layout)
    pixels = PixelDistribution(configuration, layout: &layout)
    self.layout = layout
  }

  /// Records the posterior q(z|x) of images as `pixels.data` gives them.
  func posterior(of images: Tensor) -> DiagonalGaussian {
    DiagonalGaussian(raw: head(trunk(conditioned(images))))
  }

  /// Records the decoder's outputs for codes.
  func outputs(of codes: Tensor) -> Tensor {
    decoder(conditioned(codes))
  }

  /// The images as the model sees them, and what the outputs are compared with: the same, unless
  /// the inputs were corrupted.
  func data(input: Tensor, target: Tensor) -> (input: Tensor, target: Tensor) {
    let images = pixels.data(input)
    return (images, input.slot == target.slot ? images : pixels.data(target))
  }

  /// Records reconstruction and rate with one sample of each image's posterior: −ELBO, or what the
  /// rate makes of it.
  func negativeBound(input: Tensor, target: Tensor, rate: RateTerm) -> Loss {
    let data = data(input: input, target: target)
    let posterior = posterior(of: data.input)
    let outputs = outputs(of: posterior.sample())
    return pixels.reconstruction(outputs, target: data.target) + rate(posterior)
  }

  /// The networks as rows of a table.
  var summary: [LayerSummary] {
    trunk.summary("encoder") + [head.summary("encoder.mean+logVariance")]
      + decoder.summary("decoder")
  }

  private func conditioned(_ values: Tensor) -> Tensor {
    classCount > 0 ? values.beside(values.tape.labels(classes: classCount)) : values
  }
}

/// A model with Gaussian codes that were meant to be N(0, 1): p(x, z) = N(z; 0, 1) p(x|z), q(z|x).
protocol VariationalModel: Autoencoder {
  /// Its networks.
  var networks: VariationalNetworks { get }
  /// Whether the setting `beta` is what the KL of a code is multiplied by, as it is where nothing else
  /// is said.
  var weighsDivergenceByBeta: Bool { get }
}

extension VariationalModel {
  var weighsDivergenceByBeta: Bool { true }
  var layout: ParameterLayout { networks.layout }
  var inputSize: Int { networks.inputSize }
  var codeSize: Int { networks.codeSize }
  var isConditional: Bool { networks.classCount > 0 }
  var prior: (any Sampler)? { StandardNormal(size: codeSize) }
  var summary: [LayerSummary] { networks.summary }

  func encode(_ input: Tensor) -> Encoding {
    .gaussian(networks.posterior(of: networks.pixels.data(input)))
  }

  func decode(_ code: Tensor) -> Tensor {
    networks.pixels.intensities(networks.outputs(of: code))
  }

  /// Records ln p(x, z) − ln q(z|x) for fresh samples z of each image's posterior.
  ///
  /// - Parameters:
  ///   - posterior: of the images.
  ///   - target: what the outputs are compared with, as `pixels.data` gives it.
  ///   - count: samples an image, at least 1.
  /// - Returns: the logarithms of the importance weights, in nats, and −ln p(x|z) by itself; both
  ///   `[batch, 1]` for each sample.
  func logWeights(
    of posterior: DiagonalGaussian, target: Tensor, count: Int
  ) -> [(weight: Tensor, reconstruction: Tensor)] {
    (0..<count).map { _ in
      let sample = posterior.sampleWithNoise()
      let reconstruction = networks.pixels.negativeLogLikelihood(
        networks.outputs(of: sample.code), target: target)
      let ratio = posterior.logRatio(ofSample: sample.code, noise: sample.noise)
      return ((reconstruction + ratio).scaled(by: -1), reconstruction)
    }
  }
}

/// The variational autoencoder whose decoder draws pixel by pixel: the code says what is drawn, and
/// masked convolutions see to it that the pixels fit each other.
///
/// −ELBO = E_q[−Σ_i ln p(x_i | x_<i, z)] + α KL(q(z|x) ‖ N(0, 1)), for images in black and white. The
/// strided decoder turns the code into a feature map of the image's size, on which the masked
/// convolutions (`PixelStack`) build.
///
/// Source: Gulrajani et al., *PixelVAE: A Latent Variable Model for Natural Images* (2017); Chen et
/// al., *Variational Lossy Autoencoder* (2017), on how much is left for the code.
struct PixelVAE: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  /// The image.
  let shape: ImageShape
  /// The masked convolutions.
  let pixels: PixelStack
  private let binarisation: Binarisation
  private let alpha: Float
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
    precondition(input.shape.channels == 1, "pixels of \(input.shape.channels) channels")
    var layout = ParameterLayout()
    inputSize = input.size
    codeSize = configuration.codeSize
    shape = input.shape
    alpha = Float(configuration.value(of: Self.alphaSetting))
    warmUp = configuration.value(of: Self.warmUpSetting)
    binarisation = Self.binarisations[Int(configuration.value(of: Self.binarisationSetting))]
    let channels = Int(configuration.value(of: Self.channelsSetting))
    encoder = StridedEncoder(configuration, input: input, layout: &layout)
    head = .gaussianHead(
      "encoder", inputs: encoder.output.count, size: configuration.codeSize,
      weights: configuration.weights, layout: &layout)
    decoder = StridedDecoder(
      "decoder", codeSize: configuration.codeSize,
      shape: ImageShape(
        channels: channels, height: input.shape.height, width: input.shape.width),
      channels: configuration.decoderSizes, activation: configuration.activation,
      weights: configuration.weights, layout: &layout)
    pixels = PixelStack(
      "pixels", depth: Int(configuration.value(of: Self.layersSetting)), channels: channels,
      activation: configuration.activation, weights: configuration.weights,
      bias: configuration.sharedOutputBias(input), layout: &layout)
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let alpha = input.tape.control("alpha", initially: alpha, schedule: .warmUp(epochs: warmUp))
    // What is seen and what is to be drawn are the same black and white image.
    let seen = input.binarised(binarisation)
    let drawn = target.slot == input.slot ? seen : target.binarised(binarisation)
    let posterior = posterior(of: seen)
    let x = images(drawn)
    let logits = pixels(x, map: map(posterior.sample()))
    return bernoulli(logits: logits, target: x) + alpha * klDivergence(posterior)
  }

  func encode(_ input: Tensor) -> Encoding {
    .gaussian(posterior(of: input.binarised(binarisation)))
  }

  /// Records each pixel's probability of being white if all pixels before it were black; with masked
  /// layers a picture is drawn by `makePixelSampler()`.
  func decode(_ code: Tensor) -> Tensor {
    let map = map(code)
    guard !pixels.layers.isEmpty else {
      return sigmoid(pixels(map, map: map).rows())
    }
    let blank = code.tape.record(reading: [], width: inputSize) { BlankOperation(output: $0) }
    return sigmoid(pixels(images(blank), map: map).rows())
  }

  var prior: (any Sampler)? { StandardNormal(size: codeSize) }

  func makePixelSampler() -> (any PixelSampler)? {
    pixels.layers.isEmpty ? nil : PixelStackSampler(self)
  }

  var summary: [LayerSummary] {
    encoder.summary("encoder") + [head.summary("encoder.mean+logVariance")]
      + decoder.summary("decoder") + pixels.summary("pixels")
  }

  /// Records the feature map of codes, on which the masked convolutions build.
  func map(_ code: Tensor) -> ImageTensor {
    decoder(code)
  }

  private func posterior(of seen: Tensor) -> DiagonalGaussian {
    DiagonalGaussian(raw: head(encoder(seen)))
  }

  private func images(_ rows: Tensor) -> ImageTensor {
    ImageTensor(rows, height: shape.height, width: shape.width, channels: 1)
  }
}

/// Images that are black all over, `[rows, width]`.
final class BlankOperation: Operation {
  private let output: Tensor
  private var place = Place(offset: 0)

  init(output: Tensor) {
    self.output = output
  }

  override func bind(_ places: inout PlaceBinder) {
    place = places.place(output)
  }

  override func forward(_ frame: Frame) {
    place.pointer(frame).update(repeating: 0, count: frame.rows * output.width)
  }

  override func backward(_ frame: Frame) {}
}

extension PixelVAE {
  private static let layersSetting = ModelSetting(
    name: "layers",
    summary: "masked layers: one of 7 × 7, then others of 5 × 5; with 0 it is a plain VAE",
    range: 0...4, defaultValue: 2,
    source: "Gulrajani et al. (2017): one layer already gains most", isLive: false, isWhole: true)
  private static let channelsSetting = ModelSetting(
    name: "channels", summary: "features of a pixel in those layers", range: 1...64,
    defaultValue: 16, source: "Gulrajani et al. (2017), the small network: 16", isLive: false,
    isWhole: true)
  /// Grey pixels have no likelihood of their own.
  private static let binarisations: [Binarisation] = [.threshold, .fixed, .dynamic]
  private static let binarisationSetting = ModelSetting(
    name: "binarisation", summary: "how grey pixels become black or white",
    choices: binarisations.map(\.name),
    source: "threshold: at ½; static: Salakhutdinov & Murray (2008); dynamic: Burda et al. (2016)")
  private static let alphaSetting = ModelSetting(
    name: "alpha", summary: "weight of the KL divergence", range: 0...1000, defaultValue: 1,
    source: "Kingma & Welling (2014): 1 is the bound itself", isLive: true)
  private static let warmUpSetting = ModelSetting(
    name: "warm-up", summary: "epochs in which that weight grows from 0", range: 0...1000,
    defaultValue: 5,
    source: "Gulrajani et al. (2017); without it the pixels learn to do without the code",
    isLive: false)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "pixel-vae", title: "VAE with a PixelCNN decoder",
    summary: "Draws black and white images pixel by pixel: the code says what, and the pixels "
      + "drawn before say how to go on.",
    objective: "E_q[−Σ_i ln p(x_i | x_<i, z)] + α KL(q(z|x) ‖ N(0, 1))",
    source: "Gulrajani et al., PixelVAE: A Latent Variable Model for Natural Images (2017); van "
      + "den Oord et al., Conditional Image Generation with PixelCNN Decoders (2016)",
    defaultCodeSize: 16, defaultHidden: [16, 32], defaultLoss: .bce,
    settings: [layersSetting, channelsSetting, binarisationSetting, alphaSetting, warmUpSetting],
    presets: [
      ModelPreset("plain", summary: "no masked layers: the VAE that it is compared with") {
        $0.settings[layersSetting.name] = 0
      },
      ModelPreset("map", summary: "two dimensions, to look at the code itself") {
        $0.codeSize = 2
      },
    ],
    readouts: Readout.posteriors + [.linearProbe],
    lookAt: "Decoded pictures are samples with sharp edges, not grey means. KL is smaller than "
      + "with the preset plain: what pixels know of each other need not be in the code.",
    lossScale: .binaryLikelihood, unused: [.codeActivation],
    imageFault: { configuration, shape in
      guard shape.channels == 1 else {
        return .wrongImages(expected: "one channel", found: shape)
      }
      return StridedEncoder.imageFault(configuration, shape)
    },
    fault: { configuration in
      guard configuration.loss == .bce else {
        return .outOfRange("loss", configuration.loss.rawValue, allowed: "bce with this model")
      }
      return StridedEncoder.fault(configuration)
    },
    make: { PixelVAE($0, input: $1) })
}

/// The denoising autoencoder: sees a spoilt image and has to restore the clean one.
///
/// L = E ‖x − f(g(x̃))‖² for x̃ ~ C(x̃ | x), spoilt anew at every step. To tell noise from image it
/// has to learn what images are like, so it needs no narrow code.
///
/// Source: Vincent et al., *Extracting and Composing Robust Features with Denoising Autoencoders*
/// (2008).
struct Denoising: DenseEncoding, Equatable {
  private let networks: EncoderDecoder
  private let shape: ImageShape
  private let kind: Int
  private let level: Double

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    networks = EncoderDecoder(configuration, input: input)
    shape = input.shape
    kind = Int(configuration.value(of: Self.kindSetting))
    level = configuration.value(of: Self.levelSetting)
  }

  var layout: ParameterLayout { networks.layout }
  var inputSize: Int { networks.inputSize }
  var codeSize: Int { networks.codeSize }
  var summary: [LayerSummary] { networks.summary }
  var encoderLayers: [Dense] { networks.encoder.layers }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let code = networks.encoder(spoilt(input))
    return networks.reconstruction(of: code, target: target)
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(networks.encoder(input))
  }

  func decode(_ code: Tensor) -> Tensor {
    networks.picture(of: code)
  }

  /// Records the images as the encoder sees them while training.
  private func spoilt(_ input: Tensor) -> Tensor {
    let level = input.tape.control("level", initially: Float(level))
    return input.corrupted(CorruptionCatalog.all[kind], level: level, shape: shape)
  }

  // MARK: - What is measured

  /// Returns the spoilt and the restored pictures of the first images, and the images themselves.
  private func restorations(
    _ context: ReadoutContext
  ) -> (spoilt: [Float], restored: [Float], clean: [Float]) {
    let values = context.compute(samples: 0..<min(Self.measured, context.split.count)) { tape in
      let clean = tape.input(width: inputSize)
      let spoilt = spoilt(clean)
      return [spoilt, networks.picture(of: networks.encoder(spoilt)), clean]
    }
    return (values[0], values[1], values[2])
  }

  /// Images that read-outs look at.
  private static let measured = 200

  private static let noisyRatio = Readout(
    "PSNR of the spoilt images",
    summary: "Signal to noise of what the encoder sees, the mean over 200 test images; restoring "
      + "is worth something only above it.",
    unit: "dB"
  ) { context in
    guard let model = context.model as? Denoising else { return nil }
    let pictures = model.restorations(context)
    return .number(
      SignalToNoise.mean(of: pictures.spoilt, clean: pictures.clean, features: model.inputSize))
  }

  private static let restoredRatio = Readout(
    "PSNR of the restored images",
    summary: "Signal to noise of what the decoder makes of them, the mean over the same 200 "
      + "images; 6 dB more is half the error.",
    unit: "dB"
  ) { context in
    guard let model = context.model as? Denoising else { return nil }
    let pictures = model.restorations(context)
    return .number(
      SignalToNoise.mean(of: pictures.restored, clean: pictures.clean, features: model.inputSize))
  }

  private static let linearRatio = Readout(
    "PSNR of the best linear restorer",
    summary: "What the best linear map of the pixels would make of those 200 images, learnt from "
      + "up to 10,000 training images; a network has to stay above it.",
    unit: "dB"
  ) { context in
    guard let model = context.model as? Denoising, let train = context.train else { return nil }
    let level = context.weights.controls["level"] ?? Float(model.level)
    let corruption = Corruption(CorruptionCatalog.all[model.kind], level: level)
    let ratios = LinearDenoiserCache.ratios(
      train: train, split: context.split, shape: model.shape, corruption: corruption,
      images: measured)
    return .number(ratios.restored)
  }

  private static let kindSetting = ModelSetting(
    name: "noise", summary: "how images are spoilt", choices: CorruptionCatalog.all.map(\.id),
    source: "Vincent et al. (2010), section 3.3: Gaussian, masking, salt and pepper; block for "
      + "inpainting")

  private static let levelSetting = ModelSetting(
    name: "level",
    summary: "how much: σ of Gaussian noise, the share of spoilt pixels, or of a block's sides",
    range: 0...1, defaultValue: 0.5, source: "Chollet (2016): Gaussian noise of σ = 0.5",
    isLive: true)

  private static func preset(
    _ name: String, _ kind: CorruptionKind, _ level: Double, _ summary: String
  ) -> ModelPreset {
    let number = CorruptionCatalog.all.firstIndex { $0.id == kind.id } ?? 0
    return ModelPreset(name, summary: summary) {
      $0.settings["noise"] = Double(number)
      $0.settings["level"] = level
    }
  }

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "denoising", title: "Denoising autoencoder",
    summary: "Gets a spoilt image and restores the clean one; to tell one from the other it learns "
      + "what images look like.",
    objective: "E ‖x − f(g(x̃))‖², x̃ spoilt anew at every step",
    source: "Vincent et al., Extracting and Composing Robust Features with Denoising Autoencoders "
      + "(2008)",
    defaultCodeSize: 1024, defaultHidden: [], defaultLoss: .mse,
    defaultCodeActivation: .relu, defaultLearningRate: 2e-4, settings: [kindSetting, levelSetting],
    presets: [
      preset("little", .gaussian, 0.2, "Gaussian noise of σ = 0.2"),
      preset("salt-pepper", .saltAndPepper, 0.2, "a fifth of the pixels black or white"),
      preset("masking", .masking, 0.5, "half of the pixels missing"),
      preset("block", .block, 0.4, "a square of 0.4 of the side missing: inpainting"),
    ],
    readouts: [restoredRatio, linearRatio, noisyRatio],
    lookAt: "Digit pane with noise (x, and X for its kind): input, spoilt, restored. Raise the "
      + "noise above the level that it was trained with, and see when it makes digits up.",
    make: { Denoising($0, input: $1) })
}

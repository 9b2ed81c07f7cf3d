/// The denoising autoencoder: sees a spoilt image and has to restore the clean one.
///
/// L = E ‖x − f(g(x̃))‖² for x̃ ~ C(x̃ | x), spoilt anew at every step. To tell noise from image it
/// has to learn what images are like, so it needs no narrow code.
///
/// Source: Vincent et al., *Extracting and Composing Robust Features with Denoising Autoencoders*
/// (2008).
struct Denoising<Networks: Restorer>: DenoisingModel, Equatable {
  let corruption: Corruption
  let shape: ImageShape
  private let networks: Networks

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - networks: what restores.
  ///   - corruption: how images are spoilt.
  ///   - shape: the images'.
  init(_ networks: Networks, corruption: Corruption, shape: ImageShape) {
    self.networks = networks
    self.corruption = corruption
    self.shape = shape
  }

  var layout: ParameterLayout { networks.layout }
  var inputSize: Int { networks.inputSize }
  var codeSize: Int { networks.codeSize }
  var summary: [LayerSummary] { networks.summary }

  func objective(input: Tensor, target: Tensor) -> Loss {
    networks.reconstruction(of: networks.code(of: spoilt(input)), target: target)
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(networks.code(of: input))
  }

  func decode(_ code: Tensor) -> Tensor {
    networks.picture(of: code)
  }

  func spoilt(_ input: Tensor) -> Tensor {
    let level = input.tape.control("level", initially: corruption.level)
    return input.corrupted(corruption.kind, level: level, shape: shape)
  }
}

extension Denoising: DenseEncoding where Networks == EncoderDecoder {
  var encoderLayers: [Dense] { networks.encoder.layers }
}

/// A denoising autoencoder, whatever its networks are.
protocol DenoisingModel: Autoencoder {
  /// How images are spoilt, at first: the level may change while training.
  var corruption: Corruption { get }
  /// The images' shape.
  var shape: ImageShape { get }

  /// Records the images as the encoder sees them while training.
  func spoilt(_ input: Tensor) -> Tensor
}

/// What the catalog says of the denoising autoencoder, and how it is made.
enum DenoisingCatalog {
  fileprivate static let netSetting = ModelSetting(
    name: "net", summary: "dense layers, or convolutions with a code of 14 × 14 or 7 × 7 pixels",
    choices: ["dense", "halved", "quartered"],
    source: "Vincent et al. (2008); Mao, Shen & Yang (2016)", needsPreset: true)

  private static let kindSetting = ModelSetting(
    name: "noise", summary: "how images are spoilt", choices: CorruptionCatalog.all.map(\.id),
    source: "Vincent et al. (2010), section 3.3: Gaussian, masking, salt and pepper; block for "
      + "inpainting")

  private static let levelSetting = ModelSetting(
    name: "level",
    summary: "how much: σ of Gaussian noise, the share of spoilt pixels, or of a block's sides",
    range: 0...1, defaultValue: 0.5, source: "Chollet (2016): Gaussian noise of σ = 0.5",
    isLive: true)

  private static let convolutional = ModelPreset(
    "convolutional", summary: "convolutions with a code of 14 × 14 pixels, for faint noise",
    learningRate: 1e-3
  ) {
    $0.settings[netSetting.name] = 1
    $0.hidden = [32, 32, 32]
    $0.codeSize = 784
  }

  private static let deep = ModelPreset(
    "deep", summary: "convolutions with a code of 7 × 7 pixels, for strong noise",
    learningRate: 1e-3
  ) {
    $0.settings[netSetting.name] = 2
    $0.hidden = [48, 96, 96, 96]
    $0.codeSize = 980
  }

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
    defaultCodeActivation: .relu, defaultLearningRate: 2e-4,
    settings: [netSetting, kindSetting, levelSetting],
    presets: [
      convolutional, deep, preset("little", .gaussian, 0.2, "Gaussian noise of σ = 0.2"),
      preset("salt-pepper", .saltAndPepper, 0.2, "a fifth of the pixels black or white"),
      preset("masking", .masking, 0.5, "half of the pixels missing"),
      preset("block", .block, 0.4, "a square of 0.4 of the side missing: inpainting"),
    ],
    readouts: Readout.restoration,
    lookAt: "Digit pane with noise (x, and X for its kind): input, spoilt, restored. Raise the "
      + "noise above the level that it was trained with, and see when it makes digits up.",
    imageFault: { configuration, shape in
      guard configuration.halvings > 0, shape != ImageShape(height: 28, width: 28) else {
        return nil
      }
      return .wrongImages(expected: "28x28 pixels, where it halves them", found: shape)
    },
    fault: { $0.halvings > 0 ? ConvolutionalRestorer.fault($0, halvings: $0.halvings) : nil },
    make: { configuration, input in
      let corruption = Corruption(
        CorruptionCatalog.all[Int(configuration.value(of: kindSetting))],
        level: Float(configuration.value(of: levelSetting)))
      guard configuration.halvings > 0 else {
        return Denoising(
          EncoderDecoder(configuration, input: input), corruption: corruption, shape: input.shape)
      }
      return Denoising(
        ConvolutionalRestorer(configuration, input: input, halvings: configuration.halvings),
        corruption: corruption,
        shape: input.shape)
    })
}

extension ModelConfiguration {
  /// How often the denoising autoencoder's convolutions halve an image; 0 without convolutions.
  fileprivate var halvings: Int { Int(value(of: DenoisingCatalog.netSetting)) }
}

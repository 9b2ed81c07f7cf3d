/// The convolutional autoencoder: the same small kernels everywhere on the image, and a code that
/// still is one, of 4 × 4 pixels with 8 channels.
///
/// Encoder: three 3 × 3 convolutions, each followed by the largest of every 2 × 2 pixels (28 → 14 → 7
/// → 4). Decoder: the same backwards, with pixels repeated instead (4 → 8 → 16 → 28, the third
/// convolution without a border takes 16 to 14), and a last convolution to one channel.
///
/// Source: Chollet, *Building Autoencoders in Keras* (2016), the convolutional autoencoder; after
/// Masci et al., *Stacked Convolutional Auto-Encoders for Hierarchical Feature Extraction* (2011).
struct Convolutional: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize = Self.side * Self.side
  let codeSize = Self.codeSide * Self.codeSide * Self.channels[2]
  private let loss: ReconstructionLoss
  private let encoder: [Convolution]
  private let decoder: [Convolution]

  /// Pixels on each side of an image.
  private static let side = 28
  /// Pixels on each side of a code.
  private static let codeSide = 4
  /// Channels behind the encoder's layers.
  private static let channels = [16, 8, 8]

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: functions, already checked; the sizes are always the same.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    precondition(
      input.size == Self.side * Self.side,
      "images of \(input.size) pixels for a model of \(Self.side) × \(Self.side)")
    var layout = ParameterLayout()
    loss = configuration.loss
    encoder = Self.encoder(configuration, layout: &layout)
    decoder = Self.decoder(configuration, input: input, layout: &layout)
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let outputs = run(decoder, run(encoder, images(input)))
    return switch loss {
    case .mse: squaredError(outputs: outputs, target: images(target))
    case .bce: bernoulli(logits: outputs, target: images(target))
    }
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(run(encoder, images(input)).rows())
  }

  func decode(_ code: Tensor) -> Tensor {
    let map = ImageTensor(
      code, height: Self.codeSide, width: Self.codeSide, channels: Self.channels[2])
    return loss.intensities(run(decoder, map).rows())
  }

  var summary: [LayerSummary] {
    encoder.enumerated().map { $1.summary("encoder.\($0)") }
      + decoder.enumerated().map { $1.summary("decoder.\($0)") }
  }

  private func images(_ rows: Tensor) -> ImageTensor {
    ImageTensor(rows, height: Self.side, width: Self.side, channels: 1)
  }

  private func run(_ layers: [Convolution], _ x: ImageTensor) -> ImageTensor {
    layers.reduce(x) { value, layer in layer(value) }
  }

  private static func encoder(
    _ configuration: ModelConfiguration, layout: inout ParameterLayout
  ) -> [Convolution] {
    var layers: [Convolution] = []
    for (index, outputs) in channels.enumerated() {
      let isLast = index == channels.count - 1
      layers.append(
        Convolution(
          "encoder.\(index)", inputs: index == 0 ? 1 : channels[index - 1], outputs: outputs,
          kernel: 3, padding: 1, pooling: 2,
          activation: isLast ? configuration.codeActivation : configuration.activation,
          weights: configuration.weights, layout: &layout))
    }
    return layers
  }

  private static func decoder(
    _ configuration: ModelConfiguration, input: InputDescription, layout: inout ParameterLayout
  ) -> [Convolution] {
    // Inputs, outputs, border.
    let sizes = [(8, 8, 1), (8, 8, 1), (8, 16, 0), (16, 1, 1)]
    var layers: [Convolution] = []
    for (index, size) in sizes.enumerated() {
      let isLast = index == sizes.count - 1
      layers.append(
        Convolution(
          "decoder.\(index)", inputs: size.0, outputs: size.1, kernel: 3, padding: size.2,
          upSamples: index > 0, activation: isLast ? .identity : configuration.activation,
          weights: configuration.weights,
          bias: isLast ? configuration.sharedOutputBias(input) : .zeros, layout: &layout))
    }
    return layers
  }

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "convolutional", title: "Convolutional autoencoder",
    summary: "Sees the image through small kernels that are the same everywhere, and squeezes it "
      + "into a smaller image of 4 × 4 pixels with 8 channels.",
    objective: "E −ln p(x | f(g(x)))",
    source: "Chollet, Building Autoencoders in Keras (2016); Masci et al., Stacked Convolutional "
      + "Auto-Encoders for Hierarchical Feature Extraction (2011)",
    defaultCodeSize: 128, defaultHidden: channels, defaultLoss: .bce,
    defaultCodeActivation: .relu, settings: [netSetting], presets: [strided],
    readouts: [.linearProbe],
    lookAt: "Reconstructions sharpen at the strokes first: each layer knows only its "
      + "neighbourhood, and has no idea of a digit as a whole.",
    imageFault: { imageFault($0, $1) },
    fault: { $0.isStrided ? StridedEncoder.fault($0) : fault($0) },
    make: { configuration, input in
      if configuration.isStrided { return StridedAutoencoder(configuration, input: input) }
      return Convolutional(configuration, input: input)
    })

  /// Which of the two networks it is.
  fileprivate static let netSetting = ModelSetting(
    name: "net", summary: "pooling and up-sampling, or strides and a dense code of any size",
    choices: ["keras", "strided"],
    source: "Chollet (2016); Radford, Metz & Chintala, DCGAN (2016)", needsPreset: true)

  private static let strided = ModelPreset(
    "strided", summary: "16 and 32 channels of 4 × 4 taps with stride 2, and a dense code of 32"
  ) {
    $0.settings[netSetting.name] = 1
    $0.hidden = [16, 32]
    $0.codeSize = 32
    $0.codeActivation = .identity
  }

  /// The network of the article is made for its images.
  private static func imageFault(
    _ configuration: ModelConfiguration, _ shape: ImageShape
  ) -> ConfigurationError? {
    if configuration.isStrided { return StridedEncoder.imageFault(configuration, shape) }
    guard shape == ImageShape(height: side, width: side) else {
      return .wrongImages(
        expected: "\(side)x\(side), or with its preset “strided” multiples of 4", found: shape)
    }
    return nil
  }

  /// The network of the article has one size.
  private static func fault(_ configuration: ModelConfiguration) -> ConfigurationError? {
    let code = codeSide * codeSide * channels[2]
    if configuration.codeSize != code {
      return .outOfRange(
        "code-size", "\(configuration.codeSize)",
        allowed: "\(code) with this model; its preset “strided” takes any")
    }
    if configuration.hidden != channels || configuration.decoderHidden != nil {
      return .outOfRange(
        "hidden", "\(configuration.hidden.map(String.init).joined(separator: ","))",
        allowed: "\(channels.map(String.init).joined(separator: ",")) with this model, mirrored "
          + "in the decoder; its preset “strided” takes others")
    }
    return nil
  }
}

extension ModelConfiguration {
  /// Whether the convolutional autoencoder has strides and a dense code.
  fileprivate var isStrided: Bool { value(of: Convolutional.netSetting) == 1 }
}

extension Convolution {
  /// The layer as a row of a table.
  func summary(_ name: String) -> LayerSummary {
    let taps = "\(geometry.taps(.vertical))×\(geometry.taps(.horizontal))"
    var kind = "convolution \(geometry.inputs)→\(geometry.outputs) \(taps)"
    if geometry.kind == .upSampled { kind = "up-sample 2×, " + kind }
    if geometry.kind == .transposed { kind = "transposed " + kind }
    if geometry.stride > 1 { kind += " stride \(geometry.stride)" }
    kind += " \(activation.rawValue)"
    if pooling > 1 { kind += ", pool \(pooling)×\(pooling)" }
    return LayerSummary(name: name, kind: kind, parameters: weight.count + bias.count)
  }
}

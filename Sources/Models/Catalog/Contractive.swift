/// The contractive autoencoder: a code that moves as little as possible when the input does.
///
/// L = E L(x, f(h)) + λ ‖∂h/∂x‖². Only what the reconstruction needs can move the code: the
/// directions along which the data really varies.
///
/// One layer: the closed form. More: an unbiased estimate (`estimatedContraction`). The decoder has
/// the encoder's weights, W′ = Wᵀ, or else the encoder would get by with small weights and the decoder
/// with large ones.
///
/// Source: Rifai et al., *Contractive Auto-Encoders: Explicit Invariance During Feature Extraction*
/// (2011).
struct Contractive: DenseEncoding, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  private let loss: ReconstructionLoss
  private let lambda: Double
  private let probes: Int
  private let encoder: Network
  private let decoder: [TiedDense]

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked; the decoder is the encoder's mirror
  ///     image, whatever sizes it is said to have.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    inputSize = input.size
    codeSize = configuration.codeSize
    loss = configuration.loss
    lambda = configuration.value(of: Self.lambdaSetting)
    probes = Int(configuration.value(of: Self.probesSetting))
    encoder = Network(
      "encoder", sizes: [input.size] + configuration.hidden + [configuration.codeSize],
      activation: configuration.activation, last: configuration.codeActivation,
      weights: configuration.weights, layout: &layout)
    decoder = Self.decoder(
      configuration, of: encoder, meanImage: input.meanImage, layout: &layout)
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let lambda = input.tape.control("lambda", initially: Float(lambda))
    var values: [Tensor] = []
    for layer in encoder.layers {
      values.append(layer(values.last ?? input))
    }
    let code = values[values.count - 1]
    let penalty =
      encoder.layers.count == 1
      ? contraction(of: code, layer: encoder.layers[0])
      : estimatedContraction(of: encoder.layers, values: values, probes: probes)
    return loss(outputs(of: code), target: target) + lambda * penalty
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(encoder(input))
  }

  func decode(_ code: Tensor) -> Tensor {
    loss.intensities(outputs(of: code))
  }

  var summary: [LayerSummary] {
    encoder.summary("encoder") + decoder.enumerated().map { $1.summary("decoder.\($0)") }
  }

  var encoderLayers: [Dense] { encoder.layers }

  private func outputs(of code: Tensor) -> Tensor {
    decoder.reduce(code) { value, layer in layer(value) }
  }

  private static func decoder(
    _ configuration: ModelConfiguration, of encoder: Network, meanImage: [Float],
    layout: inout ParameterLayout
  ) -> [TiedDense] {
    let last = encoder.layers.count - 1
    let bias = configuration.firstOutputBias(meanImage: meanImage)
    return encoder.layers.reversed().enumerated().map { index, layer in
      TiedDense(
        "decoder.\(index)", of: layer,
        activation: index == last ? .identity : configuration.activation,
        bias: index == last ? bias : .zeros, layout: &layout)
    }
  }

  private static let lambdaSetting = ModelSetting(
    name: "lambda", summary: "weight of the code's squared derivative by the input",
    range: 0...1000, defaultValue: 1,
    source: "Rifai et al. (2011) chose it by validation; measured on the shipped digits, with "
      + "cross-entropy summed over pixels",
    isLive: true)

  private static let probesSetting = ModelSetting(
    name: "probes", summary: "random draws of the estimate a step, with two layers or more",
    range: 1...16, defaultValue: 1, source: "Hutchinson (1990): one is unbiased", isLive: false,
    isWhole: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "contractive", title: "Contractive autoencoder",
    summary: "Wants a code that hardly moves when the image does; it gives way only in the few "
      + "directions in which the data varies.",
    objective: "E −ln p(x | f(h)) + λ ‖∂h/∂x‖², W′ = Wᵀ",
    source: "Rifai et al., Contractive Auto-Encoders: Explicit Invariance During Feature "
      + "Extraction (2011)",
    defaultCodeSize: 300, defaultHidden: [], defaultLoss: .bce, defaultActivation: .sigmoid,
    defaultCodeActivation: .sigmoid, settings: [lambdaSetting, probesSetting],
    presets: [
      ModelPreset("plain", summary: "λ = 0: the same net without the penalty, to compare with") {
        $0.settings["lambda"] = 0
      },
      ModelPreset("deep", summary: "784-256-64, the penalty estimated") {
        $0.hidden = [256]
        $0.codeSize = 64
      },
    ],
    readouts: [.singularValues, .jacobianNorm, .encoderNorm, .decoderNorm],
    lookAt: "The singular values of ∂h/∂x: a few large ones, in whose directions the code still "
      + "moves, and a steep fall behind. Set λ to 0 and see them rise together.",
    unused: [.decoderHidden],
    make: { Contractive($0, input: $1) })
}

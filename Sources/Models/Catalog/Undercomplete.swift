#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The plain autoencoder: a code smaller than the input, and nothing but a reconstruction loss.
///
/// L = E ‖x − f(g(x))‖² or the Bernoulli cross-entropy. With linear layers and squared error it
/// spans the subspace of the first principal components.
///
/// Source: Hinton & Salakhutdinov, *Reducing the Dimensionality of Data with Neural Networks*
/// (2006); Baldi & Hornik, *Neural networks and principal component analysis* (1989).
struct Undercomplete: PointAutoencoder, DenseEncoding, Equatable {
  let networks: EncoderDecoder

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    networks = EncoderDecoder(configuration, input: input)
  }

  var encoderLayers: [Dense] { networks.encoder.layers }

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "undercomplete", title: "Undercomplete autoencoder",
    summary: "Squeezes the input through a small code and learns to restore it; with linear "
      + "layers it is PCA.",
    objective: "E ‖x − f(g(x))‖²",
    source: "Hinton & Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks "
      + "(2006)",
    defaultCodeSize: 32, defaultHidden: [512, 256], defaultLoss: .mse, settings: [],
    presets: [
      ModelPreset("linear", summary: "one linear layer each way: what it finds is PCA") {
        $0.hidden = []
        $0.codeActivation = .identity
        $0.loss = .mse
      },
      ModelPreset("plane", summary: "a code of 2: the whole of it is on the screen") {
        $0.codeSize = 2
      },
      ModelPreset("keras", summary: "784-32-784, cross-entropy: Chollet's first (2016)") {
        $0.hidden = []
        $0.codeActivation = .relu
        $0.loss = .bce
      },
      ModelPreset("keras-deep", summary: "784-128-64-32-64-128-784: Chollet's deep one (2016)") {
        $0.hidden = [128, 64]
        $0.codeActivation = .relu
        $0.loss = .bce
      },
    ],
    readouts: [
      .codeSpread, .unusedDimensions, .singularValues, .reconstructionError, .linearSquaredError,
    ],
    lookAt: "The PCA line in the loss chart: the best that any linear code of this size can do. "
      + "The preset “linear” comes down to it and stays there; deeper nets go below.",
    make: { Undercomplete($0, input: $1) })
}

extension Network {
  /// Returns the decoder that most models share: code, hidden layers, one output a pixel, whose
  /// bias begins at the mean image; `condition` more inputs stand behind the code.
  static func decoder(
    _ configuration: ModelConfiguration, meanImage: [Float], condition: Int = 0,
    layout: inout ParameterLayout
  ) -> Network {
    Network(
      "decoder",
      sizes: [configuration.codeSize + condition] + configuration.decoderSizes + [meanImage.count],
      activation: configuration.activation, last: .identity, weights: configuration.weights,
      lastBias: configuration.firstOutputBias(meanImage: meanImage), layout: &layout)
  }
}

extension ModelConfiguration {
  /// Returns how the bias of a decoder's outputs begins, one a pixel of the mean image.
  func firstOutputBias(meanImage: [Float]) -> Initializer {
    switch outputBias {
    case .zero: .zeros
    case .meanImage: .values(meanImage.map(loss.output(forIntensity:)))
    }
  }
}

extension ReconstructionLoss {
  /// Records the loss of a decoder's outputs `[batch, features]`.
  func callAsFunction(_ outputs: Tensor, target: Tensor) -> Loss {
    switch self {
    case .mse: squaredError(outputs: outputs, target: target)
    case .bce: bernoulli(logits: outputs, target: target)
    }
  }

  /// Records the picture that a decoder's outputs mean.
  func intensities(_ outputs: Tensor) -> Tensor {
    switch self {
    case .mse: outputs
    case .bce: sigmoid(outputs)
    }
  }

  /// Returns the output that stands for an intensity in 0…1; for logits it is kept within ±4.6, as
  /// if no pixel were ever quite certain.
  func output(forIntensity intensity: Float) -> Float {
    switch self {
    case .mse:
      return intensity
    case .bce:
      let p = min(max(intensity, 0.01), 0.99)
      return log(p / (1 - p))
    }
  }
}

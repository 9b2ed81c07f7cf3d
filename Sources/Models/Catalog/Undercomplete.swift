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
struct Undercomplete: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  private let loss: ReconstructionLoss
  private let encoder: Network
  private let decoder: Network

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
    encoder = Network(
      "encoder", sizes: [input.size] + configuration.hidden + [configuration.codeSize],
      activation: configuration.activation, last: configuration.codeActivation,
      weights: configuration.weights, layout: &layout)
    decoder = .decoder(configuration, meanImage: input.meanImage, layout: &layout)
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let z = encoder(input)
    return loss(decoder(z), target: target)
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(encoder(input))
  }

  func decode(_ code: Tensor) -> Tensor {
    loss.intensities(decoder(code))
  }

  var summary: [LayerSummary] {
    encoder.summary("encoder") + decoder.summary("decoder")
  }

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "undercomplete", title: "Undercomplete autoencoder",
    summary: "Squeezes the input through a small code and learns to restore it; with linear "
      + "layers it is PCA.",
    objective: "E ‖x − f(g(x))‖²",
    source: "Hinton & Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks "
      + "(2006)",
    defaultCodeSize: 32, defaultHidden: [512, 256], defaultLoss: .mse, settings: [],
    make: { Undercomplete($0, input: $1) })
}

extension Network {
  /// Returns the decoder that most models share: code, hidden layers, one output a pixel, whose
  /// bias begins at the mean image; `condition` more inputs stand behind the code.
  static func decoder(
    _ configuration: ModelConfiguration, meanImage: [Float], condition: Int = 0,
    layout: inout ParameterLayout
  ) -> Network {
    let bias: Initializer =
      switch configuration.outputBias {
      case .zero: .zeros
      case .meanImage: .values(meanImage.map(configuration.loss.output(forIntensity:)))
      }
    return Network(
      "decoder",
      sizes: [configuration.codeSize + condition] + configuration.decoderSizes + [meanImage.count],
      activation: configuration.activation, last: .identity, weights: configuration.weights,
      lastBias: bias, layout: &layout)
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

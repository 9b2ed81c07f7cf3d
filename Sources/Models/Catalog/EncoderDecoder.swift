/// The two networks of a model whose code is a point, and what its outputs are compared by.
struct EncoderDecoder: Equatable, Sendable {
  /// The parameters of both, and what was laid out before them.
  let layout: ParameterLayout
  /// Features of the input.
  let inputSize: Int
  /// Dimensions of the code.
  let codeSize: Int
  /// From the input to the code.
  let encoder: Network
  /// From the code to the outputs.
  let decoder: Network
  /// What the outputs are compared by.
  let loss: ReconstructionLoss

  /// Creates the networks.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what they are trained on.
  ///   - codeBias: how the bias of the code's layer begins.
  ///   - layout: where the parameters go, behind what is there already.
  init(
    _ configuration: ModelConfiguration, input: InputDescription, codeBias: Initializer = .zeros,
    layout: inout ParameterLayout
  ) {
    inputSize = input.size
    codeSize = configuration.codeSize
    loss = configuration.loss
    encoder = Network(
      "encoder", sizes: [input.size] + configuration.hidden + [configuration.codeSize],
      activation: configuration.activation, last: configuration.codeActivation,
      weights: configuration.weights, lastBias: codeBias, layout: &layout)
    decoder = .decoder(configuration, meanImage: input.meanImage, layout: &layout)
    self.layout = layout
  }

  /// Creates the networks of a model that has no other parameters.
  init(
    _ configuration: ModelConfiguration, input: InputDescription, codeBias: Initializer = .zeros
  ) {
    var layout = ParameterLayout()
    self.init(configuration, input: input, codeBias: codeBias, layout: &layout)
  }

  /// Records the reconstruction term of codes `[batch, codeSize]`.
  func reconstruction(of code: Tensor, target: Tensor) -> Loss {
    loss(decoder(code), target: target)
  }

  /// Records the picture of codes: intensities `[batch, features]`.
  func picture(of code: Tensor) -> Tensor {
    loss.intensities(decoder(code))
  }

  /// The layers as rows of a table.
  var summary: [LayerSummary] {
    encoder.summary("encoder") + decoder.summary("decoder")
  }
}

/// A model of these two networks, whose code is what the encoder says.
protocol PointAutoencoder: Autoencoder {
  /// The networks.
  var networks: EncoderDecoder { get }
}

extension PointAutoencoder {
  var layout: ParameterLayout { networks.layout }
  var inputSize: Int { networks.inputSize }
  var codeSize: Int { networks.codeSize }
  var summary: [LayerSummary] { networks.summary }

  func objective(input: Tensor, target: Tensor) -> Loss {
    networks.reconstruction(of: networks.encoder(input), target: target)
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(networks.encoder(input))
  }

  func decode(_ code: Tensor) -> Tensor {
    networks.picture(of: code)
  }
}

/// The two networks of a model whose code is a point, and what its outputs are compared by.
struct EncoderDecoder: Equatable, Sendable {
  /// The parameters of both.
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
  init(
    _ configuration: ModelConfiguration, input: InputDescription, codeBias: Initializer = .zeros
  ) {
    var layout = ParameterLayout()
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

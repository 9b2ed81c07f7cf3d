/// The convolutional autoencoder with strides in place of pooling, and a dense code of any size.
///
/// Encoder: convolutions of 4 × 4 taps that halve the image (28 → 14 → 7), then a dense layer to the
/// code; the decoder is the same backwards, with transposed convolutions.
///
/// Source: Springenberg et al., *Striving for Simplicity: The All Convolutional Net* (2015), strides
/// for pooling; Radford, Metz & Chintala, *DCGAN* (2016), the transposed decoder.
struct StridedAutoencoder: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  private let loss: ReconstructionLoss
  private let shape: ImageShape
  private let encoder: StridedEncoder
  private let code: Dense
  private let decoder: StridedDecoder

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
    shape = input.shape
    encoder = StridedEncoder(configuration, input: input, layout: &layout)
    code = Dense(
      "encoder.\(configuration.hidden.count)", inputs: encoder.output.count,
      outputs: configuration.codeSize, activation: configuration.codeActivation,
      weights: configuration.weights, layout: &layout)
    decoder = StridedDecoder(configuration, input: input, layout: &layout)
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    loss(decoder(code(encoder(input))), target: target)
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(code(encoder(input)))
  }

  func decode(_ code: Tensor) -> Tensor {
    loss.intensities(decoder(code).rows())
  }

  var summary: [LayerSummary] {
    encoder.summary("encoder") + [code.summary("encoder.\(encoder.layers.count)")]
      + decoder.summary("decoder")
  }
}

extension StridedEncoder {
  /// Creates the encoder of a configuration whose hidden layers are its channels.
  init(
    _ configuration: ModelConfiguration, input: InputDescription, layout: inout ParameterLayout
  ) {
    self.init(
      "encoder", shape: input.shape, channels: configuration.hidden,
      activation: configuration.activation, weights: configuration.weights, layout: &layout)
  }
}

extension StridedDecoder {
  /// Creates the decoder that mirrors it, whose output's bias begins at the mean of all pixels.
  init(
    _ configuration: ModelConfiguration, input: InputDescription, layout: inout ParameterLayout
  ) {
    self.init(
      "decoder", codeSize: configuration.codeSize, shape: input.shape,
      channels: configuration.decoderSizes, activation: configuration.activation,
      weights: configuration.weights, lastBias: configuration.sharedOutputBias(input),
      layout: &layout)
  }
}

extension ModelConfiguration {
  /// How the bias of a convolution begins that writes the picture: the same for all pixels, so at
  /// most their mean.
  func sharedOutputBias(_ input: InputDescription) -> Initializer {
    switch outputBias {
    case .zero: return .zeros
    case .meanImage:
      let mean = input.meanImage.reduce(0, +) / Float(input.meanImage.count)
      return .values(
        Array(repeating: loss.output(forIntensity: mean), count: input.shape.channels))
    }
  }
}

extension ReconstructionLoss {
  /// Records the loss of a decoder's images against targets `[batch, features]`.
  func callAsFunction(_ outputs: ImageTensor, target: Tensor) -> Loss {
    let target = ImageTensor(
      target, height: outputs.height, width: outputs.width, channels: outputs.channels)
    return switch self {
    case .mse: squaredError(outputs: outputs, target: target)
    case .bce: bernoulli(logits: outputs, target: target)
    }
  }
}

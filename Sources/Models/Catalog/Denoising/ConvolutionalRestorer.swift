/// Convolutions that restore an image: a code that still is an image, of half the height and width.
///
/// Encoder: 4 × 4 taps with stride 2 (28 → 14), then 3 × 3 ones, the last of which leaves a few
/// channels, the code; the decoder is the same backwards, with a transposed convolution at the end.
/// What noise looks like is the same everywhere in an image; a dense layer has to learn it for each
/// pixel anew.
///
/// Source: Mao, Shen & Yang, *Image Restoration Using Very Deep Convolutional Encoder-Decoder Networks*
/// (2016), without their links past the code; Zhang et al., *Beyond a Gaussian Denoiser* (2017), for
/// plain 3 × 3 convolutions as denoisers.
struct ConvolutionalRestorer: Restorer {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  private let loss: ReconstructionLoss
  private let shape: ImageShape
  private let encoder: [Convolution]
  private let decoder: [Convolution]

  /// Creates the networks; the hidden layers are the channels of the convolutions.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked by `fault`.
  ///   - input: what they are trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    precondition(
      input.shape.height % 2 == 0 && input.shape.width % 2 == 0,
      "images of \(input.shape) cannot be halved")
    var layout = ParameterLayout()
    shape = input.shape
    inputSize = input.size
    codeSize = configuration.codeSize
    loss = configuration.loss
    let pixels = input.shape.height * input.shape.width / 4
    let code = configuration.codeSize / pixels
    encoder = Self.encoder(configuration, input: input, code: code, layout: &layout)
    decoder = Self.decoder(configuration, input: input, code: code, layout: &layout)
    self.layout = layout
  }

  var summary: [LayerSummary] {
    encoder.enumerated().map { $1.summary("encoder.\($0)") }
      + decoder.enumerated().map { $1.summary("decoder.\($0)") }
  }

  func code(of input: Tensor) -> Tensor {
    let images = ImageTensor(
      input, height: shape.height, width: shape.width, channels: shape.channels)
    return encoder.reduce(images) { value, layer in layer(value) }.rows()
  }

  func reconstruction(of code: Tensor, target: Tensor) -> Loss {
    loss(images(of: code), target: target)
  }

  func picture(of code: Tensor) -> Tensor {
    loss.intensities(images(of: code).rows())
  }

  private func images(of code: Tensor) -> ImageTensor {
    let height = shape.height / 2
    let width = shape.width / 2
    let map = ImageTensor(
      code, height: height, width: width, channels: codeSize / (height * width))
    return decoder.reduce(map) { value, layer in layer(value) }
  }

  private static func encoder(
    _ configuration: ModelConfiguration, input: InputDescription, code: Int,
    layout: inout ParameterLayout
  ) -> [Convolution] {
    let sizes = [input.shape.channels] + configuration.hidden + [code]
    return zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      let isFirst = index == 0
      return Convolution(
        "encoder.\(index)", inputs: size.0, outputs: size.1, kernel: isFirst ? 4 : 3,
        stride: isFirst ? 2 : 1, padding: 1,
        activation: index == sizes.count - 2
          ? configuration.codeActivation : configuration.activation,
        weights: configuration.weights, layout: &layout)
    }
  }

  private static func decoder(
    _ configuration: ModelConfiguration, input: InputDescription, code: Int,
    layout: inout ParameterLayout
  ) -> [Convolution] {
    let sizes = [code] + configuration.decoderSizes + [input.shape.channels]
    return zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      let isLast = index == sizes.count - 2
      return Convolution(
        "decoder.\(index)", inputs: size.0, outputs: size.1, kernel: isLast ? 4 : 3,
        stride: isLast ? 2 : 1, padding: 1, isTransposed: isLast,
        activation: isLast ? .identity : configuration.activation,
        weights: configuration.weights,
        bias: isLast ? configuration.sharedOutputBias(input) : .zeros, layout: &layout)
    }
  }

  /// Returns what is wrong with a configuration for images of 28 × 28 pixels; nil if nothing is.
  static func fault(_ configuration: ModelConfiguration) -> ConfigurationError? {
    let pixels = 14 * 14
    guard configuration.codeSize % pixels == 0 else {
      return .outOfRange(
        "code-size", "\(configuration.codeSize)",
        allowed: "a multiple of \(pixels), the pixels of the code of these networks")
    }
    for channels in [configuration.hidden, configuration.decoderSizes] {
      let text = channels.map(String.init).joined(separator: ",")
      guard !channels.isEmpty else {
        return .outOfRange(
          "hidden", "none", allowed: "the channels of one or more convolutions")
      }
      guard channels.allSatisfy({ $0 <= StridedEncoder.mostChannels }) else {
        return .outOfRange(
          "hidden", text, allowed: "1…\(StridedEncoder.mostChannels) channels a layer")
      }
    }
    return nil
  }
}

/// Convolutions that restore an image: a code that still is an image, of a half or a quarter of the
/// height and width.
///
/// Encoder: 4 × 4 taps with stride 2 (28 → 14, → 7), then 3 × 3 ones, the last of which leaves a few
/// channels, the code; the decoder is the same backwards, with transposed convolutions at the end.
/// The smaller the code's image, the more of the picture each of its pixels has seen, which is what
/// strong noise asks for; faint noise leaves details that only a larger one can hold.
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
  /// How often an image is halved on its way to the code.
  private let halvings: Int
  private let encoder: [Convolution]
  private let decoder: [Convolution]

  /// Creates the networks; the hidden layers are the channels of the convolutions.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked by `fault`.
  ///   - input: what they are trained on.
  ///   - halvings: how often an image is halved on its way to the code, at most once a hidden layer.
  init(_ configuration: ModelConfiguration, input: InputDescription, halvings: Int) {
    let factor = 1 << halvings
    precondition(
      input.shape.height % factor == 0 && input.shape.width % factor == 0,
      "images of \(input.shape) cannot be halved \(halvings) times")
    self.halvings = halvings
    var layout = ParameterLayout()
    shape = input.shape
    inputSize = input.size
    codeSize = configuration.codeSize
    loss = configuration.loss
    encoder = Self.encoder(configuration, input: input, halvings: halvings, layout: &layout)
    decoder = Self.decoder(configuration, input: input, halvings: halvings, layout: &layout)
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
    let height = shape.height >> halvings
    let width = shape.width >> halvings
    let map = ImageTensor(
      code, height: height, width: width, channels: codeSize / (height * width))
    return decoder.reduce(map) { value, layer in layer(value) }
  }

  private static func encoder(
    _ configuration: ModelConfiguration, input: InputDescription, halvings: Int,
    layout: inout ParameterLayout
  ) -> [Convolution] {
    let code = codeChannels(configuration, input, halvings)
    let sizes = [input.shape.channels] + configuration.hidden + [code]
    return zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      let isHalving = index < halvings
      return Convolution(
        "encoder.\(index)", inputs: size.0, outputs: size.1, kernel: isHalving ? 4 : 3,
        stride: isHalving ? 2 : 1, padding: 1,
        activation: index == sizes.count - 2
          ? configuration.codeActivation : configuration.activation,
        weights: configuration.weights, layout: &layout)
    }
  }

  private static func decoder(
    _ configuration: ModelConfiguration, input: InputDescription, halvings: Int,
    layout: inout ParameterLayout
  ) -> [Convolution] {
    let code = codeChannels(configuration, input, halvings)
    let sizes = [code] + configuration.decoderSizes + [input.shape.channels]
    return zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      let isLast = index == sizes.count - 2
      let isDoubling = index >= sizes.count - 1 - halvings
      return Convolution(
        "decoder.\(index)", inputs: size.0, outputs: size.1, kernel: isDoubling ? 4 : 3,
        stride: isDoubling ? 2 : 1, padding: 1, isTransposed: isDoubling,
        activation: isLast ? .identity : configuration.activation,
        weights: configuration.weights,
        bias: isLast ? configuration.sharedOutputBias(input) : .zeros, layout: &layout)
    }
  }

  /// Returns how many channels the code has.
  private static func codeChannels(
    _ configuration: ModelConfiguration, _ input: InputDescription, _ halvings: Int
  ) -> Int {
    configuration.codeSize / ((input.shape.height >> halvings) * (input.shape.width >> halvings))
  }

  /// Returns what is wrong with a configuration for images of 28 × 28 pixels; nil if nothing is.
  static func fault(
    _ configuration: ModelConfiguration, halvings: Int
  ) -> ConfigurationError? {
    let pixels = 784 >> (2 * halvings)
    guard configuration.codeSize % pixels == 0 else {
      return .outOfRange(
        "code-size", "\(configuration.codeSize)",
        allowed: "a multiple of \(pixels), the pixels of the code of these networks")
    }
    for channels in [configuration.hidden, configuration.decoderSizes] {
      let text = channels.map(String.init).joined(separator: ",")
      guard channels.count >= halvings else {
        return .outOfRange(
          "hidden", text.isEmpty ? "none" : text,
          allowed: "the channels of \(halvings) or more convolutions")
      }
      guard channels.allSatisfy({ $0 <= StridedEncoder.mostChannels }) else {
        return .outOfRange(
          "hidden", text, allowed: "1…\(StridedEncoder.mostChannels) channels a layer")
      }
    }
    return nil
  }
}

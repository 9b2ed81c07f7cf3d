/// A convolutional network that tells images of a data set from others, by a logit, and whose second
/// layer is a measure of likeness.
///
/// Two 3 × 3 convolutions that each halve the image, then two dense layers. No batch normalisation:
/// what it says of an image depends on that image alone.
struct ImageDiscriminator: Equatable, Sendable {
  /// What it says of images.
  struct Judgement {
    /// The second layer's values, `[batch, features]`.
    let features: Tensor
    /// Above 0 for images that it takes for the data set's, `[batch, 1]`.
    let logits: Tensor
  }

  private let shape: ImageShape
  private let convolutions: [Convolution]
  private let head: Network

  /// Creates the network `discriminator` for images of some shape.
  ///
  /// - Parameters:
  ///   - shape: of the images, any.
  ///   - channels: of the first layer; the second has twice as many.
  ///   - weights: how weights begin.
  ///   - layout: receives the parameters.
  init(
    shape: ImageShape, channels: Int, weights: WeightInitialization, layout: inout ParameterLayout
  ) {
    self.shape = shape
    var convolutions: [Convolution] = []
    for index in 0..<2 {
      convolutions.append(
        Convolution(
          "discriminator.\(index)", inputs: index == 0 ? shape.channels : channels,
          outputs: channels * (index + 1), kernel: 3, stride: 2, padding: 1,
          activation: .leakyReLU, weights: weights, layout: &layout))
    }
    self.convolutions = convolutions
    // Twice halved, upwards.
    let features = ((shape.height + 3) / 4) * ((shape.width + 3) / 4) * 2 * channels
    head = Network(
      "discriminator.head", sizes: [features, Self.headUnits, 1], activation: .leakyReLU,
      last: .identity, weights: weights, layout: &layout)
  }

  private static let headUnits = 128

  /// Records what it says of images `[batch, pixels]`.
  func callAsFunction(_ images: Tensor) -> Judgement {
    let image = ImageTensor(
      images, height: shape.height, width: shape.width, channels: shape.channels)
    let features = convolutions.reduce(image) { $1($0) }.rows()
    return Judgement(features: features, logits: head(features))
  }

  /// The layers as rows of a table.
  var summary: [LayerSummary] {
    convolutions.enumerated().map { $1.summary("discriminator.\($0)") }
      + head.summary("discriminator.head")
  }
}

/// A small convolutional classifier, whose feature maps serve as a measure of likeness.
///
/// 16 kernels of 3 × 3, pooling, 32 kernels of 3 × 3, pooling, 64 units, a logit for each class; ReLU
/// everywhere. Images are alike where the first two layers' maps are: strokes and corners in about
/// the same places, rather than the same pixels.
///
/// Source: Johnson, Alahi & Fei-Fei, *Perceptual Losses for Real-Time Style Transfer* (2016); LeCun
/// et al., *Gradient-Based Learning Applied to Document Recognition* (1998), the network's form.
struct PerceptualNetwork: Equatable, Sendable {
  private let first: Convolution
  private let second: Convolution
  private let hidden: Dense
  private let output: Dense
  private let shape: ImageShape
  /// The name of all its parameters begins with this.
  let name: String

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - name: the common name of its parameters in checkpoints.
  ///   - shape: the images.
  ///   - classCount: what they are told apart into.
  ///   - layout: receives the parameters.
  init(_ name: String, shape: ImageShape, classCount: Int, layout: inout ParameterLayout) {
    self.name = name
    self.shape = shape
    first = Convolution(
      "\(name).0", inputs: shape.channels, outputs: 16, kernel: 3, padding: 1, activation: .relu,
      layout: &layout)
    second = Convolution(
      "\(name).1", inputs: 16, outputs: 32, kernel: 3, padding: 1, activation: .relu,
      layout: &layout)
    // Two poolings, each with a smaller window at the edge where 2 does not divide the image.
    let size = [shape.height, shape.width].map { (($0 + 1) / 2 + 1) / 2 }
    hidden = Dense(
      "\(name).2", inputs: size[0] * size[1] * 32, outputs: 64, activation: .relu, layout: &layout)
    output = Dense(
      "\(name).3", inputs: 64, outputs: classCount, activation: .identity, layout: &layout)
  }

  /// Records images given as rows.
  func images(_ rows: Tensor) -> ImageTensor {
    ImageTensor(rows, height: shape.height, width: shape.width, channels: shape.channels)
  }

  /// Records the maps of both convolutions, before they are pooled.
  func features(_ x: ImageTensor) -> [ImageTensor] {
    let maps = first(x)
    return [maps, second(maxPool(maps, size: 2))]
  }

  /// Records the logits of the classes, `[batch, classes]`.
  func logits(_ x: ImageTensor) -> Tensor {
    output(hidden(maxPool(features(x)[1], size: 2).rows()))
  }

  /// The layers as rows of a table.
  var summary: [LayerSummary] {
    [
      first.summary("\(name).0"), second.summary("\(name).1"), hidden.summary("\(name).2"),
      output.summary("\(name).3"),
    ]
  }
}

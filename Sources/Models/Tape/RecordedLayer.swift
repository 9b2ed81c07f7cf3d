/// A layer as it stands on a tape: what it reads and writes, and with which parameters.
struct RecordedLayer {
  /// What it computes.
  enum Kind: Equatable {
    /// A matrix `[outputs, inputs]`.
    case dense
    /// The matrix of another layer, `[inputs, outputs]`, the other way round.
    case tied
    /// A matrix `[inputs, outputs]`, of which only the rows of observed inputs are used.
    case embedding
    /// Kernels, and the largest of each window where it pools.
    case convolution(ConvolutionGeometry, pooling: Int)
    /// Vectors by their numbers.
    case codebook(count: Int, size: Int)
  }

  let kind: Kind
  let weight: Parameter
  /// What is added to each output; a codebook adds nothing.
  let bias: Parameter?
  let activation: Activation
  let input: Tensor
  let output: Tensor
  /// The images that a convolution reads.
  var inputImage: ImageShape?
  /// The images that it writes.
  var outputImage: ImageShape?

  /// Records the outputs as rows: of a convolution `[batch, height · width · channels]`.
  func rows() -> Tensor { Self.rows(output, outputImage) }

  /// Records the inputs as rows.
  func inputRows() -> Tensor { Self.rows(input, inputImage) }

  private static func rows(_ tensor: Tensor, _ image: ImageShape?) -> Tensor {
    guard tensor.layout == .lanes, let image else { return tensor }
    return ImageTensor(
      tensor: tensor, height: image.height, width: image.width, channels: image.channels
    ).rows()
  }
}

/// The networks of a denoising autoencoder: what makes a code of a spoilt image, and the image of the
/// code.
protocol Restorer: Equatable, Sendable {
  /// The parameters of both.
  var layout: ParameterLayout { get }
  /// Features of the input.
  var inputSize: Int { get }
  /// Dimensions of the code.
  var codeSize: Int { get }
  /// The layers as rows of a table.
  var summary: [LayerSummary] { get }

  /// Records the codes of images `[batch, features]`: `[batch, codeSize]`.
  func code(of input: Tensor) -> Tensor

  /// Records the reconstruction term of codes `[batch, codeSize]`.
  func reconstruction(of code: Tensor, target: Tensor) -> Loss

  /// Records the picture of codes: intensities `[batch, features]`.
  func picture(of code: Tensor) -> Tensor
}

extension EncoderDecoder: Restorer {
  func code(of input: Tensor) -> Tensor { encoder(input) }
}

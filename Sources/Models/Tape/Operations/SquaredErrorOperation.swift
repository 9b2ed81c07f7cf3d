internal import CKernels

/// The squared error of outputs y against targets x, a sample.
///
/// Σ_j (y − x)²; ∂/∂y = 2 (y − x).
final class SquaredErrorOperation: PixelLossOperation {
  override func compute(
    _ frame: Frame, values: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?,
    scale: Float
  ) {
    ae_squared_error(
      prediction(frame), target(frame), frame.rows, width, values, gradient, scale)
  }
}

/// Returns the term `reconstruction`: squared error summed over pixels (SSE), without a factor ½.
///
/// - Parameters:
///   - outputs: `[batch, pixels]`, any real number.
///   - target: `[batch, pixels]`, intensities in 0…1.
/// - Returns: an objective of one term.
public func squaredError(outputs: Tensor, target: Tensor) -> Loss {
  Loss(
    "reconstruction",
    outputs.tape.record(reading: [outputs, target], width: 1) {
      SquaredErrorOperation(prediction: outputs, target: target, output: $0)
    })
}

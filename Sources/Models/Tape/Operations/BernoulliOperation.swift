internal import CKernels

/// The cross-entropy of Bernoulli pixels with logits l against targets x in 0…1, in nats a sample.
///
/// Σ_j max(l, 0) − l x + ln(1 + e^−|l|); ∂/∂l = σ(l) − x.
///
/// From logits, because ln σ(l) of a rounded σ(l) is infinite for l beyond about ±17.
///
/// Source: Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), appendix C.1.
final class BernoulliOperation: PixelLossOperation {
  override func compute(
    _ frame: Frame, values: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?,
    scale: Float
  ) {
    ae_bernoulli(
      prediction(frame), target(frame), frame.rows, width, values, gradient, scale)
  }
}

/// Returns the term `reconstruction`: Bernoulli cross-entropy summed over pixels, in nats.
///
/// - Parameters:
///   - logits: `[batch, pixels]`, any real number.
///   - target: `[batch, pixels]`, intensities in 0…1.
/// - Returns: an objective of one term.
public func bernoulli(logits: Tensor, target: Tensor) -> Loss {
  Loss(
    "reconstruction",
    logits.tape.record(reading: [logits, target], width: 1) {
      BernoulliOperation(prediction: logits, target: target, output: $0)
    })
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// How far units' mean activations r are from the wanted ρ, in nats: Σ_j KL(ρ ‖ r_j) of Bernoulli
/// variables, the same in every row.
///
/// KL(ρ ‖ r) = ρ ln(ρ/r) + (1 − ρ) ln((1 − ρ)/(1 − r)); ∂/∂r = −ρ/r + (1 − ρ)/(1 − r).
///
/// Both are computed with r kept within 0.0001…0.9999. Beyond, the gradient stays that of the edge:
/// were it 0, a unit that never fires would never be called back.
///
/// Source: Ng, *Sparse autoencoder*, CS294A lecture notes (2011), section 3.
final class SparsityDivergenceOperation: UnaryOperation {
  private let rho: Coefficient
  private static let edge: Float = 1e-4

  /// Creates the operation on mean activations `[rows, units]`, all rows the same.
  init(input: Tensor, output: Tensor, rho: Coefficient) {
    self.rho = rho
    super.init(input: input, output: output)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let rho = rho.value(in: frame)
    var sum: Float = 0
    for unit in 0..<input.width {
      let r = Self.kept(x[unit])
      sum += rho * logf(rho / r) + (1 - rho) * logf((1 - rho) / (1 - r))
    }
    y.update(repeating: sum, count: rows)
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let rho = rho.value(in: frame)
    for unit in 0..<input.width {
      let r = Self.kept(x[unit])
      let slope = (1 - rho) / (1 - r) - rho / r
      for row in 0..<rows {
        dx[row * input.width + unit] += dy[row] * slope
      }
    }
  }

  /// What is no number passes, so that a divergence shows.
  private static func kept(_ r: Float) -> Float {
    r < edge ? edge : r > 1 - edge ? 1 - edge : r
  }
}

extension Tensor {
  /// Returns Σ_j KL(ρ ‖ r_j) in nats, `[rows, 1]`, for mean activations r in 0…1 whose rows are all
  /// the same, as `batchMean()` makes them; ρ is above 0 and below 1.
  public func divergence(fromRate rho: Coefficient) -> Tensor {
    tape.record(reading: [self], width: 1) {
      SparsityDivergenceOperation(input: self, output: $0, rho: rho)
    }
  }
}

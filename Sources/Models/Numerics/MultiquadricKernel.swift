internal import CKernels

/// The inverse multiquadric kernel, summed over seven scales: k(a, b) = Σ_s C_s / (C_s + ‖a − b‖²),
/// with C_s = 2 d σ² s and s in {0.1, 0.2, 0.5, 1, 2, 5, 10}.
///
/// Its tails are heavy, so codes far from the prior still feel where it is.
///
/// Source: Tolstikhin et al., *Wasserstein Auto-Encoders* (2018), section 4, and the scales of the
/// authors' code.
final class MultiquadricKernel: Sendable {
  /// Factors for the constant of the kernel.
  static let scales: [Float] = [0.1, 0.2, 0.5, 1, 2, 5, 10]

  /// Dimensions of a point.
  let size: Int
  /// k(a, a): each scale adds 1.
  let valueAtZero = Float(MultiquadricKernel.scales.count)
  private let constants: FloatBuffer

  /// Creates the kernel for points of some size.
  ///
  /// - Parameters:
  ///   - size: dimensions, 1 or more.
  ///   - variance: the prior's variance in each dimension, σ².
  init(size: Int, variance: Float = 1) {
    self.size = size
    constants = FloatBuffer(Self.scales.map { 2 * Float(size) * variance * $0 })
  }

  /// Returns Σ_j k(a, b_j) over points b in lanes.
  func sum(_ a: UnsafePointer<Float>, _ points: UnsafePointer<Float>, rows: Int) -> Double {
    Double(ae_multiquadric_sum(a, points, rows, size, constants.start, constants.count))
  }

  /// Adds Σ_j (own + weights_j) ∂k(a, b_j)/∂a to `pull`, over points b in lanes; no weights are
  /// zeros.
  func addGradient(
    _ a: UnsafePointer<Float>, _ points: UnsafePointer<Float>, rows: Int,
    weights: UnsafePointer<Float>?, own: Float, to pull: UnsafeMutablePointer<Float>
  ) {
    ae_multiquadric_pull(
      a, points, rows, size, constants.start, constants.count, weights, own, pull)
  }

  /// Returns the unbiased estimate of the squared maximum mean discrepancy of two sets of as many
  /// points, `[count, size]` each; it may be negative, and is 0 for fewer than two points.
  ///
  /// Source: Gretton et al., *A Kernel Two-Sample Test* (2012), lemma 6.
  func discrepancy(_ left: [Float], _ right: [Float]) -> Double {
    precondition(
      left.count == right.count && left.count.isMultiple(of: size),
      "\(left.count) and \(right.count) numbers for points of \(size)")
    let count = left.count / size
    guard count > 1 else { return 0 }
    let (leftLanes, rightLanes) = (lanes(left), lanes(right))
    var within = 0.0
    var between = 0.0
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        guard let a = left.baseAddress, let b = right.baseAddress else { return }
        for row in 0..<count {
          let (a, b) = (a + row * size, b + row * size)
          within += sum(a, leftLanes.start, rows: count) + sum(b, rightLanes.start, rows: count)
          between += sum(a, rightLanes.start, rows: count)
        }
      }
    }
    within -= 2 * Double(count) * Double(valueAtZero)
    return within / Double(count * (count - 1)) - 2 * between / Double(count * count)
  }

  private func lanes(_ points: [Float]) -> FloatBuffer {
    let rows = points.count / size
    let result = FloatBuffer(count: Lanes.groups(rows) * size * Lanes.count)
    points.withUnsafeBufferPointer { points in
      if let start = points.baseAddress { ae_to_lanes(start, rows, size, result.start, 0) }
    }
    return result
  }
}

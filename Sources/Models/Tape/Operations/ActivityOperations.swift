/// The sum of each row's magnitudes, Σ_j |x_j|, `[rows, 1]`.
///
/// ∂/∂x_j is the sign of x_j, and 0 at 0, so that a unit that is off is left alone.
final class MagnitudeSumOperation: UnaryOperation {
  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for row in 0..<rows {
      let values = x + row * input.width
      var sum: Float = 0
      for column in 0..<input.width {
        sum += abs(values[column])
      }
      y[row] = sum
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for row in 0..<rows {
      let d = dy[row]
      for index in (row * input.width)..<((row + 1) * input.width) {
        dx[index] += x[index] > 0 ? d : x[index] < 0 ? -d : 0
      }
    }
  }
}

/// The sum of each row's squares, Σ_j x_j², `[rows, 1]`.
final class SquareSumOperation: UnaryOperation {
  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for row in 0..<rows {
      y[row] = SquareSum.of(x + row * input.width, count: input.width)
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for row in 0..<rows {
      let d = 2 * dy[row]
      for index in (row * input.width)..<((row + 1) * input.width) {
        dx[index] += d * x[index]
      }
    }
  }
}

/// 1 where an element is 0, or where it is not, and 0 elsewhere, without a gradient.
final class FiringOperation: UnaryOperation {
  private let zeros: Float

  /// Creates the operation; `marksZeros` says what becomes 1.
  init(input: Tensor, output: Tensor, marksZeros: Bool) {
    zeros = marksZeros ? 1 : 0
    super.init(input: input, output: output)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for index in 0..<(rows * input.width) {
      y[index] = x[index] == 0 ? zeros : 1 - zeros
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {}
}

extension Tensor {
  /// Returns the sum of each row's magnitudes, `[rows, 1]`; the derivative at 0 is 0.
  public func magnitudeSums() -> Tensor {
    tape.record(reading: [self], width: 1) { MagnitudeSumOperation(input: self, output: $0) }
  }

  /// Returns the sum of each row's squares, `[rows, 1]`.
  public func squareSums() -> Tensor {
    tape.record(reading: [self], width: 1) { SquareSumOperation(input: self, output: $0) }
  }

  /// Returns 1 for each element that is not 0, else 0; it has no gradient.
  public func firing() -> Tensor {
    marked(zeros: false)
  }

  /// Returns 1 for each element that is 0, else 0; it has no gradient.
  public func equalToZero() -> Tensor {
    marked(zeros: true)
  }

  private func marked(zeros: Bool) -> Tensor {
    let values = detached()
    return tape.record(reading: [values], width: width) {
      FiringOperation(input: values, output: $0, marksZeros: zeros)
    }
  }
}

internal import CKernels

/// The k largest elements of each row; the others become 0, and get no gradient.
///
/// Of equal elements the first are kept, so that there are never more than k. What is no number is
/// always kept, so that a divergence shows.
///
/// Source: Makhzani & Frey, *k-Sparse Autoencoders* (2014), section 2.
final class LargestOperation: UnaryOperation {
  private let count: Coefficient
  private let rates: Tensor?
  private let keys: Tensor
  private var ratePlace: Place?
  private var keyPlace = Place(offset: 0)

  /// Creates the operation.
  ///
  /// - Parameters:
  ///   - input: `[rows, units]`.
  ///   - output: the same shape.
  ///   - count: k, rounded.
  ///   - rates: only units whose number here is 0 may be kept; nil leaves the choice among all.
  ///   - keys: memory for as many numbers as there are units, rounded up to a multiple of 16.
  init(input: Tensor, output: Tensor, count: Coefficient, rates: Tensor?, keys: Tensor) {
    self.count = count
    self.rates = rates
    self.keys = keys
    super.init(input: input, output: output)
  }

  override func bind(_ places: inout PlaceBinder) {
    ratePlace = rates.map { places.place($0) }
    keyPlace = places.place(keys)
    super.bind(&places)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    // A number too large for an integer keeps everything.
    let kept = Int(min(max(count.value(in: frame).rounded(), 1), Float(input.width)))
    let memory = UnsafeMutableRawPointer(keyPlace.pointer(frame))
    ae_keep_largest(
      x, ratePlace?.pointer(frame), rows, input.width, kept,
      memory.assumingMemoryBound(to: Int32.self), y)
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for index in 0..<(rows * input.width) where y[index] != 0 {
      dx[index] += dy[index]
    }
  }
}

extension Tensor {
  /// Returns the k largest elements of each row, and 0 for the others.
  ///
  /// - Parameters:
  ///   - count: k, rounded to a whole number, at least 1.
  ///   - rates: the same for every row; where it is not 0 nothing is kept. Nil leaves the choice
  ///     among all.
  /// - Returns: `[rows, width]`, at least one element of each row as it was.
  public func largest(_ count: Coefficient, whereZero rates: Tensor? = nil) -> Tensor {
    precondition(
      rates.map { $0.width == width } ?? true, "rates of \(rates?.width ?? 0) for \(width) units")
    let keys = tape.scratch(width: (width + 15) / 16 * 16, layout: .shared)
    return tape.record(reading: [self] + (rates.map { [$0] } ?? []), width: width) {
      LargestOperation(input: self, output: $0, count: count, rates: rates, keys: keys)
    }
  }
}

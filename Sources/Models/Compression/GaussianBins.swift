#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Dimensions of a code as whole numbers: N(0, 1) cut into 4,096 bins that are equally likely.
///
/// Source: Townsend, Bird & Barber, *Practical Lossless Compression with Latent Variables using Bits
/// Back Coding* (2019), section 3.2.
struct GaussianBins {
  /// Bits of a bin's number.
  static let bits = 12
  /// Bits of the probabilities of a posterior's bins.
  static let precision = 24

  private static let count = 1 << bits
  private let edges: [Double]
  /// The number that stands for each bin: its median.
  let centres: [Float]

  /// Works out where the bins are.
  init() {
    edges = (1..<Self.count).map { normalQuantile(Double($0) / Double(Self.count)) }
    centres = (0..<Self.count).map {
      Float(normalQuantile((Double($0) + 0.5) / Double(Self.count)))
    }
  }

  /// Works out what a Gaussian gives to a bin.
  ///
  /// - Parameters:
  ///   - bin: 0..<4096.
  ///   - mean: of the Gaussian.
  ///   - deviation: its standard deviation, above 0.
  /// - Returns: its part of 0..<2²⁴, of length 1 at least.
  func interval(_ bin: Int, mean: Double, deviation: Double) -> EntropyStack.Interval {
    let start = start(bin, mean, deviation)
    return EntropyStack.Interval(
      start: start, length: self.start(bin + 1, mean, deviation) - start)
  }

  /// Returns the bin in whose part of 0..<2²⁴ a number lies.
  func bin(at slot: UInt64, mean: Double, deviation: Double) -> Int {
    var (low, high) = (0, Self.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if start(middle, mean, deviation) <= slot { low = middle } else { high = middle }
    }
    return low
  }

  /// Where a bin's part begins: Φ at its lower edge, and one more for each bin below, so that none is
  /// empty.
  ///
  /// It is rounded, not cut off: where Φ is all but 0 or 1, and its last bit may go either way, the
  /// whole numbers are far from the limits of rounding.
  private func start(_ bin: Int, _ mean: Double, _ deviation: Double) -> UInt64 {
    let mass = Double((1 << Self.precision) - Self.count)
    guard bin > 0 else { return 0 }
    guard bin < Self.count else { return 1 << UInt64(Self.precision) }
    let below = 0.5 * erfc((mean - edges[bin - 1]) / (deviation * 2.0.squareRoot()))
    return UInt64((below * mass).rounded()) + UInt64(bin)
  }
}

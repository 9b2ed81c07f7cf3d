#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Codes rounded to whole numbers of few bits: each dimension's range in equal steps.
public struct UniformQuantizer: Equatable, Sendable {
  /// Dimensions of a code.
  public let size: Int
  /// The least value of each dimension.
  public let least: [Float]
  /// The largest one.
  public let largest: [Float]

  /// Bits of a number that make sense: more change no picture visibly.
  public static let bits = 1...8

  /// Creates the quantiser whose steps cover some codes.
  ///
  /// - Parameters:
  ///   - codes: `[count, size]`, of finite numbers.
  ///   - size: dimensions of a code.
  public init(covering codes: [Float], size: Int) {
    precondition(
      size > 0 && codes.count % size == 0, "\(codes.count) numbers are no codes of \(size)")
    self.size = size
    var least = [Float](repeating: .infinity, count: size)
    var largest = [Float](repeating: -.infinity, count: size)
    for (index, value) in codes.enumerated() {
      least[index % size] = min(least[index % size], value)
      largest[index % size] = max(largest[index % size], value)
    }
    self.least = least
    self.largest = largest
  }

  /// Returns the numbers that stand for codes, each in `0..<2^bits`, `[count, size]`.
  public func numbers(of codes: [Float], bits: Int) -> [Int] {
    let steps = Float(1 << bits)
    return codes.enumerated().map { index, value in
      let width = largest[index % size] - least[index % size]
      guard width > 0, value.isFinite else { return 0 }
      let place = (value - least[index % size]) / width * steps
      return Int(min(max(place, 0), steps - 1))
    }
  }

  /// Returns the codes that numbers stand for: the middles of their steps, `[count, size]`.
  public func codes(of numbers: [Int], bits: Int) -> [Float] {
    let steps = Float(1 << bits)
    return numbers.enumerated().map { index, number in
      let width = largest[index % size] - least[index % size]
      return least[index % size] + width * (Float(number) + 0.5) / steps
    }
  }

  /// Returns the bits that an ideal code needs for the numbers of one image, its frequencies being those
  /// in a sample.
  ///
  /// Σ_j H_j over the dimensions, each with (K − 1) / 2N nats more, K the numbers that occur: few samples
  /// make an entropy look smaller than it is.
  ///
  /// Source: Miller, *Note on the bias of information estimates* (1955).
  public func entropy(of numbers: [Int], bits: Int) -> Double {
    let count = numbers.count / size
    guard count > 0 else { return 0 }
    var sum = 0.0
    for dimension in 0..<size {
      var frequencies = [Int](repeating: 0, count: 1 << bits)
      for index in stride(from: dimension, to: numbers.count, by: size) {
        frequencies[numbers[index]] += 1
      }
      let occurring = frequencies.filter { $0 > 0 }
      for frequency in occurring {
        let share = Double(frequency) / Double(count)
        sum -= share * log2(share)
      }
      sum += Double(occurring.count - 1) / (2 * Double(count)) / log(2)
    }
    return sum
  }
}

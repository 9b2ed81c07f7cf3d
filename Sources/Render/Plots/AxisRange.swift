/// A stretch of numbers with a length: `lower < upper`, both finite.
public struct AxisRange: Equatable, Hashable, Sendable {
  /// The smaller end.
  public let lower: Double
  /// The larger end.
  public let upper: Double

  /// Creates a range between two numbers in any order.
  ///
  /// Numbers that (almost) agree get some room around them, and `0...1` stands in for bounds that
  /// are not finite.
  public init(_ first: Double, _ second: Double) {
    guard first.isFinite, second.isFinite else {
      (lower, upper) = (0, 1)
      return
    }
    // Short of the largest numbers, so that the length is finite too.
    let low = max(min(first, second), -1e300)
    let high = min(max(first, second), 1e300)
    let largest = max(abs(low), abs(high))
    guard high - low <= max(largest * 1e-6, 1e-30) else {
      (lower, upper) = (low, high)
      return
    }
    let room = largest > 1e-30 ? largest / 2 : 1
    (lower, upper) = (low - room, high + room)
  }

  /// Returns the range from the smallest to the largest finite value, or nil if there is none.
  public static func covering(_ values: some Sequence<Float>) -> AxisRange? {
    var low = Float.infinity
    var high = -Float.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return low <= high ? AxisRange(Double(low), Double(high)) : nil
  }

  /// The distance from end to end.
  public var length: Double { upper - lower }

  /// The range grown at either end to a round number, by a quarter of its length at most.
  public var rounded: AxisRange {
    let step = Axis.step(length: length, atMost: 10)
    return AxisRange(
      (lower / step).rounded(.down) * step, (upper / step).rounded(.up) * step)
  }

  /// Returns the smallest range that includes both.
  public func union(_ other: AxisRange) -> AxisRange {
    AxisRange(min(lower, other.lower), max(upper, other.upper))
  }

  /// Returns the range to show next, so that axes do not jump while numbers move.
  ///
  /// It grows at once, to round numbers, when `data` leave it, goes over to `data` that would fill
  /// less than half of it, and otherwise stays.
  public func eased(toInclude data: AxisRange) -> AxisRange {
    let isInside = data.lower >= lower && data.upper <= upper
    let grown = isInside ? self : union(data).rounded
    return data.length < grown.length / 2 ? data.rounded : grown
  }
}

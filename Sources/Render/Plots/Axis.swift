/// How numbers are spaced along an axis.
public enum AxisScale: Equatable, Sendable, CaseIterable {
  /// Equal differences are equally far apart.
  case linear
  /// Equal ratios are equally far apart; numbers that are not positive have no place.
  case logarithmic
}

/// A range of numbers laid along an edge of a plot.
public struct Axis: Equatable, Sendable {
  /// A number to be written at the axis.
  public struct Tick: Equatable, Sendable {
    /// Where it is, in the axis's own numbers.
    public let value: Double
    /// How it is written.
    public let label: String
  }

  /// The numbers at the two ends.
  public let range: AxisRange
  /// How the numbers between them are spaced.
  public let scale: AxisScale
  /// The ends as the scale counts: themselves or their logarithms.
  private let start: Double
  private let length: Double

  /// Creates an axis.
  ///
  /// A logarithmic axis that would begin at zero or below begins six decades under its end instead.
  public init(_ range: AxisRange, _ scale: AxisScale = .linear) {
    self.scale = scale
    switch scale {
    case .linear:
      self.range = range
      start = range.lower
      length = range.length
    case .logarithmic:
      let upper = range.upper > 1e-30 ? range.upper : 1
      let lower = range.lower > upper * 1e-12 ? range.lower : upper * 1e-6
      self.range = AxisRange(lower, upper)
      start = Logarithm.ofTen(lower)
      length = Logarithm.ofTen(upper) - start
    }
  }

  /// Returns how far along the axis a number is: 0 at the lower end, 1 at the upper, beyond them
  /// outside; nil if it has no place.
  public func fraction(of value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch scale {
    case .linear: return (value - start) / length
    case .logarithmic:
      return value > 0 ? (Logarithm.ofTen(value) - start) / length : nil
    }
  }

  /// Returns the number at a fraction of the axis.
  public func value(atFraction fraction: Double) -> Double {
    let place = start + fraction * length
    return scale == .linear ? place : Logarithm.exponential(place)
  }

  /// Returns round numbers in the range, from the lowest up, `limit` at most.
  public func ticks(atMost limit: Int) -> [Tick] {
    guard limit > 0 else { return [] }
    switch scale {
    case .linear: return linearTicks(atMost: limit)
    case .logarithmic:
      // Within a decade or so powers of ten are too few.
      return length < 1 ? linearTicks(atMost: limit) : decadeTicks(atMost: limit)
    }
  }

  private func linearTicks(atMost limit: Int) -> [Tick] {
    var step = Axis.step(length: range.length, atMost: limit)
    var multiples = range.multiples(of: step)
    // Whether one more fits depends on where the range begins.
    while multiples.count > limit {
      step = Axis.step(length: step * 1.5, atMost: 1)
      multiples = range.multiples(of: step)
    }
    let largest = max(abs(range.lower), abs(range.upper))
    return (0..<multiples.count).map { index in
      let value = (multiples.first + Double(index)) * step
      return Tick(
        value: value, label: NumberText.tick(value, step: step, largest: largest))
    }
  }

  private func decadeTicks(atMost limit: Int) -> [Tick] {
    let first = Int((start - 1e-9).rounded(.up))
    let last = Int((start + length + 1e-9).rounded(.down))
    let stride = max(1, (last - first) / limit + 1)
    return Swift.stride(from: first, through: last, by: stride).map { exponent in
      let value = Logarithm.power(exponent)
      return Tick(value: value, label: NumberText.short(value))
    }
  }

  /// Returns the smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that divides `length` into at most
  /// `limit` parts.
  static func step(length: Double, atMost limit: Int) -> Double {
    let smallest = length / Double(max(1, limit))
    let power = Logarithm.power(Logarithm.magnitude(max(smallest, 1e-290)))
    let factor = [1, 2, 5].first { $0 * power >= smallest * (1 - 1e-9) } ?? 10
    return factor * power
  }
}

extension AxisRange {
  /// Returns which multiples of `step` lie in the range: the first, in steps, and how many.
  ///
  /// Half a thousandth of a step makes up for bounds that are not exact in binary.
  fileprivate func multiples(of step: Double) -> (first: Double, count: Int) {
    let first = (lower / step - 0.0005).rounded(.up)
    let last = (upper / step + 0.0005).rounded(.down)
    return (first, max(0, Int(last - first) + 1))
  }
}

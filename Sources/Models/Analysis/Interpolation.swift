#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Ways from one code to another.
public enum Interpolation: String, CaseIterable, Equatable, Sendable {
  /// Straight on.
  case linear
  /// Along the arc between the two directions: lengths in between stay like those of the ends, as
  /// those of normal codes do in many dimensions.
  case spherical

  /// Returns `count` codes from `start` to `end`, both among them: row-major `[count, size]`.
  ///
  /// Codes that point the same way, or one of which is at the origin, have no arc of their own: then
  /// the way is straight.
  ///
  /// Source: Shoemake, *Animating Rotation with Quaternion Curves* (1985), section 3.3; White,
  /// *Sampling Generative Networks* (2016), section 2.1.
  public func codes(from start: [Float], to end: [Float], count: Int) -> [Float] {
    precondition(
      start.count == end.count, "a code of \(start.count) and one of \(end.count) dimensions")
    let angle = self == .spherical ? Self.angle(start, end) : 0
    return (0..<max(0, count)).flatMap { index in
      let part = count > 1 ? Double(index) / Double(count - 1) : 0
      let (first, second) = Self.weights(at: part, angle: angle)
      return zip(start, end).map { Float(first * Double($0) + second * Double($1)) }
    }
  }

  /// What the two ends count for after a part of the way, in 0…1.
  private static func weights(at part: Double, angle: Double) -> (Double, Double) {
    let sine = sin(angle)
    // Near 0 and π the arc is no different from the line, or nowhere in particular.
    guard sine > 1e-4 else { return (1 - part, part) }
    return (sin((1 - part) * angle) / sine, sin(part * angle) / sine)
  }

  private static func angle(_ first: [Float], _ second: [Float]) -> Double {
    var (product, one, other) = (0.0, 0.0, 0.0)
    for (a, b) in zip(first, second) {
      product += Double(a) * Double(b)
      one += Double(a) * Double(a)
      other += Double(b) * Double(b)
    }
    let lengths = (one * other).squareRoot()
    guard lengths > 1e-12, lengths.isFinite else { return 0 }
    return acos(min(1, max(-1, product / lengths)))
  }
}

/// Powers and logarithms of ten, which the standard library alone does not offer.
enum Logarithm {
  /// Returns 10ⁿ for `n` in `-300...300`; numbers outside are clamped.
  static func power(_ n: Int) -> Double {
    var result = 1.0
    var factor = 10.0
    var rest = min(abs(n), 300)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return n < 0 ? 1 / result : result
  }

  /// Returns log₁₀ x to within a few units in the last place, for finite positive `x`.
  ///
  /// With x = m·2ᵉ and m near 1, ln m = 2·(t + t³/3 + t⁵/5 + …), where t = (m − 1) / (m + 1).
  static func ofTen(_ x: Double) -> Double {
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.414 {
      mantissa /= 2
      exponent += 1
    }
    let t = (mantissa - 1) / (mantissa + 1)
    let square = t * t
    var sum = 0.0
    // |t| < 0.172, so the first term left out, t²³/23, is below 1e-18.
    for odd in stride(from: 21.0, through: 1, by: -2) {
      sum = sum * square + 1 / odd
    }
    return (2 * t * sum + exponent * naturalOfTwo) / naturalOfTen
  }

  /// Returns 10ˣ for `x` in `-300...300`; numbers outside are clamped.
  ///
  /// With x·log₂10 = n + f, the result is 2ⁿ·eᶠˡⁿ², and the exponential of a number below 0.35 is
  /// its power series.
  static func exponential(_ x: Double) -> Double {
    let twos = min(max(x, -300), 300) * naturalOfTen / naturalOfTwo
    let whole = twos.rounded()
    let rest = (twos - whole) * naturalOfTwo
    var sum = 1.0
    for term in stride(from: 14.0, through: 1, by: -1) {
      sum = 1 + sum * rest / term
    }
    return sum * Double(sign: .plus, exponent: Int(whole), significand: 1)
  }

  /// Returns the largest `n` with 10ⁿ ≤ x, for finite positive `x`.
  static func magnitude(_ x: Double) -> Int {
    var n = Int(ofTen(x).rounded(.down))
    // The logarithm of an exact power may come out a hair too low or too high.
    if power(n + 1) <= x { n += 1 }
    if power(n) > x { n -= 1 }
    return n
  }

  private static let naturalOfTwo = 0.693_147_180_559_945_3
  private static let naturalOfTen = 2.302_585_092_994_046
}

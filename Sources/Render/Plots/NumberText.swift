/// Numbers as short texts.
public enum NumberText {
  /// Returns `value` with exactly `decimals` digits after the point, `0...9`.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return notFinite(value) }
    let decimals = min(max(decimals, 0), 9)
    let scaled = (abs(value) * Logarithm.power(decimals)).rounded()
    // Beyond 2⁵³ the digits would be invented.
    guard scaled < 9e15 else { return scientific(value, digits: 3) }
    var digits = String(Int(scaled))
    if decimals > 0 {
      digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
    }
    return value < 0 && scaled > 0 ? "-" + digits : digits
  }

  /// Returns `value` with at most `digits` significant digits and no idle zeros: `148`, `0.031`,
  /// `1.2k`, `3e-5`.
  public static func short(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return notFinite(value) }
    guard abs(value) > 1e-300 else { return "0" }
    // Rounded first, so that 999.96 is 1k and not 1000.
    let digits = max(1, digits)
    let rounded = rounded(value, digits: digits)
    let magnitude = Logarithm.magnitude(max(abs(rounded), 1e-300))
    guard magnitude >= -3, magnitude < 15 else { return scientific(value, digits: digits) }
    let group = max(0, magnitude / 3)
    let decimals = max(0, digits - 1 - (magnitude - 3 * group))
    let number = fixed(rounded / Logarithm.power(3 * group), decimals: decimals)
    return withoutIdleZeros(number) + suffixes[group]
  }

  /// Returns the label of a tick: as many decimals as ticks `step` apart need, with a suffix shared
  /// by all ticks up to `largest`.
  static func tick(_ value: Double, step: Double, largest: Double) -> String {
    guard value != 0 else { return "0" }
    let magnitude = Logarithm.magnitude(max(largest, 1e-300))
    guard magnitude >= -3, magnitude < 15 else { return scientific(value, digits: 3) }
    // 1,950 and 1,955 stay as they are; 1,900 and 2,000 become 1.9k and 2k.
    let group = magnitude >= 3 && step >= Logarithm.power(magnitude - 1) ? magnitude / 3 : 0
    let unit = Logarithm.power(3 * group)
    let decimals = max(0, -Logarithm.magnitude(max(step / unit, 1e-12)))
    return (group == 0 ? fixed : idle)(value / unit, decimals) + suffixes[group]
  }

  private static let suffixes = ["", "k", "M", "G", "T"]

  private static func idle(_ value: Double, decimals: Int) -> String {
    withoutIdleZeros(fixed(value, decimals: decimals))
  }

  private static func notFinite(_ value: Double) -> String {
    value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }

  private static func rounded(_ value: Double, digits: Int) -> Double {
    let last = Logarithm.magnitude(abs(value)) - digits + 1
    // Dividing by a whole power is exact where multiplying by its inverse is not.
    return last < 0
      ? (value * Logarithm.power(-last)).rounded() / Logarithm.power(-last)
      : (value / Logarithm.power(last)).rounded() * Logarithm.power(last)
  }

  private static func scientific(_ value: Double, digits: Int) -> String {
    var exponent = Logarithm.magnitude(max(abs(value), 1e-300))
    let decimals = max(0, digits - 1)
    // Rounding, or the division, may have carried 9.99… over to 10.
    if abs(rounded(value / Logarithm.power(exponent), digits: digits)) >= 10 { exponent += 1 }
    let mantissa = fixed(value / Logarithm.power(exponent), decimals: decimals)
    return withoutIdleZeros(mantissa) + "e\(exponent)"
  }

  private static func withoutIdleZeros(_ number: String) -> String {
    guard number.contains(".") else { return number }
    let digits = number.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(digits.reversed())
  }
}

import Render

/// Sizes for people.
enum ByteText {
  /// Returns a number of bytes, as `12.3 MB`.
  static func of(_ bytes: Int) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")]
    guard let (size, name) = units.first(where: { bytes >= $0.0 }) else { return "\(bytes) bytes" }
    return "\(NumberText.fixed(Double(bytes) / Double(size), decimals: 1)) \(name)"
  }
}

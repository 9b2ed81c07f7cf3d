/// The characters that drawings are made of, and their ASCII twins.
public enum Symbols {
  /// Bars that grow upwards, from empty to full in eighths of a cell.
  public static let verticalEighths: [Unicode.Scalar] = [
    " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█",
  ]
  /// Bars that grow to the right, from empty to full in eighths of a cell.
  public static let horizontalEighths: [Unicode.Scalar] = [
    " ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█",
  ]
  /// Nine levels of ink for bars in one row of ASCII.
  public static let asciiEighths: [Unicode.Scalar] = [" ", "_", ".", ":", "-", "=", "+", "*", "#"]
  /// From nothing to a full block.
  public static let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]
  /// Ten levels of ink for images in ASCII.
  public static let ramp: [Unicode.Scalar] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]

  /// Five levels of ink for what is above nothing, where colours don't tell signs apart.
  public static let positiveRamp: [Unicode.Scalar] = [" ", ".", "+", "*", "#"]
  /// The same for what is below.
  public static let negativeRamp: [Unicode.Scalar] = [" ", "'", "-", "~", "="]

  /// The Braille patterns by their dots.
  ///
  /// Bits 0, 1, 2, 6 are the left column from the top down, bits 3, 4, 5, 7 the right one. The
  /// pattern without dots is a space, which any font has.
  static let braille: [Unicode.Scalar] =
    [" "] + (UInt32(0x2801)...0x28FF).compactMap { Unicode.Scalar($0) }
}

extension GlyphSet {
  /// Shows that text goes on.
  public var ellipsis: Unicode.Scalar { self == .unicode ? "…" : "~" }
  /// Stands for a number that is not finite.
  public var invalid: Unicode.Scalar { self == .unicode ? "×" : "x" }
  /// A horizontal stroke in the middle of the cell.
  public var horizontal: Unicode.Scalar { self == .unicode ? "─" : "-" }
  /// A vertical stroke in the middle of the cell.
  public var vertical: Unicode.Scalar { self == .unicode ? "│" : "|" }
  /// Two strokes that cross.
  public var cross: Unicode.Scalar { self == .unicode ? "┼" : "+" }
}

/// The characters of a frame around something.
public struct BoxSymbols: Equatable, Sendable {
  /// The top and the bottom edge.
  public let horizontal: Unicode.Scalar
  /// The left and the right edge.
  public let vertical: Unicode.Scalar
  /// The corners: top left, top right, bottom left, bottom right.
  public let corners: [Unicode.Scalar]

  /// Thin lines.
  public static let light = BoxSymbols(
    horizontal: "─", vertical: "│", corners: ["┌", "┐", "└", "┘"])
  /// Thick lines.
  public static let heavy = BoxSymbols(
    horizontal: "━", vertical: "┃", corners: ["┏", "┓", "┗", "┛"])
  /// ASCII's thin lines.
  public static let asciiLight = BoxSymbols(
    horizontal: "-", vertical: "|", corners: ["+", "+", "+", "+"])
  /// ASCII's thick lines.
  public static let asciiHeavy = BoxSymbols(
    horizontal: "=", vertical: "|", corners: ["#", "#", "#", "#"])
}

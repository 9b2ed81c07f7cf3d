/// One character cell of a screen.
public struct Cell: Equatable, Hashable, Sendable {
  /// The character shown: one column wide, never a control character.
  public var glyph: Unicode.Scalar
  /// Its colours and attributes.
  public var style: Style

  /// Creates a cell.
  public init(_ glyph: Unicode.Scalar, _ style: Style = .standard) {
    self.glyph = glyph
    self.style = style
  }

  /// A space in the terminal's own colours.
  public static let blank = Cell(" ")
}

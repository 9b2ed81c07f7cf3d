/// The ink of one character.
struct Glyph: Equatable, Sendable {
  /// The first column, in pixels from the left edge of the cell.
  var left: Int
  /// The first row, in pixels from the top edge of the cell.
  var top: Int
  /// Columns.
  var width: Int
  /// How much of each pixel the ink covers, in `0...255`, row after row.
  var coverage: [UInt8]

  /// No ink.
  static let empty = Glyph(left: 0, top: 0, width: 0, coverage: [])
}

/// The size of a character cell in pixels.
struct CellSize: Equatable, Sendable {
  /// Columns of pixels.
  var width: Int
  /// Rows of pixels.
  var height: Int

  /// How thick thin lines are: 1 pixel in a cell of 20 rows.
  var lineThickness: Int { max(1, height / 20) }
}

/// Something that has the characters of a font.
protocol GlyphSource: ~Copyable {
  /// The size of each character's cell.
  var cell: CellSize { get }
  /// The row of a cell, in pixels from its top, in which underlines begin.
  var underline: Int { get }
  /// Returns the ink of a character.
  borrowing func glyph(for scalar: Unicode.Scalar, isBold: Bool) -> Glyph
}

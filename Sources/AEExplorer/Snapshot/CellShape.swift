/// Characters that are drawn as exact shapes, not with a font, so that they join those in
/// neighbouring cells: block elements, Braille, and the thin and thick lines of box drawing.
///
/// Double and diagonal lines are left to the font.
enum CellShape {
  /// Returns the ink of a character, or nil if it is not one of these.
  static func glyph(for scalar: Unicode.Scalar, in cell: CellSize) -> Glyph? {
    switch scalar.value {
    case 0x2500...0x257F: BoxLines(scalar).map { $0.glyph(in: cell) }
    case 0x2580...0x259F: block(scalar.value, in: cell)
    case 0x2800...0x28FF: braille(UInt8(truncatingIfNeeded: scalar.value), in: cell)
    default: nil
    }
  }

  private static func block(_ code: UInt32, in cell: CellSize) -> Glyph {
    var ink = CellInk(cell)
    let eighth = Int(code & 7)
    switch code {
    case 0x2580: ink.fill(eighths: 0..<8, 0..<4)
    case 0x2581...0x2588: ink.fill(eighths: 0..<8, (8 - Int(code - 0x2580))..<8)
    case 0x2589...0x258F: ink.fill(eighths: 0..<(8 - eighth), 0..<8)
    case 0x2590: ink.fill(eighths: 4..<8, 0..<8)
    case 0x2591...0x2593: ink.fill(0..<cell.width, 0..<cell.height, UInt8(64 * eighth))
    case 0x2594: ink.fill(eighths: 0..<8, 0..<1)
    case 0x2595: ink.fill(eighths: 7..<8, 0..<8)
    default:
      let quadrants = quadrants[Int(code - 0x2596)]
      for quadrant in 0..<4 where quadrants & (1 << quadrant) != 0 {
        let left = 4 * (quadrant % 2)
        let top = 4 * (quadrant / 2)
        ink.fill(eighths: left..<(left + 4), top..<(top + 4))
      }
    }
    return ink.glyph
  }

  /// The quadrants of the characters from U+2596 on: bits 0 and 1 are the upper left and right, 2
  /// and 3 the lower ones.
  private static let quadrants: [UInt8] = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]

  private static func braille(_ dots: UInt8, in cell: CellSize) -> Glyph {
    var ink = CellInk(cell)
    // Three fifths of the distance between dots: single ones are seen, rows of them are lines.
    let side = max(1, min(cell.width / 2, cell.height / 4) * 3 / 5)
    for bit in 0..<8 where dots & (1 << bit) != 0 {
      let column = bit < 6 ? bit / 3 : bit - 6
      let row = bit < 6 ? bit % 3 : 3
      let left = ((2 * column + 1) * cell.width / 2 - side) / 2
      let top = ((2 * row + 1) * cell.height / 4 - side) / 2
      ink.fill(left..<(left + side), top..<(top + side))
    }
    return ink.glyph
  }
}

/// The ink in a cell while it is drawn.
struct CellInk {
  private let cell: CellSize
  private(set) var coverage: [UInt8]

  /// Starts with an empty cell.
  init(_ cell: CellSize) {
    self.cell = cell
    coverage = Array(repeating: 0, count: cell.width * cell.height)
  }

  /// What was drawn.
  var glyph: Glyph { Glyph(left: 0, top: 0, width: cell.width, coverage: coverage) }

  /// Covers pixels at least as much as `amount`.
  mutating func fill(_ columns: Range<Int>, _ rows: Range<Int>, _ amount: UInt8 = 255) {
    for y in rows.clamped(to: 0..<cell.height) {
      for x in columns.clamped(to: 0..<cell.width) {
        coverage[y * cell.width + x] = max(coverage[y * cell.width + x], amount)
      }
    }
  }

  /// Covers a part that is given in eighths of the cell, rounded to whole pixels.
  mutating func fill(eighths columns: Range<Int>, _ rows: Range<Int>) {
    fill(Self.scaled(columns, to: cell.width), Self.scaled(rows, to: cell.height))
  }

  private static func scaled(_ eighths: Range<Int>, to length: Int) -> Range<Int> {
    ((eighths.lowerBound * length + 4) / 8)..<((eighths.upperBound * length + 4) / 8)
  }
}

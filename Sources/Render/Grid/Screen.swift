/// A frame: a grid of cells.
///
/// A frame is a value: it can be compared, printed and thrown away. Drawing clips at the edges and
/// cannot fail.
public struct Screen: Equatable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The cells, row after row.
  public private(set) var cells: [Cell]

  /// Creates a blank screen; negative sizes become zero.
  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    cells = Array(repeating: .blank, count: self.width * self.height)
  }

  /// The whole screen.
  public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// The cell at column `x` and row `y`: outside the screen, reading gives a blank and writing does
  /// nothing.
  public subscript(x: Int, y: Int) -> Cell {
    get { bounds.contains(x: x, y: y) ? cells[y * width + x] : .blank }
    set {
      guard bounds.contains(x: x, y: y) else { return }
      cells[y * width + x] = newValue
    }
  }

  /// Writes text from column `x` of row `y`, cut off after `limit` columns.
  ///
  /// Control characters become spaces.
  ///
  /// - Returns: the column after the last one written.
  @discardableResult
  public mutating func write(
    _ text: String, x: Int, y: Int, _ style: Style = .standard, limit: Int = .max
  ) -> Int {
    var column = x
    let end = limit > width ? width : min(width, x + limit)
    for scalar in text.unicodeScalars {
      guard column < end else { break }
      self[column, y] = Cell(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar, style)
      column += 1
    }
    return column
  }

  /// Fills a rectangle with one cell.
  public mutating func fill(_ rect: Rect, with cell: Cell = .blank) {
    let clipped = rect.intersection(bounds)
    guard !clipped.isEmpty else { return }
    for y in clipped.y..<clipped.maxY {
      for x in clipped.x..<clipped.maxX {
        cells[y * width + x] = cell
      }
    }
  }

  /// Changes the style of the cells in a rectangle, and leaves their glyphs.
  public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
    let clipped = rect.intersection(bounds)
    guard !clipped.isEmpty else { return }
    for y in clipped.y..<clipped.maxY {
      for x in clipped.x..<clipped.maxX {
        change(&cells[y * width + x].style)
      }
    }
  }
}

extension Screen: CustomStringConvertible {
  /// The glyphs as text, one line a row, without spaces at the end of lines.
  public var description: String {
    var lines: [String] = []
    lines.reserveCapacity(height)
    for y in 0..<height {
      var line = String.UnicodeScalarView()
      line.append(contentsOf: cells[(y * width)..<((y + 1) * width)].lazy.map(\.glyph))
      while line.last == " " {
        line.removeLast()
      }
      lines.append(String(line))
    }
    return lines.joined(separator: "\n")
  }
}

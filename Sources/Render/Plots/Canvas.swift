/// A point of a plot, in the plot's own numbers.
public struct Point: Equatable, Hashable, Sendable {
  /// To the right.
  public var x: Float
  /// Upwards.
  public var y: Float

  /// Creates a point.
  public init(x: Float, y: Float) {
    self.x = x
    self.y = y
  }
}

/// A drawing of points and lines, with 2 × 4 dots in each cell.
///
/// Coordinates are numbers on the two axes. What is not finite, or outside, is not drawn. A cell
/// has the colour that most of its dots have. Cells without dots are transparent.
public struct Canvas: Widget {
  /// The width in cells.
  public let columns: Int
  /// The height in cells.
  public let rows: Int
  /// The axis to the right.
  public let xAxis: Axis
  /// The axis upwards.
  public let yAxis: Axis

  /// The styles in use, in the order of their first dots.
  private var palette: [Style] = []
  /// Eight for each cell, in the order of the Braille bits: 0 for none, or 1 + its style's index.
  private var dots: [UInt8]
  /// The Braille bits of each cell.
  private var masks: [UInt8]

  /// Creates an empty drawing.
  public init(columns: Int, rows: Int, x: Axis, y: Axis) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    xAxis = x
    yAxis = y
    masks = Array(repeating: 0, count: self.columns * self.rows)
    dots = Array(repeating: 0, count: masks.count * 8)
  }

  /// Draws a dot.
  public mutating func draw(_ point: Point, _ style: Style) {
    guard let place = place(of: point), place.isInside(columns, rows) else { return }
    let column = min(Int(place.x), columns * 2 - 1)
    let row = min(Int(place.y), rows * 4 - 1)
    set(column: column, row: row, color: color(of: style))
  }

  /// Draws a straight line.
  ///
  /// Dashes lie where they lie on the canvas, not on the line, so that they stand still when the
  /// line grows.
  public mutating func drawLine(
    from start: Point, to end: Point, _ style: Style, isDashed: Bool = false
  ) {
    guard let first = place(of: start), let last = place(of: end),
      let (from, to) = Place.clipped(from: first, to: last, width: columns * 2, height: rows * 4)
    else { return }
    drawDots(from: from, to: to, color: color(of: style), isDashed: isDashed)
  }

  /// Draws lines from each point to the next, with gaps where a point has no place.
  public mutating func drawPath(_ points: [Point], _ style: Style, isDashed: Bool = false) {
    for (index, point) in points.enumerated() {
      if index > 0, place(of: points[index - 1]) != nil {
        drawLine(from: points[index - 1], to: point, style, isDashed: isDashed)
      } else {
        // A point between two gaps would otherwise be lost.
        draw(point, style)
      }
    }
  }

  /// Draws a circle, which is an ellipse where the axes differ.
  public mutating func drawCircle(x: Float, y: Float, radius: Float, _ style: Style) {
    // The rational parametrization of a quarter, t from 0 to 1, needs no sine.
    let steps = 48
    var corner = Point(x: radius, y: 0)
    for step in 1...steps {
      let t = Float(step) / Float(steps)
      let next = Point(
        x: radius * (1 - t * t) / (1 + t * t), y: radius * 2 * t / (1 + t * t))
      for (signX, signY) in [(1, 1), (-1, 1), (1, -1), (-1, -1)] as [(Float, Float)] {
        drawLine(
          from: Point(x: x + signX * corner.x, y: y + signY * corner.y),
          to: Point(x: x + signX * next.x, y: y + signY * next.y), style)
      }
      corner = next
    }
  }

  /// Draws the cells that have dots, from the top left corner on.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    let area = Area(rect, as: appearance)
    for row in 0..<min(rows, rect.height) {
      for column in 0..<min(columns, rect.width) {
        let cell = row * columns + column
        guard masks[cell] != 0 else { continue }
        area.overlay(
          glyph(column: column, row: row, appearance.glyphs), column: column, row: row,
          palette[Int(majority(ofCell: cell)) - 1], on: &screen)
      }
    }
  }

  /// Returns the character for the dots of a cell.
  func glyph(column: Int, row: Int, _ glyphs: GlyphSet) -> Unicode.Scalar {
    let mask = masks[row * columns + column]
    switch glyphs {
    case .unicode: return Symbols.braille[Int(mask)]
    case .ascii: return Canvas.asciiTwin(of: mask)
    }
  }

  private static func asciiTwin(of mask: UInt8) -> Unicode.Scalar {
    let upper = mask & 0b0001_1011 != 0
    let lower = mask & 0b1110_0100 != 0
    let isEdge = mask & 0b1100_1001 != 0
    switch mask.nonzeroBitCount {
    case 0: return " "
    case 6...: return "#"
    default: break
    }
    // Dots in one column from top to bottom are an upright stroke.
    if mask == 0b0100_0111 || mask == 0b1011_1000 { return "|" }
    if !isEdge { return "-" }
    return upper && lower ? ":" : upper ? "'" : "."
  }

  private func place(of point: Point) -> Place? {
    guard let x = xAxis.fraction(of: Double(point.x)), let y = yAxis.fraction(of: Double(point.y))
    else { return nil }
    return Place(x: x * Double(columns * 2), y: (1 - y) * Double(rows * 4))
  }

  private mutating func color(of style: Style) -> UInt8 {
    if let index = palette.lastIndex(of: style) { return UInt8(index + 1) }
    // Nobody tells 255 colours apart: the rest share the last.
    guard palette.count < 255 else { return 255 }
    palette.append(style)
    return UInt8(palette.count)
  }

  private mutating func set(column: Int, row: Int, color: UInt8) {
    let cell = (row >> 2) * columns + column >> 1
    let bit = brailleBits[(row & 3) << 1 | column & 1]
    masks[cell] |= 1 << bit
    dots[cell << 3 | bit] = color
  }

  /// Bresenham's line.
  private mutating func drawDots(from: Dot, to: Dot, color: UInt8, isDashed: Bool) {
    let width = abs(to.column - from.column)
    let height = abs(to.row - from.row)
    let stepX = from.column < to.column ? 1 : -1
    let stepY = from.row < to.row ? 1 : -1
    var (column, row) = (from.column, from.row)
    var error = width - height
    while true {
      let along = width >= height ? column : row
      if !isDashed || along % 6 < 3 { set(column: column, row: row, color: color) }
      if column == to.column, row == to.row { break }
      let doubled = 2 * error
      if doubled > -height {
        error -= height
        column += stepX
      }
      if doubled < width {
        error += width
        row += stepY
      }
    }
  }

  /// The colour that most dots of a cell have; of equals the one that came later, since curves are
  /// drawn over guides.
  private func majority(ofCell cell: Int) -> UInt8 {
    var best: UInt8 = 0
    var bestCount = 0
    for index in (cell * 8)..<(cell * 8 + 8) where dots[index] != 0 && dots[index] != best {
      let count = dots[(cell * 8)..<(cell * 8 + 8)].count { $0 == dots[index] }
      if (count, dots[index]) > (bestCount, best) {
        (best, bestCount) = (dots[index], count)
      }
    }
    return best
  }
}

/// The Braille bit of each dot of a cell, row after row from the top.
private let brailleBits = [0, 3, 1, 4, 2, 5, 6, 7]

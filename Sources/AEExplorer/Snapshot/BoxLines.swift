/// The lines of a box drawing character: up to four, from the middle of the cell to its edges.
struct BoxLines {
  /// How thick a line is.
  enum Weight: Int, Comparable {
    /// No line.
    case none
    /// Thin.
    case light
    /// Three times as thick.
    case heavy

    static func < (one: Weight, other: Weight) -> Bool { one.rawValue < other.rawValue }
  }

  private(set) var up = Weight.none
  private(set) var right = Weight.none
  private(set) var down = Weight.none
  private(set) var left = Weight.none
  /// How many dashes the line through the cell is made of; 1 is a whole line.
  private(set) var dashes = 1
  /// Whether the corner is round.
  private(set) var isRound = false

  /// Reads the lines from the character's name in Unicode, as in “light down and right” or “up
  /// heavy and horizontal light”; nil for double and diagonal lines.
  init?(_ scalar: Unicode.Scalar) {
    guard let name = scalar.properties.name, name.hasPrefix("BOX DRAWINGS ") else { return nil }
    let words = name.split(separator: " ").dropFirst(2)
    // The weight stands either before all directions it is for, or after them.
    let isWeightFirst = words.first == "LIGHT" || words.first == "HEAVY"
    for word in isWeightFirst ? Array(words) : words.reversed() {
      guard read(word) else { return nil }
    }
  }

  /// The weight of the directions to come, while the name is read.
  private var weight = Weight.none

  private mutating func read(_ word: Substring) -> Bool {
    switch word {
    case "LIGHT": weight = .light
    case "HEAVY": weight = .heavy
    case "UP": up = weight
    case "RIGHT": right = weight
    case "DOWN": down = weight
    case "LEFT": left = weight
    case "HORIZONTAL": (left, right) = (weight, weight)
    case "VERTICAL": (up, down) = (weight, weight)
    case "DOUBLE" where weight != .none: dashes = 2
    case "TRIPLE": dashes = 3
    case "QUADRUPLE": dashes = 4
    case "ARC": isRound = true
    case "AND", "DASH": break
    default: return false
    }
    return true
  }

  /// Returns the ink.
  func glyph(in cell: CellSize) -> Glyph {
    var ink = CellInk(cell)
    if isRound {
      drawArc(in: cell, &ink)
    } else if dashes > 1 {
      drawDashes(in: cell, &ink)
    } else {
      drawLines(in: cell, &ink)
    }
    return ink.glyph
  }

  private func thickness(_ weight: Weight, in cell: CellSize) -> Int {
    switch weight {
    case .none: 0
    case .light: cell.lineThickness
    // Odd times the thin line's, so that both can have the same middle.
    case .heavy: 3 * cell.lineThickness
    }
  }

  /// The pixels across a line, out of `length`.
  private func band(_ weight: Weight, of length: Int, in cell: CellSize) -> Range<Int> {
    // The parity is the thin line's for a line without a thickness too: its middle is the same.
    let thickness = thickness(weight, in: cell)
    let start = (length - cell.lineThickness) / 2 - (thickness - cell.lineThickness) / 2
    return start..<(start + thickness)
  }

  private func drawLines(in cell: CellSize, _ ink: inout CellInk) {
    // Each line reaches to the far side of those it meets.
    let across = band(max(left, right), of: cell.height, in: cell)
    let upright = band(max(up, down), of: cell.width, in: cell)
    let rows = across.isEmpty ? (cell.height / 2)..<(cell.height / 2) : across
    let columns = upright.isEmpty ? (cell.width / 2)..<(cell.width / 2) : upright
    ink.fill(0..<columns.upperBound, band(left, of: cell.height, in: cell))
    ink.fill(columns.lowerBound..<cell.width, band(right, of: cell.height, in: cell))
    ink.fill(band(up, of: cell.width, in: cell), 0..<rows.upperBound)
    ink.fill(band(down, of: cell.width, in: cell), rows.lowerBound..<cell.height)
  }

  private func drawDashes(in cell: CellSize, _ ink: inout CellInk) {
    let isHorizontal = left != .none
    let length = isHorizontal ? cell.width : cell.height
    let gap = max(1, length / (4 * dashes))
    for dash in 0..<dashes {
      let part = (dash * length / dashes)..<((dash + 1) * length / dashes - gap)
      if isHorizontal {
        ink.fill(part, band(left, of: cell.height, in: cell))
      } else {
        ink.fill(band(up, of: cell.width, in: cell), part)
      }
    }
  }

  /// A quarter of a circle from the side's middle, and a straight line on to the top or bottom.
  private func drawArc(in cell: CellSize, _ ink: inout CellInk) {
    let thickness = Double(cell.lineThickness)
    let columns = band(.light, of: cell.width, in: cell)
    let rows = band(.light, of: cell.height, in: cell)
    let x = Double(columns.lowerBound) + thickness / 2
    let y = Double(rows.lowerBound) + thickness / 2
    let radius = right != .none ? Double(cell.width) - x : x
    let centerX = right != .none ? x + radius : x - radius
    let centerY = down != .none ? y + radius : y - radius
    for row in 0..<cell.height {
      let below = Double(row) + 0.5 - centerY
      if (below > 0) == (down != .none) {
        ink.fill(columns, row..<(row + 1))
        continue
      }
      for column in 0..<cell.width {
        let beside = Double(column) + 0.5 - centerX
        let distance = (beside * beside + below * below).squareRoot() - radius
        let share = min(1, max(0, thickness / 2 + 0.5 - abs(distance)))
        ink.fill(column..<(column + 1), row..<(row + 1), UInt8(255 * share))
      }
    }
  }
}

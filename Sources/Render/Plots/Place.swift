/// A dot of a canvas: columns from the left, rows from the top.
struct Dot: Equatable {
  var column: Int
  var row: Int
}

/// A position on a canvas in dots, not yet rounded, and maybe far outside.
struct Place: Equatable {
  var x: Double
  var y: Double

  /// Whether it lies on a canvas of so many cells.
  func isInside(_ columns: Int, _ rows: Int) -> Bool {
    columns > 0 && rows > 0 && x >= 0 && y >= 0 && x <= Double(columns * 2)
      && y <= Double(rows * 4)
  }

  /// Returns the ends of the part of a line that lies on a canvas of `width` × `height` dots, or
  /// nil if none does.
  ///
  /// Source: Liang & Barsky, *A New Concept and Method for Line Clipping* (1984).
  static func clipped(
    from start: Place, to end: Place, width: Int, height: Int
  ) -> (from: Dot, to: Dot)? {
    guard width > 0, height > 0 else { return nil }
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    guard dx.isFinite, dy.isFinite else { return nil }
    var (first, last) = (0.0, 1.0)
    // For each edge: how fast the line leaves through it, and how far inside it begins.
    let edges = [
      (-dx, start.x), (dx, Double(width) - start.x), (-dy, start.y), (dy, Double(height) - start.y),
    ]
    for (speed, room) in edges {
      if speed == 0 {
        guard room >= 0 else { return nil }
      } else if speed < 0 {
        first = max(first, room / speed)
      } else {
        last = min(last, room / speed)
      }
    }
    guard first <= last else { return nil }
    // Where a line begins very far away, rounding may put its clipped end far outside again.
    func dot(at part: Double) -> Dot {
      Dot(
        column: Int(min(max(0, start.x + part * dx), Double(width - 1))),
        row: Int(min(max(0, start.y + part * dy), Double(height - 1))))
    }
    return (dot(at: first), dot(at: last))
  }
}

/// How much room one part of a divided rectangle gets, in cells along the direction of division.
public enum Length: Equatable, Sendable {
  /// Exactly this many cells.
  case fixed(Int)
  /// At least this many cells, and an equal share of what is left over.
  case minimum(Int)
  /// A share of the whole, in `0...1`, rounded to cells.
  case fraction(Double)

  /// The cells this part asks for, out of `total`.
  fileprivate func demand(of total: Int) -> Int {
    switch self {
    case .fixed(let cells), .minimum(let cells): max(0, cells)
    case .fraction(let share):
      share > 0 ? Int((min(share, 1) * Double(total)).rounded()) : 0
    }
  }

  fileprivate var grows: Bool {
    switch self {
    case .minimum: true
    case .fixed, .fraction: false
    }
  }
}

extension Rect {
  /// Divides the rectangle from the top down into parts as wide as itself.
  ///
  /// When there is too little room the earlier parts get theirs first and the later ones shrink,
  /// to nothing if need be.
  ///
  /// - Parameters:
  ///   - lengths: the heights, in rows.
  ///   - spacing: empty rows between neighbours.
  /// - Returns: one rectangle a length.
  public func rows(_ lengths: [Length], spacing: Int = 0) -> [Rect] {
    spans(of: height, lengths, spacing: spacing).map { start, count in
      Rect(x: x, y: y + start, width: width, height: count)
    }
  }

  /// Divides the rectangle from left to right into parts as high as itself.
  ///
  /// When there is too little room the earlier parts get theirs first and the later ones shrink,
  /// to nothing if need be.
  ///
  /// - Parameters:
  ///   - lengths: the widths, in columns.
  ///   - spacing: empty columns between neighbours.
  /// - Returns: one rectangle a length.
  public func columns(_ lengths: [Length], spacing: Int = 0) -> [Rect] {
    spans(of: width, lengths, spacing: spacing).map { start, count in
      Rect(x: x + start, y: y, width: count, height: height)
    }
  }

  private func spans(
    of total: Int, _ lengths: [Length], spacing: Int
  ) -> [(start: Int, count: Int)] {
    let usable = max(0, total - max(0, spacing) * max(0, lengths.count - 1))
    let counts = sizes(of: usable, lengths)
    var start = 0
    return counts.map { count in
      defer { start = min(total, start + count + max(0, spacing)) }
      return (start, min(count, total - start))
    }
  }

  private func sizes(of total: Int, _ lengths: [Length]) -> [Int] {
    var left = total
    var counts = lengths.map { length in
      let count = min(length.demand(of: total), left)
      left -= count
      return count
    }
    let growing = lengths.indices.filter { lengths[$0].grows }
    for (position, index) in growing.enumerated() {
      // The first ones take the remainder, so that all cells are given away.
      counts[index] += (left + growing.count - 1 - position) / growing.count
    }
    return counts
  }
}

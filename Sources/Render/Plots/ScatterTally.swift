/// How many points of each class are in each cell of a plot.
struct ScatterTally {
  /// Ten classes and none.
  private static let kinds = 11

  private let width: Int
  private let height: Int
  private var counts: [UInt16]

  init(_ points: [Scatter.LabelledPoint], _ mapping: ScatterMapping) {
    (width, height) = (mapping.plot.width, mapping.plot.height)
    counts = Array(repeating: 0, count: width * mapping.plot.height * ScatterTally.kinds)
    for labelled in points {
      guard let cell = mapping.cell(forX: labelled.point.x, y: labelled.point.y) else { continue }
      let kind = (0...9).contains(labelled.category) ? labelled.category : 10
      let place = (cell.row - mapping.plot.y) * width + cell.column - mapping.plot.x
      let index = place * ScatterTally.kinds + kind
      if counts[index] < .max { counts[index] += 1 }
    }
  }

  /// Returns the cell with most points, the first of equals, the class that most of them have, and
  /// their number; nil without any.
  func fullest(in room: Rect) -> (column: Int, row: Int, category: Int, count: Int)? {
    var best: (column: Int, row: Int, category: Int, count: Int)?
    for row in room.y..<min(room.maxY, height) {
      for column in room.x..<min(room.maxX, width) {
        guard let (category, count) = majority(column: column, row: row) else { continue }
        if count > best?.count ?? 0 { best = (column, row, category, count) }
      }
    }
    return best
  }

  /// Returns the class that most points of a cell have, the lower of equals, and the number of all
  /// its points; nil without any.
  private func majority(column: Int, row: Int) -> (category: Int, count: Int)? {
    let first = (row * width + column) * ScatterTally.kinds
    var (best, total) = (0, 0)
    for kind in 0..<ScatterTally.kinds {
      total += Int(counts[first + kind])
      if counts[first + kind] > counts[first + best] { best = kind }
    }
    return total > 0 ? (best, total) : nil
  }
}

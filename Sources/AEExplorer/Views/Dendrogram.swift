import Models
import Render

/// A tree of clusters that lie below each other: how they would be joined, the dearer the further to the
/// right.
struct Dendrogram {
  /// The joins, each behind those that it joins.
  var joins: [WardTree.Join]
  /// The row of each cluster on the screen.
  var rows: [Int]
  /// Its first column.
  var left: Int
  /// Its columns.
  var width: Int

  /// Draws it.
  func draw(on screen: inout Screen, as appearance: Appearance) {
    guard width > 2, !rows.isEmpty else { return }
    let isUnicode = appearance.glyphs == .unicode
    let (line, upright): (Unicode.Scalar, Unicode.Scalar) = isUnicode ? ("─", "│") : ("-", "|")
    let (top, bottom, branch): (Unicode.Scalar, Unicode.Scalar, Unicode.Scalar) =
      isUnicode ? ("┐", "┘", "├") : ("+", "+", "+")
    let style = Style(.accent)
    for join in joins {
      let (upper, lower, x) = (row(join.upper), row(join.lower), column(join.height))
      for (row, height) in [(upper, join.upperHeight), (lower, join.lowerHeight)] {
        let first = height > 0 ? column(height) + 1 : left
        for column in first..<max(first, x) { screen[column, row] = Cell(line, style) }
      }
      for row in (upper + 1)..<max(upper + 1, lower) { screen[x, row] = Cell(upright, style) }
      screen[x, upper] = Cell(top, style)
      screen[x, lower] = Cell(bottom, style)
    }
    // What is joined further begins at the upright line, which may be a corner where rows are few.
    for join in joins.dropLast() {
      let (x, middle) = (column(join.height), row((join.upper + join.lower) / 2))
      if middle != row(join.upper), middle != row(join.lower) {
        screen[x, middle] = Cell(branch, style)
      }
    }
  }

  /// The row of a place between clusters.
  private func row(_ place: Double) -> Int {
    let (first, last) = (Int(place), min(Int(place) + 1, rows.count - 1))
    let share = place - Double(first)
    return rows[min(first, rows.count - 1)]
      + Int((Double(rows[last] - rows[min(first, rows.count - 1)]) * share).rounded())
  }

  /// The column of a height: distances, so that small joins can be seen beside large ones.
  private func column(_ height: Double) -> Int {
    let most = joins.map(\.height).max() ?? 0
    guard most > 0, height > 0 else { return left + 1 }
    return left + 1 + Int((height / most).squareRoot() * Double(width - 2))
  }
}

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

  /// In which directions lines leave a cell.
  private struct Strokes: OptionSet, Hashable {
    let rawValue: Int
    static let up = Strokes(rawValue: 1)
    static let down = Strokes(rawValue: 2)
    static let left = Strokes(rawValue: 4)
    static let right = Strokes(rawValue: 8)
  }

  /// Draws it.
  func draw(on screen: inout Screen, as appearance: Appearance) {
    guard width > 2, !rows.isEmpty else { return }
    for (y, row) in strokes {
      for (x, strokes) in row {
        screen[x, y] = Cell(
          Self.glyph(strokes, isUnicode: appearance.glyphs == .unicode), Style(.accent))
      }
    }
  }

  /// The lines, by rows and columns.
  private var strokes: [Int: [Int: Strokes]] {
    var strokes: [Int: [Int: Strokes]] = [:]
    func add(_ stroke: Strokes, _ x: Int, _ y: Int) {
      strokes[y, default: [:]][x, default: []].formUnion(stroke)
    }
    for join in joins {
      let (upper, lower, x) = (row(join.upper), row(join.lower), column(join.height))
      for (y, height) in [(upper, join.upperHeight), (lower, join.lowerHeight)] {
        let first = height > 0 ? column(height) : left
        for column in first..<max(first, x) {
          add(.right, column, y)
          add(.left, column + 1, y)
        }
      }
      for y in upper..<max(upper, lower) {
        add(.down, x, y)
        add(.up, x, y + 1)
      }
    }
    return strokes
  }

  private static func glyph(_ strokes: Strokes, isUnicode: Bool) -> Unicode.Scalar {
    let isLevel = strokes.isSubset(of: [.left, .right])
    let isUpright = strokes.isSubset(of: [.up, .down])
    guard isUnicode else { return isLevel ? "-" : isUpright ? "|" : "+" }
    if isLevel { return "─" }
    if isUpright { return "│" }
    let glyphs: [Strokes: Unicode.Scalar] = [
      [.left, .down]: "┐", [.left, .up]: "┘", [.right, .down]: "┌", [.right, .up]: "└",
      [.left, .up, .down]: "┤", [.right, .up, .down]: "├", [.left, .right, .down]: "┬",
      [.left, .right, .up]: "┴",
    ]
    return glyphs[strokes] ?? "┼"
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

/// The one-to-one assignment of rows to columns with the largest sum.
///
/// Source: Kuhn, *The Hungarian Method for the Assignment Problem* (1955), with potentials as in
/// Jonker & Volgenant (1987): O(n³).
public struct Assignment: Equatable, Sendable {
  /// The column of each row; nil where there are more rows than columns and it went away empty.
  public let columns: [Int?]
  /// The sum of the values that were chosen.
  public let sum: Int

  /// Finds it for a matrix `[rows][columns]` of values of 0 or more.
  public init(largest values: [[Int]]) {
    let columnCount = values.first?.count ?? 0
    precondition(
      values.allSatisfy { $0.count == columnCount }, "rows of different lengths")
    // Rows and columns of zeros make it a square, and the smallest cost is the largest value.
    let size = max(values.count, columnCount)
    let rowOfColumn = Self.smallest(size: size) { row, column in
      row < values.count && column < columnCount ? -values[row][column] : 0
    }
    var columns = [Int?](repeating: nil, count: values.count)
    for (column, row) in rowOfColumn.enumerated() where column < columnCount {
      if row < values.count { columns[row] = column }
    }
    self.columns = columns
    sum = columns.enumerated().reduce(0) { sum, choice in
      sum + (choice.element.map { values[choice.offset][$0] } ?? 0)
    }
  }

  /// Returns the row of each column in the assignment with the smallest cost.
  ///
  /// Rows come in one after the other; each finds the cheapest path of exchanges that ends at a free
  /// column. Row and column 0 stand for “none”.
  private static func smallest(size: Int, cost: (Int, Int) -> Int) -> [Int] {
    var rowPotential = [Int](repeating: 0, count: size + 1)
    var columnPotential = rowPotential
    var rowOfColumn = rowPotential
    for row in stride(from: 1, through: size, by: 1) {
      rowOfColumn[0] = row
      var column = 0
      var previous = [Int](repeating: 0, count: size + 1)
      var reserve = [Int](repeating: .max, count: size + 1)
      var isVisited = [Bool](repeating: false, count: size + 1)
      repeat {
        isVisited[column] = true
        let current = rowOfColumn[column]
        var (next, step) = (0, Int.max)
        for other in 1...size where !isVisited[other] {
          let reduced =
            cost(current - 1, other - 1) - rowPotential[current] - columnPotential[other]
          if reduced < reserve[other] { (reserve[other], previous[other]) = (reduced, column) }
          if reserve[other] < step { (step, next) = (reserve[other], other) }
        }
        for other in 0...size {
          if isVisited[other] {
            rowPotential[rowOfColumn[other]] += step
            columnPotential[other] -= step
          } else if reserve[other] != .max {
            reserve[other] -= step
          }
        }
        column = next
      } while rowOfColumn[column] != 0
      while column != 0 {
        rowOfColumn[column] = rowOfColumn[previous[column]]
        column = previous[column]
      }
    }
    return rowOfColumn.dropFirst().map { $0 - 1 }
  }
}

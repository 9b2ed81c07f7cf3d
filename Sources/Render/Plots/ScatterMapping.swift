/// Where the numbers of a scatter plot are on the screen, and back: for the mouse.
public struct ScatterMapping: Equatable, Sendable {
  /// The cells of the plot, without its labels.
  public let plot: Rect
  /// The numbers to the right.
  public let xRange: AxisRange
  /// The numbers upwards.
  public let yRange: AxisRange

  /// Creates a mapping.
  public init(plot: Rect, xRange: AxisRange, yRange: AxisRange) {
    self.plot = plot
    self.xRange = xRange
    self.yRange = yRange
  }

  /// Returns the point in the middle of a screen's cell, or nil outside the plot.
  public func point(atColumn column: Int, row: Int) -> Point? {
    guard plot.contains(x: column, y: row) else { return nil }
    return nearestPoint(toColumn: column, row: row)
  }

  /// Returns the point in the middle of the plot's cell that is nearest to a screen's cell: a drag
  /// that has left the plot goes on along its edge.
  ///
  /// A plot without cells has one point, its lower left corner.
  public func nearestPoint(toColumn column: Int, row: Int) -> Point {
    guard !plot.isEmpty else { return Point(x: Float(xRange.lower), y: Float(yRange.lower)) }
    let column = min(max(column, plot.x), plot.maxX - 1)
    let row = min(max(row, plot.y), plot.maxY - 1)
    let across = (Double(column - plot.x) + 0.5) / Double(plot.width)
    let down = (Double(row - plot.y) + 0.5) / Double(plot.height)
    return Point(
      x: Float(xRange.lower + across * xRange.length),
      y: Float(yRange.upper - down * yRange.length))
  }

  /// Returns the screen's cell that a point lies in, or nil if it is outside or not finite.
  public func cell(forX x: Float, y: Float) -> (column: Int, row: Int)? {
    let across = (Double(x) - xRange.lower) / xRange.length
    let down = (yRange.upper - Double(y)) / yRange.length
    // NaN fails the comparisons.
    guard !plot.isEmpty, across >= 0, across <= 1, down >= 0, down <= 1 else { return nil }
    return (
      plot.x + min(Int(across * Double(plot.width)), plot.width - 1),
      plot.y + min(Int(down * Double(plot.height)), plot.height - 1)
    )
  }
}

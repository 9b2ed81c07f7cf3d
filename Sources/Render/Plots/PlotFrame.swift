/// The room of a plot: ticks of the y axis at its left, those of the x axis under it.
struct PlotFrame {
  /// What is left for the plot itself.
  let plot: Rect
  /// The axis to the right.
  let xAxis: Axis
  /// The axis upwards.
  let yAxis: Axis

  private let rect: Rect
  private let yTicks: [Axis.Tick]

  /// Creates the room; without labels, or when there is little of it, all belongs to the plot.
  init(_ rect: Rect, x: Axis, y: Axis, showsLabels: Bool = true) {
    self.rect = rect
    xAxis = x
    yAxis = y
    guard showsLabels, rect.width >= 16, rect.height >= 4 else {
      plot = rect
      yTicks = []
      return
    }
    yTicks = y.ticks(atMost: max(3, (rect.height - 1) / 3))
    // Labels of up to four columns come and go without moving the plot.
    let widest = yTicks.reduce(4) { max($0, $1.label.unicodeScalars.count) }
    let gutter = min(widest, rect.width / 3) + 1
    plot = Rect(
      x: rect.x + gutter, y: rect.y, width: rect.width - gutter, height: rect.height - 1)
  }

  /// The same room with other axes.
  func with(x: Axis, y: Axis) -> PlotFrame {
    PlotFrame(rect, x: x, y: y, plot: plot)
  }

  private init(_ rect: Rect, x: Axis, y: Axis, plot: Rect) {
    self.rect = rect
    xAxis = x
    yAxis = y
    self.plot = plot
    yTicks = plot == rect ? [] : y.ticks(atMost: max(3, plot.height / 3))
  }

  /// The row of the plot, from its top, for a number on the y axis; nil if it is outside.
  func row(of value: Double) -> Int? {
    PlotFrame.cell(yAxis.fraction(of: value).map { 1 - $0 }, of: plot.height)
  }

  /// The column of the plot, from its left, for a number on the x axis; nil if it is outside.
  func column(of value: Double) -> Int? {
    PlotFrame.cell(xAxis.fraction(of: value), of: plot.width)
  }

  private static func cell(_ fraction: Double?, of count: Int) -> Int? {
    // Ends belong to the range, and may have been missed by a rounding error.
    guard let fraction, fraction >= -1e-9, fraction <= 1 + 1e-9, count > 0 else { return nil }
    return min(max(0, Int(fraction * Double(count))), count - 1)
  }

  /// Draws the ticks.
  func draw(on screen: inout Screen, as appearance: Appearance) {
    guard plot != rect else { return }
    let area = Area(rect, as: appearance)
    let style = Style(.muted)
    let gutter = plot.x - rect.x
    for row in 0..<plot.height {
      area.put(appearance.glyphs.vertical, column: gutter - 1, row: row, style, on: &screen)
    }
    for tick in yTicks {
      guard let row = row(of: tick.value) else { continue }
      let room = gutter - 1
      let start = Alignment.right.offset(of: tick.label.unicodeScalars.count, in: room)
      area.write(StyledText(tick.label, style), column: start, row: row, limit: room, on: &screen)
      area.put(
        appearance.glyphs == .unicode ? "┤" : "+", column: gutter - 1, row: row, style, on: &screen)
    }
    drawXTicks(gutter: gutter, in: area, on: &screen)
  }

  private func drawXTicks(gutter: Int, in area: Area, on screen: inout Screen) {
    var free = 0
    for tick in xAxis.ticks(atMost: max(3, plot.width / 8)) {
      guard let column = column(of: tick.value) else { continue }
      let width = tick.label.unicodeScalars.count
      let start = min(gutter + column - width / 2, rect.width - width)
      guard start >= free else { continue }
      free =
        1
        + area.write(
          StyledText(tick.label, Style(.muted)), column: start, row: rect.height - 1, on: &screen)
    }
  }
}

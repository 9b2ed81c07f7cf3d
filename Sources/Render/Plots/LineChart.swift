/// Curves over a common axis, with ticks, a legend and lines to compare with.
///
/// The y axis is at the left and the numbers of the x axis under the plot. Numbers that are not
/// finite (or not positive, on a logarithmic axis) leave gaps.
public struct LineChart: Widget {
  /// A curve.
  public struct Series: Equatable, Sendable {
    /// Its name in the legend.
    public var name: String
    /// Its points, from left to right.
    public var points: [Point]
    /// How it is drawn.
    public var style: Style
    /// Whether it is drawn with dashes, to be told apart without colour.
    public var isDashed: Bool

    /// Creates a curve.
    public init(_ name: String, points: [Point], style: Style, isDashed: Bool = false) {
      self.name = name
      self.points = points
      self.style = style
      self.isDashed = isDashed
    }

    /// Creates a curve of values at `firstX`, `firstX + 1` and so on.
    public init(
      _ name: String, values: [Float], firstX: Float = 0, style: Style, isDashed: Bool = false
    ) {
      let points = values.enumerated().map { Point(x: firstX + Float($0), y: $1) }
      self.init(name, points: points, style: style, isDashed: isDashed)
    }
  }

  /// A horizontal line at a number to compare with.
  public struct Reference: Equatable, Sendable {
    /// What the number is, written at the right end of the line.
    public var label: String
    /// The number on the y axis.
    public var value: Float
    /// How it is drawn.
    public var style: Style

    /// Creates a line.
    public init(_ label: String, value: Float, style: Style) {
      self.label = label
      self.value = value
      self.style = style
    }
  }

  /// The curves; later ones lie over earlier ones.
  public var series: [Series]
  /// The lines to compare with.
  public var references: [Reference] = []
  /// A number on the x axis that is marked by an upright line.
  public var marker: Float?
  /// What the x axis shows; nil for what the curves need.
  public var xRange: AxisRange?
  /// What the y axis shows; nil for what the curves and references need.
  public var yRange: AxisRange?
  /// How numbers are spaced on the y axis.
  public var yScale = AxisScale.linear
  /// Whether the names of the curves are shown at the top right.
  public var showsLegend = true
  /// Whether the axes have numbers.
  public var showsAxes = true

  /// Creates a chart.
  public init(_ series: [Series]) {
    self.series = series
  }

  /// Draws the axes, the marker, the lines to compare with, the curves and the legend.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    guard !rect.isEmpty else { return }
    let frame = frame(in: rect)
    frame.draw(on: &screen, as: appearance)
    let area = Area(frame.plot, as: appearance)
    drawMarker(in: area, frame, on: &screen)
    var canvas = Canvas(
      columns: area.width, rows: area.height, x: frame.xAxis, y: frame.yAxis)
    for curve in series {
      canvas.drawPath(curve.points, curve.style, isDashed: curve.isDashed)
    }
    drawReferences(in: area, frame, on: &screen)
    canvas.draw(on: &screen, in: area.rect, as: appearance)
    drawReferenceLabels(in: area, frame, on: &screen)
    if showsLegend { drawLegend(in: area, on: &screen) }
    if appearance.colors == .mono { drawNames(in: area, frame, on: &screen) }
  }

  /// Writes each curve's name over its end: without colours nothing else tells them apart.
  private func drawNames(in area: Area, _ frame: PlotFrame, on screen: inout Screen) {
    var taken: Set<Int> = []
    for curve in series where area.width >= 24 {
      guard let last = curve.points.last, var row = frame.row(of: Double(last.y)) else { continue }
      while taken.contains(row), row > 0 { row -= 1 }
      guard !taken.contains(row) else { continue }
      taken.insert(row)
      let name = StyledText(" \(curve.name)", Style(.text, .bold))
      area.write(name, column: max(0, area.width - name.width), row: row, on: &screen)
    }
  }

  /// Returns the number on the x axis under a screen's column, or nil beside the plot.
  public func x(atColumn column: Int, in rect: Rect) -> Float? {
    let frame = frame(in: rect)
    guard frame.plot.contains(x: column, y: frame.plot.y) else { return nil }
    let fraction = (Double(column - frame.plot.x) + 0.5) / Double(frame.plot.width)
    return Float(frame.xAxis.value(atFraction: fraction))
  }

  /// Returns the screen's column of a number on the x axis, or nil if it is outside.
  public func column(ofX value: Float, in rect: Rect) -> Int? {
    let frame = frame(in: rect)
    return frame.column(of: Double(value)).map { frame.plot.x + $0 }
  }

  private func frame(in rect: Rect) -> PlotFrame {
    let xs = xRange ?? AxisRange.covering(series.lazy.flatMap(\.points).map(\.x))
    let y = Axis(yRange ?? foundRange ?? AxisRange(0, 1), yScale)
    return PlotFrame(rect, x: Axis(xs ?? AxisRange(0, 1)), y: y, showsLabels: showsAxes)
  }

  private var foundRange: AxisRange? {
    let isShown: (Float) -> Bool = yScale == .linear ? \.isFinite : { $0 > 0 && $0.isFinite }
    let curves = AxisRange.covering(series.lazy.flatMap(\.points).map(\.y).filter(isShown))
    let lines = AxisRange.covering(references.lazy.map(\.value).filter(isShown))
    guard let first = curves ?? lines else { return nil }
    let all = lines.map { $0.union(first) } ?? first
    return yScale == .linear ? all.rounded : all
  }

  private func drawMarker(in area: Area, _ frame: PlotFrame, on screen: inout Screen) {
    guard let marker, let column = frame.column(of: Double(marker)) else { return }
    for row in 0..<area.height {
      area.overlay(
        area.appearance.glyphs.vertical, column: column, row: row, Style(.accent), on: &screen)
    }
  }

  private func drawReferences(in area: Area, _ frame: PlotFrame, on screen: inout Screen) {
    let stroke: Unicode.Scalar = area.appearance.glyphs == .unicode ? "╌" : "-"
    for line in references {
      guard let row = frame.row(of: Double(line.value)) else { continue }
      for column in 0..<area.width {
        area.overlay(stroke, column: column, row: row, line.style, on: &screen)
      }
    }
  }

  private func drawReferenceLabels(in area: Area, _ frame: PlotFrame, on screen: inout Screen) {
    for line in references where !line.label.isEmpty {
      guard let row = frame.row(of: Double(line.value)), area.width > 8 else { continue }
      let label = StyledText(" \(line.label) ", line.style)
      let start = max(0, area.width - label.width - 1)
      area.write(label, column: start, row: row, on: &screen)
    }
  }

  private func drawLegend(in area: Area, on screen: inout Screen) {
    guard area.height >= 3, area.width > 8 else { return }
    var legend = StyledText("")
    for curve in series where !curve.name.isEmpty {
      let sample = curve.isDashed ? "- -" : area.appearance.glyphs == .unicode ? "───" : "---"
      legend += StyledText(" \(sample) \(curve.name) ", curve.style)
    }
    let start = max(0, area.width - legend.width)
    area.write(legend, column: start, row: 0, on: &screen)
  }
}

/// Labelled points in a plane, with a cursor.
///
/// Where several points fall into one cell, it shows the class that most of them have.
public struct Scatter: Widget {
  /// A point and its class.
  public struct LabelledPoint: Equatable, Sendable {
    /// Where it is.
    public var point: Point
    /// Its class, `0...9`; any other number for none.
    public var category: Int

    /// Creates a point.
    public init(x: Float, y: Float, category: Int = -1) {
      point = Point(x: x, y: y)
      self.category = category
    }
  }

  /// How points are drawn.
  public enum Marks: Equatable, Sendable, CaseIterable {
    /// Each cell with points shows its class's digit, bold where there are many.
    case glyphs
    /// Each point is a Braille dot; without Braille or without colour digits are shown instead.
    case braille
  }

  /// The room that one glyph has to itself, in cells.
  public struct Spacing: Equatable, Sendable {
    /// Columns, at least 1.
    public var columns: Int
    /// Rows, at least 1.
    public var rows: Int

    /// Creates a spacing; less than one cell becomes one.
    public init(columns: Int = 1, rows: Int = 1) {
      (self.columns, self.rows) = (max(1, columns), max(1, rows))
    }
  }

  /// The points.
  public var points: [LabelledPoint]
  /// How they are drawn.
  public var marks = Marks.glyphs
  /// How many cells share a glyph: of those, the one with most points has it.
  public var spacing = Spacing()
  /// What points and the cursor stand on; the standard colour is what is there already.
  public var plate = Color.standard
  /// The numbers to the right.
  public var xRange: AxisRange
  /// The numbers upwards.
  public var yRange: AxisRange
  /// Whether a unit is equally long both ways, a cell being twice as high as wide: one of the ranges
  /// is then widened.
  public var hasEqualUnits = false
  /// Whether the axes have numbers.
  public var showsAxes = true
  /// The radii of circles, as of the prior's one and two standard deviations.
  public var circles: [Float] = []
  /// The middle of the circles.
  public var circleMiddle = Point(x: 0, y: 0)
  /// A path through the plane.
  public var path: [Point] = []
  /// Whether the path lies over the points, not behind them.
  public var hasPathOnTop = false
  /// A line around the current point, as of its standard deviation.
  public var outline: [Point] = []
  /// The point that the user moves.
  public var cursor: Point?
  /// Whether lines through the cursor go all the way, or a few cells only.
  public var hasLongCrosshair = true
  /// The point that stands out.
  public var current: LabelledPoint?

  /// Creates a plot.
  public init(_ points: [LabelledPoint], xRange: AxisRange, yRange: AxisRange) {
    self.points = points
    self.xRange = xRange
    self.yRange = yRange
  }

  /// Returns where the numbers are when the plot is drawn into `rect`.
  public func mapping(in rect: Rect) -> ScatterMapping {
    let frame = frame(in: rect)
    return ScatterMapping(plot: frame.plot, xRange: frame.xAxis.range, yRange: frame.yAxis.range)
  }

  /// Draws the axes, the guides, the points and, over them, the current point and the cursor.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    guard !rect.isEmpty else { return }
    let frame = frame(in: rect)
    frame.draw(on: &screen, as: appearance)
    let mapping = mapping(in: rect)
    let area = Area(frame.plot, as: appearance)
    drawGuides(in: area, frame, on: &screen)
    drawCrosshair(in: area, mapping, on: &screen)
    drawPoints(in: area, frame, mapping, on: &screen)
    if hasPathOnTop, !path.isEmpty {
      drawLine(path, Style(.cursor, .bold), in: area, frame, on: &screen)
    }
    if !outline.isEmpty { drawLine(outline, Style(.accent, .bold), in: area, frame, on: &screen) }
    if let current, let cell = mapping.cell(forX: current.point.x, y: current.point.y) {
      let style = Scatter.style(of: current.category, [.bold, .reverse])
      draw(Scatter.glyph(of: current.category), style, at: cell, in: area, on: &screen)
    }
    if let cursor, let cell = mapping.cell(forX: cursor.x, y: cursor.y) {
      let style = Style(.role(.cursor), on: plate, .bold)
      draw(appearance.glyphs.cross, style, at: cell, in: area, on: &screen)
    }
  }

  private func frame(in rect: Rect) -> PlotFrame {
    let frame = PlotFrame(rect, x: Axis(xRange), y: Axis(yRange), showsLabels: showsAxes)
    guard hasEqualUnits, !frame.plot.isEmpty else { return frame }
    // Units per cell's width, whichever axis needs more.
    let unit = max(
      xRange.length / Double(frame.plot.width), yRange.length / Double(frame.plot.height * 2))
    return frame.with(
      x: Axis(xRange.widened(to: unit * Double(frame.plot.width))),
      y: Axis(yRange.widened(to: unit * Double(frame.plot.height * 2))))
  }

  private func drawGuides(in area: Area, _ frame: PlotFrame, on screen: inout Screen) {
    guard !circles.isEmpty || !path.isEmpty else { return }
    var canvas = Canvas(columns: area.width, rows: area.height, x: frame.xAxis, y: frame.yAxis)
    for radius in circles {
      canvas.drawCircle(
        x: circleMiddle.x, y: circleMiddle.y, radius: radius, Style(.muted, .dim))
    }
    if !hasPathOnTop { canvas.drawPath(path, Style(.accent)) }
    canvas.draw(on: &screen, in: area.rect, as: area.appearance)
  }

  private func drawLine(
    _ line: [Point], _ style: Style, in area: Area, _ frame: PlotFrame, on screen: inout Screen
  ) {
    var canvas = Canvas(columns: area.width, rows: area.height, x: frame.xAxis, y: frame.yAxis)
    canvas.drawPath(line, style)
    canvas.draw(on: &screen, in: area.rect, as: area.appearance)
  }

  private func drawCrosshair(
    in area: Area, _ mapping: ScatterMapping, on screen: inout Screen
  ) {
    guard let cursor, let (column, row) = mapping.cell(forX: cursor.x, y: cursor.y) else { return }
    // A grey of its own, since switching dim on and off between points takes many bytes.
    let style =
      hasLongCrosshair ? Style(.muted) : Style(.role(.cursor), on: plate, .bold)
    let reach = Rect(x: column - 2, y: row - 1, width: 5, height: 3)
    let lines = hasLongCrosshair ? area.rect : area.rect.intersection(reach)
    for x in lines.x..<lines.maxX {
      draw(area.appearance.glyphs.horizontal, style, at: (x, row), in: area, on: &screen)
    }
    for y in lines.y..<lines.maxY {
      draw(area.appearance.glyphs.vertical, style, at: (column, y), in: area, on: &screen)
    }
  }

  private func drawPoints(
    in area: Area, _ frame: PlotFrame, _ mapping: ScatterMapping, on screen: inout Screen
  ) {
    guard !area.rect.isEmpty else { return }
    let tally = ScatterTally(points, mapping)
    let isBraille =
      marks == .braille && area.appearance.glyphs == .unicode && area.appearance.colors != .mono
    let canvas = isBraille ? dots(frame) : nil
    for top in stride(from: 0, to: area.height, by: spacing.rows) {
      for left in stride(from: 0, to: area.width, by: spacing.columns) {
        let room = Rect(x: left, y: top, width: spacing.columns, height: spacing.rows)
        guard let found = tally.fullest(in: room) else { continue }
        let (column, row) = (found.column, found.row)
        let glyph = canvas?.glyph(column: column, row: row, .unicode)
        let isBold = !isBraille && (found.count >= Scatter.crowd || plate != .standard)
        var style = Scatter.style(of: found.category, isBold ? .bold : [])
        style.background = plate
        area.overlay(
          glyph ?? Scatter.glyph(of: found.category), column: column, row: row, style, on: &screen)
      }
    }
  }

  private func dots(_ frame: PlotFrame) -> Canvas {
    var canvas = Canvas(
      columns: frame.plot.width, rows: frame.plot.height, x: frame.xAxis, y: frame.yAxis)
    for labelled in points {
      canvas.draw(labelled.point, .standard)
    }
    return canvas
  }

  private func draw(
    _ glyph: Unicode.Scalar, _ style: Style, at cell: (column: Int, row: Int), in area: Area,
    on screen: inout Screen
  ) {
    area.overlay(
      glyph, column: cell.column - area.rect.x, row: cell.row - area.rect.y, style, on: &screen)
  }

  /// From so many points on, a cell's digit is bold.
  private static let crowd = 4

  private static func glyph(of category: Int) -> Unicode.Scalar {
    (0...9).contains(category) ? Unicode.Scalar(UInt8(48 + category)) : "•"
  }

  private static func style(of category: Int, _ attributes: Attributes) -> Style {
    (0...9).contains(category)
      ? Style(.category(UInt8(category)), on: .standard, attributes) : Style(.text, attributes)
  }
}

extension AxisRange {
  /// Returns a range of at least `length` around the same middle.
  fileprivate func widened(to length: Double) -> AxisRange {
    let room = max(0, length - self.length) / 2
    return AxisRange(lower - room, upper + room)
  }
}

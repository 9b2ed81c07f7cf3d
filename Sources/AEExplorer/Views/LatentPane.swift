import Models
import Render

/// All test digits in the plane of two latent dimensions, and the cursor.
struct LatentPane {
  let state: AppState
  /// Whether the way from A to B is drawn even if nobody has chosen the two.
  var showsPath = false

  init(_ state: AppState) {
    self.state = state
  }

  func draw(on screen: inout Screen, in rect: Rect) {
    state.box(.latent, title, in: rect).draw(on: &screen, in: rect, as: state.appearance)
    let parts = Self.parts(of: rect)
    guard state.observation != nil else {
      state.drawSentence(
        "encoding the test \(state.dataset.sample)s…", on: &screen, in: rect.inset())
      return
    }
    var scatter = state.emptyScatter(in: parts.plot)
    scatter.points = points
    scatter.current = current
    if state.codeSize > 1 {
      scatter.cursor = cursor
      (scatter.path, scatter.hasPathOnTop) = (path, true)
      scatter.outline = outline
      drawBackdrop(of: &scatter, on: &screen, in: parts.plot)
    } else {
      // Only where it is from left to right means something.
      scatter.path = [Point(x: cursor.x, y: -0.5), Point(x: cursor.x, y: 9.5)]
    }
    scatter.draw(on: &screen, in: parts.plot, as: state.appearance)
    drawLegend(on: &screen, in: parts.legend)
  }

  /// Draws what lies behind the points, and prepares these for it.
  private func drawBackdrop(of scatter: inout Scatter, on screen: inout Screen, in plot: Rect) {
    let backdrop = PlaneBackdrop(state)
    backdrop.draw(scatter.points, on: &screen, in: scatter.mapping(in: plot))
    guard backdrop.hasPictures else { return }
    // As many points as there are would hide the pictures.
    scatter.spacing = Scatter.Spacing(columns: 5, rows: 2)
    (scatter.plate, scatter.hasLongCrosshair, scatter.circles) = (backdrop.plate, false, [])
  }

  /// The room of the plot and, where there is some to spare, of the classes' names below it.
  static func parts(of rect: Rect) -> (plot: Rect, legend: Rect) {
    let interior = rect.inset()
    let rows = interior.rows([.minimum(0), .fixed(interior.height >= 12 ? 1 : 0)])
    return (rows[0], rows[1])
  }

  private var title: [StyledText] {
    var parts: [StyledText] = []
    parts.append(StyledText(planeName))
    if let observation = state.observation {
      parts.append(StyledText("\(observation.codes.count) test codes"))
      if state.hasGaussianCodes, state.codeSize > 1, !PlaneBackdrop(state).hasPictures {
        parts.append(StyledText("prior 1σ 2σ", Style(.muted)))
      }
      parts.append(StyledText("step \(observation.step)", Style(.muted)))
    }
    return parts
  }

  /// Which plane it is.
  private var planeName: String {
    let axes = state.axes
    if let principal = axes.principal {
      let share = NumberText.fixed(Double(100 * principal.share), decimals: 0)
      return "principal axes, \(share) % of the variance"
    }
    guard state.codeSize > 1 else { return "z1 by class" }
    let pair = "z\(axes.horizontal + 1) × z\(axes.vertical + 1)"
    return state.codeSize > 2 ? "\(pair) of \(state.codeSize)" : pair
  }

  private func label(_ index: Int) -> Int {
    state.dataset.labels.indices.contains(index) ? Int(state.dataset.labels[index]) : -1
  }

  private func point(_ code: ArraySlice<Float>, _ index: Int) -> Scatter.LabelledPoint {
    let x = code[code.startIndex + state.axes.horizontal]
    guard state.codeSize > 1 else {
      // One row a class; within it a fixed scatter by the digit's number.
      let offset = Float(index * 37 % 100) / 100 - 0.5
      return Scatter.LabelledPoint(
        x: x, y: Float(max(0, label(index))) + 0.6 * offset, category: label(index))
    }
    let point = state.planePoint(of: code)
    return Scatter.LabelledPoint(x: point.x, y: point.y, category: label(index))
  }

  private var points: [Scatter.LabelledPoint] {
    guard let codes = state.observation?.codes else { return [] }
    return (0..<codes.count).map { index in
      point(codes.means[(index * codes.size)..<((index + 1) * codes.size)], index)
    }
  }

  private var current: Scatter.LabelledPoint? {
    state.currentCode.map { point($0[...], state.digit) }
  }

  /// The way from A to B, along the arc in many dimensions too.
  private var path: [Point] {
    let (start, end) = state.pathDigits
    guard showsPath || state.pathEnds != PathEnds(), let codes = state.observation?.codes,
      start < codes.count, end < codes.count
    else { return [] }
    return Interpolation.allCases.reversed().flatMap { way -> [Point] in
      let isBack = way == .linear
      let points = way.codes(from: codes.mean(start), to: codes.mean(end), count: 33)
      let steps = stride(from: 0, to: points.count, by: codes.size).map { first in
        state.planePoint(of: points[first..<(first + codes.size)])
      }
      // There on the arc, and straight back.
      return isBack ? steps.reversed() : steps
    }
  }

  private var cursor: Point {
    let point = state.planePoint(of: state.cursor[...])
    return Point(x: point.x, y: state.codeSize > 1 ? point.y : AppState.stripMiddle)
  }

  /// Two standard deviations of the code of the digit shown, all the way round, where its code is a
  /// distribution.
  private var outline: [Point] {
    guard let inspection = state.inspection, inspection.digit == state.digit,
      let logVariance = inspection.logVariance, inspection.code.count == state.codeSize,
      logVariance.count == state.codeSize
    else { return [] }
    let sigmas = logVariance.map { standardDeviation(logVariance: $0) }
    return PlaneSpread(sigmas, state.axes)
      .outline(around: state.planePoint(of: inspection.code[...]), deviations: 2)
  }

  /// Which test digit the cursor is next to, in more and in fewer words.
  private var nearest: [StyledText] {
    let cross = StyledText(String(state.appearance.glyphs.cross), Style(.cursor, .bold))
    guard let digit = state.nearestDigit else {
      return [cross + StyledText(" cursor", Style(.cursor))]
    }
    let names = state.dataset.classNames
    guard names.indices.contains(label(digit)) else {
      let number = "\(state.dataset.sample) \(digit + 1)"
      return [cross + StyledText(" near ", Style(.muted)) + StyledText(number, Style(.cursor))]
    }
    let style = Style(.category(UInt8(clamping: label(digit))), on: .standard, .bold)
    let name = StyledText(names[label(digit)], style)
    return [(" cursor near ", "\(state.dataset.sample) "), (" near ", "")].map { words, sample in
      cross + StyledText(words, Style(.muted)) + name
        + StyledText(" (\(sample)\(digit + 1))", Style(.cursor))
    }
  }

  private func drawLegend(on screen: inout Screen, in rect: Rect) {
    guard !rect.isEmpty else { return }
    let names = state.dataset.classNames
    let isNumbered = names.enumerated().allSatisfy { "\($0)" == $1 }
    var text = StyledText("classes", Style(.muted))
    for (index, name) in names.prefix(10).enumerated() {
      let style = Style(.category(UInt8(index)), on: .standard, .bold)
      let entry = StyledText(isNumbered ? " \(index)" : " \(index) \(name)", style)
      guard text.width + entry.width <= rect.width else { break }
      text += entry
    }
    let area = Area(rect, as: state.appearance)
    area.write(text, row: 0, on: &screen)
    let shown = StyledText("  reversed: the \(state.dataset.sample) shown", Style(.muted))
    let notes = nearest.flatMap { [$0 + shown, $0] }
    guard let note = notes.first(where: { text.width + $0.width + 2 <= rect.width }) else { return }
    area.write(note, column: rect.width - note.width, row: 0, on: &screen)
  }
}

extension AppState {
  /// The middle of the strip that codes of one dimension are shown in.
  static let stripMiddle: Float = 4.5

  /// The latent plane without anything in it.
  func emptyScatter(in rect: Rect) -> Scatter {
    let rangeX = AxisRange(Double(axes.rangeX.lowerBound), Double(axes.rangeX.upperBound))
    let rangeY = AxisRange(Double(axes.rangeY.lowerBound), Double(axes.rangeY.upperBound))
    var scatter = Scatter(
      [], xRange: rangeX, yRange: codeSize > 1 ? rangeY : AxisRange(-0.5, 9.5))
    scatter.showsAxes = rect.height >= 9
    guard hasGaussianCodes, codeSize > 1 else { return scatter }
    // Round circles, unless they would leave much of a wide or narrow pane empty. (A cell is twice as
    // high as wide.)
    let shape = Double(rect.width) / Double(2 * max(1, rect.height))
    scatter.hasEqualUnits = (2.0 / 3...1.5).contains(shape) && !axes.isHeld
    scatter.circles = [1, 2]
    // In any plane the prior is as round, but its middle need not be that of the codes.
    if axes.principal != nil {
      scatter.circleMiddle = planePoint(of: Array(repeating: 0, count: codeSize)[...])
    }
    return scatter
  }

  /// Where the numbers of the latent plane are on screen; when it is not in view, as if it were
  /// zoomed.
  var latentMapping: ScatterMapping {
    let rect =
      ExploreLayout(self).rect(of: .latent) ?? Rect(x: 0, y: 1, width: width, height: height - 2)
    let plot = LatentPane.parts(of: rect).plot
    return emptyScatter(in: plot).mapping(in: plot)
  }
}

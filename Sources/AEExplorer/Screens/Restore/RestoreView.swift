import Models
import Render

/// How the Restore screen is drawn, and where things are in it.
struct RestoreView {
  let content: RestoreScreen
  let state: AppState
  /// The curves; the digit; the digit at several levels, where there is room for it.
  private let layout: ChartWithPictures

  init(_ content: RestoreScreen, _ state: AppState, in body: Rect) {
    self.content = content
    self.state = state
    layout = ChartWithPictures(in: body)
  }

  private var chart: Rect { layout.chart }
  private var pictures: Rect { layout.pictures }

  func draw(on screen: inout Screen) {
    drawChart(on: &screen)
    drawDigit(on: &screen)
    if let strip = layout.strip { drawStrip(on: &screen, in: strip) }
  }

  private var isUnicode: Bool { state.appearance.glyphs == .unicode }

  // MARK: - The curves

  private func drawChart(on screen: inout Screen) {
    let kind = state.noise.kind
    var title = [
      StyledText("PSNR", Style(.title, .bold)), StyledText("\(kind.title) noise"),
    ]
    if let curve = content.curve, curve.kind == kind.id {
      title.append(StyledText("mean of \(curve.images) test images", Style(.muted)))
    }
    Box(
      TitleText.joined(title, width: chart.width - 4),
      footer: TitleText.joined(
        [
          StyledText("dB over \(kind.symbol)", Style(.muted)),
          StyledText("arrows: level, X: kind", Style(.muted)),
        ], width: chart.width - 6)
    ).draw(on: &screen, in: chart, as: state.appearance)
    guard let lineChart else {
      state.drawSentence(
        "restoring test images at several levels of noise…", on: &screen, in: chart.inset())
      return
    }
    let parts = chart.inset().rows([.fixed(1), .minimum(0)])
    drawLegend(on: &screen, in: parts[0])
    lineChart.draw(on: &screen, in: parts[1], as: state.appearance)
  }

  /// The curve's numbers at the level that is set, where it is one that was measured.
  private func drawLegend(on screen: inout Screen, in rect: Rect) {
    guard let curve = content.curve?.found else { return }
    let level = state.noise.level
    let point = curve.points.first { abs($0.level - level) < 0.01 }
    let line = (content.lines[state.noise.kind.id] ?? []).first { abs($0.level - level) < 0.01 }
    func entry(_ mark: String, _ name: String, _ value: Double?, _ role: Role) -> StyledText {
      StyledText(mark + " " + name, Style(role))
        + StyledText(value.map { " " + TitleText.number($0) } ?? "", Style(role, .bold))
    }
    let solid = isUnicode ? "──" : "--"
    let dashed = isUnicode ? "╌╌" : "- "
    let text = TitleText.joined(
      [
        entry(solid, "restored", point?.restored, .test),
        entry(dashed, "linear", line?.ratio, .baseline),
        entry(dashed, "spoilt", point?.spoilt, .floor),
        StyledText("at \(state.noise.levelText)", Style(.muted)),
      ], width: rect.width, separator: "  ")
    Area(rect, as: state.appearance).write(text, row: 0, on: &screen)
  }

  private var lineChart: LineChart? {
    let kind = state.noise.kind
    guard let curve = content.curve, curve.kind == kind.id else { return nil }
    let points = curve.found.points
    let line = content.lines[kind.id] ?? []
    var chart = LineChart([
      LineChart.Series(
        "spoilt", points: points.map { Point(x: $0.level, y: Float($0.spoilt)) },
        style: Style(.floor), isDashed: true),
      LineChart.Series(
        "linear", points: line.map { Point(x: $0.level, y: Float($0.ratio)) },
        style: Style(.baseline), isDashed: true),
      LineChart.Series(
        "restored", points: points.map { Point(x: $0.level, y: Float($0.restored)) },
        style: Style(.test)),
    ])
    chart.showsLegend = false
    chart.xRange = AxisRange(Double(kind.levels.lowerBound), Double(points.last?.level ?? 1))
    // A line of one point has no length, and nothing can be noisier than 0 dB or so.
    chart.yRange =
      AxisRange.covering(
        chart.series.flatMap(\.points).map { min(max($0.y, 0), 40) })?.rounded
    if content.hole == nil { chart.marker = state.noise.level }
    return chart
  }

  /// Returns the level of noise under a cell of the chart.
  func level(atColumn column: Int, row: Int) -> Float? {
    let parts = chart.inset().rows([.fixed(1), .minimum(0)])
    guard let lineChart, parts[1].contains(x: column, y: row) else { return nil }
    return lineChart.x(atColumn: column, in: parts[1])
  }

  // MARK: - The digit

  private func drawDigit(on screen: inout Screen) {
    var title = [StyledText("Digit \(state.digit + 1)", Style(.title, .bold))]
    if let hole = content.hole {
      title.append(StyledText("hole of \(hole.side)×\(hole.side)", Style(.warning)))
    } else {
      title.append(
        StyledText("\(state.noise.kind.title) noise \(state.noise.levelText)", Style(.warning)))
    }
    if let found = content.digit?.found {
      let name = content.hole == nil ? "restored" : "in the hole"
      title.append(TitleText.value(name, found.ratios.restored, unit: "dB", role: .test))
      if let mean = found.meanImageRatio {
        title.append(TitleText.value("mean image", mean, role: .baseline))
      }
    }
    Box(TitleText.joined(title, width: pictures.width - 4), footer: footer)
      .draw(on: &screen, in: pictures, as: state.appearance)
    guard let row = pictureRow else {
      state.drawSentence("the digit is on its way…", on: &screen, in: pictures.inset())
      return
    }
    row.draw(on: &screen, in: pictures.inset(), as: state.appearance)
  }

  private var footer: StyledText {
    StyledText(
      content.hole == nil ? "i: cut a hole instead" : "arrows move it, + - size, i: noise",
      Style(.muted))
  }

  private var pictureRow: PictureRow? {
    guard let found = content.digit?.found else { return nil }
    var row = [PictureRow.Picture("clean", found.clean)]
    if let hole = content.hole {
      row.append(PictureRow.Picture("with a hole", found.spoilt))
      row.append(PictureRow.Picture("output", found.restored))
      row.append(PictureRow.Picture("filled in", found.pasted(hole, in: state.dataset.shape)))
    } else {
      row.append(PictureRow.Picture("spoilt", found.spoilt))
      row.append(PictureRow.Picture("restored", found.restored))
      let error = zip(found.clean, found.restored).map { abs($0 - $1) }
      row.append(PictureRow.Picture("|error|", error, coloring: .heat))
    }
    return PictureRow(row, shape: state.dataset.shape)
  }

  /// Returns the pixel of the spoilt picture, or of one beside it, under a cell.
  func spoiltPixel(atColumn column: Int, row: Int) -> (column: Int, row: Int)? {
    pictureRow?.pixel(atColumn: column, row: row, in: pictures.inset())
  }

  // MARK: - Several levels

  private func drawStrip(on screen: inout Screen, in rect: Rect) {
    Box(
      TitleText.joined(
        [
          StyledText("Digit \(state.digit + 1) at several levels", Style(.title, .bold)),
          StyledText("spoilt above, restored below, in dB", Style(.muted)),
        ], width: rect.width - 4)
    ).draw(on: &screen, in: rect, as: state.appearance)
    let interior = rect.inset()
    guard let found = content.strip, found.kind == state.noise.kind.id, !found.strip.isEmpty else {
      state.drawSentence(
        "spoiling and restoring the digit at several levels…", on: &screen, in: interior)
      return
    }
    let shape = state.dataset.shape
    VersionStrip(items: found.strip.map(item), size: (shape.width, shape.height))
      .draw(on: &screen, in: interior, as: state.appearance)
  }

  private func item(_ digit: RestoredDigit) -> VersionStrip.Item {
    let level = digit.level ?? 0
    return VersionStrip.Item(
      name: "\(state.noise.kind.symbol) \(NumberText.short(Double(level), digits: 2))",
      isChosen: content.hole == nil && abs(level - state.noise.level) < 0.01,
      upper: digit.spoilt, lower: digit.restored,
      upperText: StyledText(TitleText.number(digit.ratios.spoilt), Style(.floor)),
      lowerText: StyledText(TitleText.number(digit.ratios.restored), Style(.test, .bold)))
  }
}

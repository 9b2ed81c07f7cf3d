import Models
import Render

/// How the Compress screen is drawn, and where things are in it.
struct CompressView {
  let content: CompressScreen
  let state: AppState
  private let layout: ChartWithPictures

  init(_ content: CompressScreen, _ state: AppState, in body: Rect) {
    self.content = content
    self.state = state
    layout = ChartWithPictures(in: body)
  }

  func draw(on screen: inout Screen) {
    drawChart(on: &screen)
    drawDigit(on: &screen)
    if let strip = layout.strip { drawStrip(on: &screen, in: strip) }
  }

  // MARK: - The curves

  private func drawChart(on screen: inout Screen) {
    var title = [StyledText("PSNR over bits a pixel", Style(.title, .bold))]
    if let found = content.found {
      title.append(StyledText("\(found.images) test images", Style(.muted)))
      title.append(
        TitleText.value("zlib without loss", found.lossless, unit: "bits", role: .floor))
    }
    Box(
      TitleText.joined(title, width: layout.chart.width - 4),
      footer: StyledText("dB; arrows: bits a number", Style(.muted))
    ).draw(on: &screen, in: layout.chart, as: state.appearance)
    guard let lineChart else {
      state.drawSentence(
        content.complaint ?? "rounding the codes of test images to few bits…", on: &screen,
        in: layout.chart.inset())
      return
    }
    let parts = layout.chart.inset().rows([.fixed(1), .minimum(0)])
    Area(parts[0], as: state.appearance).write(legend(width: parts[0].width), row: 0, on: &screen)
    lineChart.draw(on: &screen, in: parts[1], as: state.appearance)
  }

  /// What the curves say at the bits that are set.
  private func legend(width: Int) -> StyledText {
    let isUnicode = state.appearance.glyphs == .unicode
    func entry(_ mark: String, _ name: String, _ curve: RateDistortion?, _ role: Role) -> StyledText
    {
      let point = curve?.points.first { $0.bits == content.bits }
      let value = point.map { point in
        " \(TitleText.number(point.ratio)) dB"
          + (width < 56 ? "" : " at \(NumberText.short(point.rate, digits: 2))")
      }
      return StyledText(mark + " " + name, Style(role))
        + StyledText(value ?? "", Style(role, .bold))
    }
    var entries = [
      entry(isUnicode ? "──" : "--", modelName, content.found?.curve, .test)
    ]
    if let linear = content.linear {
      entries.append(
        entry(isUnicode ? "╌╌" : "- ", "PCA-\(linear.count)", linear.curve, .baseline))
    }
    entries.append(StyledText("\(content.bits)-bit numbers", Style(.muted)))
    return TitleText.joined(entries, width: width, separator: "  ")
  }

  private var modelName: String { state.configuration.model.model }

  private var lineChart: LineChart? {
    guard let found = content.found else { return nil }
    func points(_ curve: RateDistortion) -> [Point] {
      curve.points.map { Point(x: Float($0.rate), y: Float($0.ratio)) }
    }
    var chart = LineChart([
      LineChart.Series(modelName, points: points(found.curve), style: Style(.test))
    ])
    if let linear = content.linear {
      chart.series.insert(
        LineChart.Series(
          "PCA", points: points(linear.curve), style: Style(.baseline), isDashed: true), at: 0)
    }
    chart.showsLegend = false
    let shown = chart.series.flatMap(\.points)
    chart.xRange = AxisRange(0, Double(shown.map(\.x).max() ?? 1))
    chart.yRange = AxisRange.covering(shown.map { min(max($0.y, 0), 60) })?.rounded
    chart.marker = found.curve.points.first { $0.bits == content.bits }.map { Float($0.rate) }
    return chart
  }

  /// Returns the bits a number that a cell stands for: in the chart the nearest of the model's points,
  /// in the strip those of the picture.
  func bits(atColumn column: Int, row: Int) -> Int? {
    if let strip = layout.strip, strip.contains(x: column, y: row) {
      let item = versionStrip?.item(atColumn: column, row: row, in: strip.inset())
      return item.map { $0 + UniformQuantizer.bits.lowerBound }
    }
    let parts = layout.chart.inset().rows([.fixed(1), .minimum(0)])
    guard let lineChart, let found = content.found, parts[1].contains(x: column, y: row),
      let rate = lineChart.x(atColumn: column, in: parts[1]).map(Double.init)
    else { return nil }
    return found.curve.points.min { abs($0.rate - rate) < abs($1.rate - rate) }?.bits
  }

  // MARK: - The digit

  private var isCurrent: Bool { content.digit?.study.digit == state.digit }

  private func drawDigit(on screen: inout Screen) {
    var title = [StyledText("Digit \(state.digit + 1)", Style(.title, .bold))]
    if let found = content.found {
      let bits = content.bits * found.quantizer.size
      title.append(StyledText("\(bits) bits before the entropy coder", Style(.warning)))
    }
    if isCurrent, let found = content.digit?.found,
      let version = found.model.first(where: { $0.bits == content.bits })
    {
      title.append(TitleText.value("PSNR", version.ratio, unit: "dB", role: .test))
    }
    Box(TitleText.joined(title, width: layout.pictures.width - 4))
      .draw(on: &screen, in: layout.pictures, as: state.appearance)
    guard let pictureRow else {
      state.drawSentence(
        content.complaint ?? "the digit is on its way…", on: &screen,
        in: layout.pictures.inset())
      return
    }
    pictureRow.draw(on: &screen, in: layout.pictures.inset(), as: state.appearance)
  }

  private var pictureRow: PictureRow? {
    guard isCurrent, let found = content.digit?.found,
      let model = found.model.first(where: { $0.bits == content.bits })
    else { return nil }
    var row = [
      PictureRow.Picture("original", found.original),
      PictureRow.Picture("\(content.bits)-bit code", model.picture),
    ]
    if let linear = found.linear.first(where: { $0.bits == content.bits }) {
      row.append(PictureRow.Picture("PCA likewise", linear.picture))
    }
    let error = zip(found.original, model.picture).map { abs($0 - $1) }
    row.append(PictureRow.Picture("|error|", error, coloring: .heat))
    return PictureRow(row, shape: state.dataset.shape)
  }

  // MARK: - All bits

  private var versionStrip: VersionStrip? {
    guard isCurrent, let found = content.digit?.found else { return nil }
    let items = found.model.enumerated().map { index, version in
      let linear = found.linear.indices.contains(index) ? found.linear[index] : nil
      return VersionStrip.Item(
        name: version.bits == 1 ? "1 bit" : "\(version.bits) bits",
        isChosen: version.bits == content.bits,
        upper: version.picture, lower: linear?.picture ?? [],
        upperText: StyledText(TitleText.number(version.ratio), Style(.test, .bold)),
        lowerText: StyledText(linear.map { TitleText.number($0.ratio) } ?? "", Style(.baseline)))
    }
    let shape = state.dataset.shape
    return VersionStrip(items: items, size: (shape.width, shape.height))
  }

  private func drawStrip(on screen: inout Screen, in rect: Rect) {
    Box(
      TitleText.joined(
        [
          StyledText("Digit \(state.digit + 1) by bits a number", Style(.title, .bold)),
          StyledText(
            content.linear == nil
              ? "PSNR in dB" : "the model above, principal components below, PSNR in dB",
            Style(.muted)),
        ], width: rect.width - 4)
    ).draw(on: &screen, in: rect, as: state.appearance)
    guard let versionStrip else {
      state.drawSentence(
        content.complaint ?? "the digit is on its way…", on: &screen, in: rect.inset())
      return
    }
    versionStrip.draw(on: &screen, in: rect.inset(), as: state.appearance)
  }
}

import Models
import Render

/// How the Detect screen is drawn, and where things are in it.
struct DetectView {
  let content: DetectScreen
  let state: AppState
  /// Histograms; numbers; the ROC curve and the samples, where there is room for them.
  private var histograms: Rect
  private var numbers: Rect?
  private var curve: Rect?
  private var samples: Rect?

  init(_ content: DetectScreen, _ state: AppState, in body: Rect) {
    self.content = content
    self.state = state
    histograms = body
    if body.width < 70 || body.height < 16 {
      let rows = body.rows([.minimum(0), .fixed(body.height >= 18 ? 10 : 0)])
      histograms = rows[0]
      numbers = rows[1].isEmpty ? nil : rows[1]
    } else if body.width < 100 || body.height < 30 {
      let rows = body.rows([.minimum(0), .fixed(11)])
      let top = rows[0].columns([.minimum(0), .fixed(33)])
      let bottom = rows[1].columns([.fixed(34), .minimum(0)])
      (histograms, numbers, curve, samples) = (top[0], top[1], bottom[0], bottom[1])
    } else {
      let rows = body.rows([.minimum(0), .fraction(0.5)])
      let top = rows[0].columns([.minimum(0), .fraction(0.33), .fixed(35)])
      (histograms, curve, numbers, samples) = (top[0], top[1], top[2], rows[1])
    }
  }

  func draw(on screen: inout Screen) {
    drawHistograms(on: &screen)
    if let numbers { drawNumbers(on: &screen, in: numbers) }
    if let curve { drawCurve(on: &screen, in: curve) }
    if let samples { drawSamples(on: &screen, in: samples) }
  }

  private var anomalyName: StyledText { state.className(content.anomaly) }

  private func drawWaiting(on screen: inout Screen, in rect: Rect, _ sentence: String) {
    let long = "the pictures of this model are drawn pixel by pixel: too slow for all test images"
    state.drawSentence(content.takesTooLong ? long : sentence, on: &screen, in: rect)
  }

  // MARK: - Histograms

  private func drawHistograms(on screen: inout Screen) {
    var title = [
      StyledText("Anomaly ", Style(.title, .bold)) + "“" + anomalyName + "”",
      StyledText(content.usesBound ? "score -ELBO" : "score squared error", Style(.muted)),
    ]
    if let verdict = content.verdict {
      title.insert(
        TitleText.value("AUROC", verdict.characteristic.area, role: .test), at: 1)
    }
    Box(
      TitleText.joined(title, width: histograms.width - 4),
      footer: StyledText("part of the images over their score", Style(.muted))
    ).draw(on: &screen, in: histograms, as: state.appearance)
    guard let verdict = content.verdict else {
      drawWaiting(on: &screen, in: histograms.inset(), "scoring all test images…")
      return
    }
    let parts = histogramParts
    drawBars(verdict.normal, "normal", .train, on: &screen, in: parts.normal)
    drawBars(verdict.anomalous, "anomalous", .bad, on: &screen, in: parts.anomalous)
    drawThreshold(verdict, on: &screen)
    let area = Area(parts.axis, as: state.appearance)
    let upper = StyledText(NumberText.short(verdict.range.upper), Style(.muted))
    area.write(
      StyledText(NumberText.short(verdict.range.lower), Style(.muted)), row: 0, on: &screen)
    area.write(upper, column: area.width - upper.width, row: 0, on: &screen)
  }

  private var histogramParts: (normal: Rect, anomalous: Rect, axis: Rect) {
    let parts = histograms.inset().rows([.minimum(0), .minimum(0), .fixed(1)])
    return (parts[0], parts[1], parts[2])
  }

  private func drawBars(
    _ bars: [Float], _ name: String, _ role: Role, on screen: inout Screen, in rect: Rect
  ) {
    guard !rect.isEmpty else { return }
    let highest = max(
      content.verdict?.normal.max() ?? 0, content.verdict?.anomalous.max() ?? 0, 1e-6)
    let values = (0..<rect.width).map { column -> Float? in
      let value = bars[min(bars.count - 1, column * bars.count / rect.width)]
      return value > 0 ? value : nil
    }
    Sparkline(values, range: AxisRange(0, Double(highest)), style: Style(role))
      .draw(on: &screen, in: rect, as: state.appearance)
    let text = StyledText(" \(name) ", Style(role, .bold))
    // On the side that the threshold leaves free.
    let isAtLeft = content.verdict.map { $0.threshold > Float($0.range.lower + $0.range.upper) / 2 }
    Area(rect, as: state.appearance).write(
      text, column: isAtLeft ?? false ? 0 : max(0, rect.width - text.width), row: 0, on: &screen)
  }

  private func drawThreshold(_ verdict: DetectVerdict, on screen: inout Screen) {
    let parts = histogramParts
    let fraction = (Double(verdict.threshold) - verdict.range.lower) / verdict.range.length
    let column = Int(min(max(fraction, 0), 1) * Double(max(0, parts.normal.width - 1)))
    let line: Unicode.Scalar = state.appearance.glyphs == .unicode ? "┃" : "|"
    for rect in [parts.normal, parts.anomalous] {
      let area = Area(rect, as: state.appearance)
      for row in 0..<rect.height {
        area.overlay(line, column: column, row: row, Style(.cursor, .bold), on: &screen)
      }
    }
    let text = StyledText(
      " \(NumberText.short(Double(verdict.threshold))) ", Style(.cursor, [.bold, .reverse]))
    let area = Area(parts.axis, as: state.appearance)
    area.write(
      text, column: min(max(7, column - text.width / 2), area.width - text.width - 7), row: 0,
      on: &screen)
  }

  /// Returns the score under a cell of the histograms.
  func score(atColumn column: Int, row: Int) -> Float? {
    let room = histograms.inset()
    guard let verdict = content.verdict, room.contains(x: column, y: row) else { return nil }
    let fraction = (Double(column - room.x) + 0.5) / Double(room.width)
    return Float(verdict.range.lower + fraction * verdict.range.length)
  }

  // MARK: - Numbers

  private func drawNumbers(on screen: inout Screen, in rect: Rect) {
    Box(StyledText("At this threshold", Style(.title, .bold)))
      .draw(on: &screen, in: rect, as: state.appearance)
    let interior = rect.inset()
    guard let verdict = content.verdict else {
      drawWaiting(on: &screen, in: interior, "scores come first")
      return
    }
    let gap = interior.height >= 11 ? 1 : 0
    let rows = interior.rows([.fixed(3), .fixed(gap), .fixed(2 + gap), .minimum(0)])
    matrix(verdict).draw(on: &screen, in: rows[0], as: state.appearance)
    let numbers = Area(rows[2], as: state.appearance)
    numbers.write(
      TitleText.joined(
        [
          percent("precision", verdict.precision), percent("recall", verdict.recall),
        ], width: numbers.width), row: 0, on: &screen)
    numbers.write(
      TitleText.joined(
        [
          TitleText.value("AUROC", verdict.characteristic.area, role: .test),
          verdict.linear.map {
            TitleText.value("PCA-\(state.codeSize)", $0.area, role: .baseline)
          } ?? "",
        ], width: numbers.width), row: 1, on: &screen)
    TextBlock(meaning).draw(on: &screen, in: rows[3], as: state.appearance)
  }

  private func percent(_ name: String, _ value: Double?) -> StyledText {
    StyledText(name + " ")
      + StyledText(
        value.map { NumberText.fixed(100 * $0, decimals: 1) + " %" } ?? "-", Style(.text, .bold))
  }

  private func matrix(_ verdict: DetectVerdict) -> Table {
    func number(_ value: Int, _ role: Role) -> StyledText {
      StyledText("\(value)", Style(role, .bold))
    }
    return Table(
      columns: [
        Table.Column("images"), Table.Column("alarm", alignment: .right),
        Table.Column("none", alignment: .right),
      ],
      rows: [
        [
          StyledText("anomalous", Style(.bad)), number(verdict.truePositives, .good),
          number(verdict.falseNegatives, .warning),
        ],
        [
          StyledText("normal", Style(.train)), number(verdict.falsePositives, .warning),
          number(verdict.trueNegatives, .good),
        ],
      ])
  }

  /// What the comparison means with this training.
  private var meaning: StyledText {
    let left = state.configuration.withoutClass
    if left == content.anomaly {
      return StyledText(
        "The model has never seen this class in training: its error should be higher.",
        Style(.good))
    }
    let start =
      left.map { "Trained without " + state.className($0).plain + ", but with this class" }
      ?? "Trained on this class too"
    return StyledText(start + ": it has no reason to find it strange. ", Style(.warning))
      + StyledText("t: train without it.", Style(.key))
  }

  // MARK: - The curve and the samples

  private func drawCurve(on screen: inout Screen, in rect: Rect) {
    Box(
      StyledText("ROC", Style(.title, .bold)),
      footer: StyledText("found over false alarms", Style(.muted))
    ).draw(on: &screen, in: rect, as: state.appearance)
    guard let verdict = content.verdict else {
      drawWaiting(on: &screen, in: rect.inset(), "the curve comes with the scores")
      return
    }
    func points(_ curve: OperatingCharacteristic) -> [Point] {
      // As many as can be told apart.
      let step = max(1, curve.points.count / 200)
      return
        (stride(from: 0, to: curve.points.count - 1, by: step).map { curve.points[$0] }
        + curve.points.suffix(1))
        .map { Point(x: Float($0.falseAlarms), y: Float($0.detections)) }
    }
    var series = [
      LineChart.Series(
        "", points: [Point(x: 0, y: 0), Point(x: 1, y: 1)], style: Style(.muted), isDashed: true)
    ]
    if let linear = verdict.linear {
      series.append(
        LineChart.Series(
          "PCA-\(state.codeSize)", points: points(linear), style: Style(.baseline), isDashed: true))
    }
    series.append(
      LineChart.Series("model", points: points(verdict.characteristic), style: Style(.test)))
    var chart = LineChart(series)
    (chart.xRange, chart.yRange) = (AxisRange(0, 1), AxisRange(0, 1))
    chart.marker = Float(verdict.falseAlarms)
    chart.draw(on: &screen, in: rect.inset(), as: state.appearance)
  }

  private func drawSamples(on screen: inout Screen, in rect: Rect) {
    let isRoomy = rect.height >= 16
    let title = isRoomy ? "Strangest above, most normal below" : "Strangest first"
    Box(StyledText(title, Style(.title, .bold))).draw(on: &screen, in: rect, as: state.appearance)
    guard let verdict = content.verdict else {
      drawWaiting(on: &screen, in: rect.inset(), "images in the order of their scores will be here")
      return
    }
    let rows = rect.inset().rows(Array(repeating: .minimum(0), count: isRoomy ? 2 : 1))
    for (samples, row) in zip([verdict.strangest, verdict.mostNormal], rows) {
      PictureStrip(samples.map { item($0, verdict) }, shape: state.dataset.shape)
        .draw(on: &screen, in: row, as: state.appearance)
    }
  }

  private func item(_ sample: DetectVerdict.Sample, _ verdict: DetectVerdict) -> PictureStrip.Item {
    let isAnomalous = sample.label == content.anomaly
    let isAlarm = sample.score >= verdict.threshold
    let mark = StyledText(isAlarm ? "! " : "", Style(.warning, .bold))
    var name = state.className(sample.label)
    if isAnomalous { name = name.restyled { $0.attributes.insert(.reverse) } }
    return PictureStrip.Item(
      pixels: sample.pixels,
      caption: mark + name
        + StyledText(" " + NumberText.short(Double(sample.score)), Style(.muted)))
  }
}

extension StyledText {
  /// The text without its styles.
  var plain: String { segments.map(\.text).joined() }
}

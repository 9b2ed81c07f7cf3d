import Models
import Render

/// Draws two trainings side by side.
struct CompareView {
  private let state: AppState
  private let showsChart: Bool
  /// The state with axes that hold the codes of both.
  let linked: AppState
  private let other: AppState?

  init(_ state: AppState, showsChart: Bool) {
    self.state = state
    self.showsChart = showsChart
    var linked = state
    var other = state.rival.map { state.seenByRival($0) }
    if var rival = other, rival.codeSize == state.codeSize, !state.axes.isHeld {
      if state.axes.principal == nil, let axes = state.rival?.axes {
        (rival.axes.rangeX, rival.axes.rangeY) = (axes.rangeX, axes.rangeY)
      } else {
        // Its own axes are those of dimensions.
        rival.fitAxes(isFirst: true)
      }
      linked.axes.rangeX = Self.union(state.axes.rangeX, rival.axes.rangeX)
      linked.axes.rangeY = Self.union(state.axes.rangeY, rival.axes.rangeY)
      rival.axes = linked.axes
      other = rival
    }
    self.linked = linked
    self.other = other
  }

  func draw(on screen: inout Screen, in body: Rect) {
    let layout = CompareLayout(body, hasRival: state.rival != nil)
    drawScatter(linked, "A", on: &screen, in: layout.scatterA)
    drawPictures(linked, "A", on: &screen, in: layout.picturesA)
    guard let other else {
      drawCard(on: &screen, in: layout.card)
      return
    }
    drawScatter(other, "B", on: &screen, in: layout.scatterB)
    drawPictures(other, "B", on: &screen, in: layout.picturesB)
    let isChart = layout.chart.isEmpty && showsChart
    if isChart {
      drawChart(other, on: &screen, in: layout.table)
    } else {
      drawTable(other, on: &screen, in: layout.table)
      drawChart(other, on: &screen, in: layout.chart)
    }
  }

  private static func union(
    _ left: ClosedRange<Float>, _ right: ClosedRange<Float>
  ) -> ClosedRange<Float> {
    min(left.lowerBound, right.lowerBound)...max(left.upperBound, right.upperBound)
  }

  // MARK: - The latent planes and the pictures

  private func box(
    _ name: String, _ parts: [StyledText], in rect: Rect, footer: StyledText = ""
  ) -> Box {
    let name = StyledText(name, Style(.title, .bold))
    return Box(
      TitleText.joined([name] + parts, width: rect.width - 4),
      footer: footer.width <= rect.width - 6 ? footer : "")
  }

  private func drawScatter(
    _ state: AppState, _ letter: String, on screen: inout Screen, in rect: Rect
  ) {
    guard !rect.isEmpty else { return }
    LatentPane(state).draw(on: &screen, in: rect)
    let step = state.observation.map { StyledText("step \(NumberText.grouped($0.step))") } ?? ""
    box(
      "\(letter) \(state.title)",
      [StyledText(state.sizes, Style(.muted)), step], in: rect
    ).draw(on: &screen, in: rect, as: state.appearance)
  }

  private func drawPictures(
    _ state: AppState, _ letter: String, on screen: inout Screen, in rect: Rect
  ) {
    guard !rect.isEmpty else { return }
    var parts: [StyledText] = []
    if let inspection = state.inspection {
      parts.append(TitleText.value("SSE", Double(inspection.squaredError)))
    }
    box("\(letter) digit \(state.digit + 1)", parts, in: rect)
      .draw(on: &screen, in: rect, as: state.appearance)
    guard let inspection = state.inspection else {
      state.drawSentence("on its way through the model…", on: &screen, in: rect.inset())
      return
    }
    var pictures = [PictureRow.Picture("reconstruction", inspection.reconstruction)]
    if let decoded = state.decoded, rect.width >= 36 {
      pictures.append(PictureRow.Picture("at the cursor", decoded.picture))
    }
    if rect.width >= 90 { pictures.insert(PictureRow.Picture("input", inspection.input), at: 0) }
    PictureRow(pictures, shape: state.dataset.shape)
      .draw(on: &screen, in: rect.inset(), as: state.appearance)
  }

  // MARK: - Figures

  private func drawChart(_ other: AppState, on screen: inout Screen, in rect: Rect) {
    guard !rect.isEmpty else { return }
    let isTested = [state, other].allSatisfy { ($0.training?.charted.test.whole.count ?? 0) > 2 }
    box(
      isTested ? "Test loss" : "Train loss", [], in: rect,
      footer: StyledText("\(state.lossUnit) over epochs", Style(.muted))
    ).draw(on: &screen, in: rect, as: state.appearance)
    let a = points(of: state, isTested)
    let b = points(of: other, isTested)
    guard a.count + b.count > 1 else {
      state.drawSentence("waiting for the first steps…", on: &screen, in: rect.inset())
      return
    }
    var chart = LineChart([
      LineChart.Series("A", points: a, style: Style(.train)),
      LineChart.Series("B", points: b, style: Style(.test), isDashed: state.isWithoutColor),
    ])
    chart.yScale = state.isLogScale ? .logarithmic : .linear
    chart.yRange = range(a, b)
    chart.marker = state.viewedStep.map {
      Float($0) / Float(max(1, state.training?.stepsPerEpoch ?? 1))
    }
    chart.draw(on: &screen, in: rect.inset(), as: state.appearance)
  }

  private func points(of state: AppState, _ isTested: Bool) -> [Point] {
    guard let training = state.training else { return [] }
    let history = isTested ? training.charted.test : training.charted.train
    let steps = Float(max(1, training.stepsPerEpoch))
    return history.whole.map { Point(x: Float($0.step) / steps, y: $0.mean) }
  }

  /// Both curves without their first fall.
  private func range(_ a: [Point], _ b: [Point]) -> AxisRange? {
    let settled = [a, b].flatMap { $0.dropFirst($0.count > 2 ? max(1, $0.count / 10) : 0) }
    guard let range = AxisRange.covering(settled.map(\.y)) else { return nil }
    return state.isLogScale ? range : range.rounded
  }

  private func drawTable(_ other: AppState, on screen: inout Screen, in rect: Rect) {
    guard !rect.isEmpty else { return }
    let title =
      state.rival?.run.map { "A now · B run \($0)" }
      ?? (state.rival?.isEarlier ?? false ? "A now · B before" : "A · B rival")
    box(title, [], in: rect).draw(on: &screen, in: rect, as: state.appearance)
    let figures = CompareFigures(state, other)
    Table(
      columns: [
        .init(""), .init("A", alignment: .right), .init("B", alignment: .right),
      ], rows: figures.rows
    ).draw(on: &screen, in: rect.inset(horizontal: 2), as: state.appearance)
  }

  // MARK: - Without a rival

  private func drawCard(on screen: inout Screen, in rect: Rect) {
    guard !rect.isEmpty else { return }
    box("B no rival yet", [], in: rect).draw(on: &screen, in: rect, as: state.appearance)
    let area = Area(rect.inset(horizontal: 2), as: state.appearance)
    let before = state.earlier.last.map { "the training before, \($0.model.model)" }
    let choices: [(key: String, text: String)] = [
      ("e", "change a value, and train that beside this one"),
      ("m", "train another model beside this one"),
      ("o", before ?? "the training before, once there is one"),
      ("v", "a saved run: choose one on the Runs screen (g u), and press v there"),
    ]
    var lines = Card.wrapped(
      "Choose what to compare this training with. Both see the same batches from the same first "
        + "weights, in turns; the digit and the cursor are linked.", width: area.width
    ).map { StyledText($0) }
    lines.append("")
    for choice in choices {
      for (index, line) in Card.wrapped(choice.text, width: area.width - 4).enumerated() {
        lines.append(
          StyledText(index == 0 ? "\(choice.key)   " : "    ", Style(.key, .bold))
            + StyledText(line, Style(.muted)))
      }
    }
    for (row, line) in lines.prefix(area.height).enumerated() {
      area.write(line, row: row, on: &screen)
    }
  }
}

import Models
import Render

/// Train and test loss over epochs, with the floor and the linear baseline.
struct LossChart {
  private let state: AppState
  private let train: [Point]
  private let test: [Point]
  private let stepsPerEpoch: Float

  init(_ state: AppState, _ training: TrainingSnapshot) {
    self.state = state
    let steps = Float(max(1, training.stepsPerEpoch))
    stepsPerEpoch = steps
    func points(_ history: History) -> [Point] {
      history.whole.map { Point(x: Float($0.step) / steps, y: $0.mean) }
    }
    train = points(training.charted.train)
    test = points(training.charted.test)
  }

  func draw(on screen: inout Screen, in rect: Rect) {
    guard train.count + test.count > 1 else {
      state.drawSentence("waiting for the first steps…", on: &screen, in: rect)
      return
    }
    let chart = chart
    chart.draw(on: &screen, in: rect, as: state.appearance)
    // Marks of the time machine take that row.
    if let floor = state.lossFloor, floor < range.lower, floor > 0, state.viewedStep == nil {
      let text = StyledText("floor \(TitleText.number(floor)) is below ↓", Style(.floor))
      // At the left, where curves are high above.
      Area(rect, as: state.appearance).write(text, column: 7, row: rect.height - 2, on: &screen)
    }
    drawHandle(of: chart, on: &screen, in: rect)
  }

  /// Returns the step under a screen's column, nil beside the plot.
  func step(atColumn column: Int, in rect: Rect) -> Int? {
    guard let x = chart.x(atColumn: column, in: rect), x.isFinite else { return nil }
    return Int(max(0, x * stepsPerEpoch).rounded())
  }

  /// Draws what the time machine is dragged by: where it is, and where else it can go.
  private func drawHandle(of chart: LineChart, on screen: inout Screen, in rect: Rect) {
    guard let step = state.viewedStep,
      let place = chart.column(ofX: Float(step) / stepsPerEpoch, in: rect)
    else { return }
    let area = Area(rect, as: state.appearance)
    let isUnicode = state.appearance.glyphs == .unicode
    for kept in state.timeline.steps {
      guard let column = chart.column(ofX: Float(kept) / stepsPerEpoch, in: rect) else { continue }
      area.overlay(
        isUnicode ? "╷" : ".", column: column - rect.x, row: rect.height - 2, Style(.muted),
        on: &screen)
    }
    let text = StyledText(
      " \(isUnicode ? "◆" : "#") step \(NumberText.grouped(step)) ",
      Style(.accent, [.bold, .reverse]))
    let start = min(max(0, place - rect.x - text.width / 2), max(0, rect.width - text.width))
    area.write(text, column: start, row: rect.height > 6 ? 1 : 0, on: &screen)
  }

  private var chart: LineChart {
    var chart = LineChart([
      LineChart.Series("train", points: train, style: Style(.train)),
      LineChart.Series("test", points: test, style: Style(.test), isDashed: state.isWithoutColor),
    ])
    chart.references = references
    chart.yScale = state.isLogScale ? .logarithmic : .linear
    chart.yRange = range
    chart.marker = state.viewedStep.map { Float($0) / stepsPerEpoch }
    return chart
  }

  private var references: [LineChart.Reference] {
    var lines: [LineChart.Reference] = []
    if let floor = state.lossFloor {
      lines.append(LineChart.Reference("floor", value: Float(floor), style: Style(.floor)))
    }
    if let baselines = state.baselines, let loss = state.linearLoss {
      lines.append(
        LineChart.Reference(
          baselines.title, value: Float(loss), style: Style(.baseline)))
    }
    return lines
  }

  /// What is worth seeing: the run without its first fall, the linear baseline, and the floor
  /// unless it is so far below that nothing else would have room.
  private var range: AxisRange {
    let settled = train.dropFirst(train.count / 10) + test.dropFirst(max(1, test.count / 10))
    let values = settled.isEmpty ? train + test : Array(settled)
    guard var range = AxisRange.covering(values.map(\.y)) else { return AxisRange(0, 1) }
    if let loss = state.linearLoss { range = range.union(AxisRange(loss, loss * 1.02)) }
    if let floor = state.lossFloor {
      let isNear = range.lower - floor <= range.length
      if isNear || state.isLogScale && floor > 0 {
        range = range.union(AxisRange(floor, range.upper))
      }
    }
    return state.isLogScale ? range : range.rounded
  }
}

extension AppState {
  /// Whether styles must be told apart without colour.
  var isWithoutColor: Bool { appearance.colors == .mono }
}

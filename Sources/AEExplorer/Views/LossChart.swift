import Models
import Render

/// Train and test loss over epochs, with the floor and the linear baseline.
struct LossChart {
  private let state: AppState
  private let train: [Point]
  private let test: [Point]

  init(_ state: AppState, _ training: TrainingSnapshot) {
    self.state = state
    let steps = Float(max(1, training.stepsPerEpoch))
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
    var chart = LineChart([
      LineChart.Series("train", points: train, style: Style(.train)),
      LineChart.Series("test", points: test, style: Style(.test), isDashed: state.isWithoutColor),
    ])
    chart.references = references
    chart.yScale = state.isLogScale ? .logarithmic : .linear
    let range = range
    chart.yRange = range
    chart.draw(on: &screen, in: rect, as: state.appearance)
    if let floor = state.lossFloor, floor < range.lower, floor > 0 {
      let text = StyledText("floor \(TitleText.number(floor)) is below ↓", Style(.floor))
      // At the left, where curves are high above.
      Area(rect, as: state.appearance).write(text, column: 7, row: rect.height - 2, on: &screen)
    }
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

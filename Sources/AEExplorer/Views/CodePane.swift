import Models
import Render

/// The code of the digit shown, and what each dimension is worth.
struct CodePane {
  let state: AppState

  init(_ state: AppState) {
    self.state = state
  }

  func draw(on screen: inout Screen, in rect: Rect) {
    state.box(.code, subject: " of \(state.dataset.sample) \(state.digit + 1)", title, in: rect)
      .draw(on: &screen, in: rect, as: state.appearance)
    let inside = rect.inset()
    guard let code = state.currentCode else {
      state.drawSentence("encoding the \(state.dataset.sample)…", on: &screen, in: inside)
      return
    }
    let interior = drawReadouts(on: &screen, in: inside)
    // Bars that do not fit under each other stand side by side.
    let isUpright = code.count > max(1, interior.height - 1)
    let parts =
      isUpright
      ? interior.rows([.fraction(0.6), .minimum(0)])
      : interior.columns([.minimum(0), .fraction(0.42)], spacing: 2)
    draw(codeBars(code), "value" + deviations, isUpright: isUpright, on: &screen, in: parts[0])
    draw(worthBars, worthCaption, isUpright: isUpright, on: &screen, in: parts[1])
  }

  /// Draws what the model has to show besides its code, a line each, at the foot of the pane.
  ///
  /// - Returns: the room that is left.
  private func drawReadouts(on screen: inout Screen, in rect: Rect) -> Rect {
    guard let observation = state.observation else { return rect }
    let readouts = lines(of: observation, width: rect.width)
    // Measured more rarely than codes are: a line says of which step they are, where there is room.
    let heading = observation.readoutStep != observation.step && rect.height >= 6 ? 1 : 0
    let count = min(readouts.count, max(0, rect.height - 4 - heading))
    guard count > 0 else { return rect }
    let parts = rect.rows([.minimum(0), .fixed(heading), .fixed(count)])
    Area(parts[1], as: state.appearance).write(
      StyledText("measured at step \(observation.readoutStep):", Style(.muted)), row: 0, on: &screen
    )
    let area = Area(parts[2], as: state.appearance)
    for (row, line) in readouts.prefix(count).enumerated() {
      area.write(line, row: row, on: &screen)
    }
    return parts[0]
  }

  /// What the read-outs say, as many in a line as fit, without those whose bars the pane shows.
  private func lines(of observation: Observation, width: Int) -> [StyledText] {
    var lines: [StyledText] = []
    for readout in observation.readouts where !isShown(readout, observation) {
      let text =
        StyledText(readout.name + " ", Style(.muted))
        + StyledText(ReadoutText.line(readout.value, unit: readout.unit))
      if let last = lines.last, last.width + 3 + text.width <= width {
        lines[lines.count - 1] = last + StyledText(" · ", Style(.muted)) + text
      } else {
        lines.append(text)
      }
    }
    return lines
  }

  /// Whether a read-out's bars are those of the dimensions' worths.
  private func isShown(_ readout: ReadoutResult, _ observation: Observation) -> Bool {
    guard case .bars(let values, _) = readout.value, values.count == observation.worths.count else {
      return false
    }
    return zip(values, observation.worths).allSatisfy { abs($0 - $1) <= 0.1 * abs($1) + 1e-4 }
  }

  private var title: [StyledText] {
    if hasPrior, let sum = state.observation?.worths.reduce(0, +) {
      return [TitleText.value("mean KL", Double(sum), unit: "nats")]
    }
    return []
  }

  private func draw(
    _ chart: BarChart, _ caption: String, isUpright: Bool, on screen: inout Screen, in rect: Rect
  ) {
    let rows = rect.rows([.fixed(rect.height >= (isUpright ? 2 : 3) ? 1 : 0), .minimum(0)])
    Area(rows[0], as: state.appearance).write(
      StyledText(caption, Style(.muted)), row: 0, on: &screen)
    // With few dimensions and much room bars stand apart.
    guard !isUpright, chart.bars.count * 2 <= rows[1].height else {
      var chart = chart
      chart.direction = isUpright ? .vertical : .horizontal
      chart.draw(on: &screen, in: rows[1], as: state.appearance)
      return
    }
    for (index, bar) in chart.bars.enumerated() {
      var single = chart
      single.bars = [bar]
      single.selectedBar = chart.selectedBar == index ? 0 : nil
      let row = Rect(x: rows[1].x, y: rows[1].y + 2 * index, width: rows[1].width, height: 1)
      single.draw(on: &screen, in: row, as: state.appearance)
    }
  }

  private func codeBars(_ code: [Float]) -> BarChart {
    var chart = BarChart(code.enumerated().map { BarChart.Bar("z\($0 + 1)", $1) })
    // Of all codes, so that bars of different digits can be compared.
    let largest = code.reduce(state.observation?.largest ?? 0) { max($0, abs($1)) }
    chart.limit = max(largest, hasPrior ? 3 : 0.001)
    chart.isSigned = true
    return chart
  }

  private var hasPrior: Bool { state.hasGaussianCodes }

  /// The posterior's own deviations, where there are few.
  private var deviations: String {
    guard let logVariance = state.inspection?.logVariance, logVariance.count <= 3 else { return "" }
    let sigmas = logVariance.map { value in
      NumberText.fixed(Double(standardDeviation(logVariance: value)), decimals: 2)
    }
    return ", σ " + sigmas.joined(separator: " ")
  }

  private var worthCaption: String { hasPrior ? "KL, nats" : "spread (std)" }

  /// KL of each dimension, or how far the codes spread along it.
  private var worthBars: BarChart {
    let values = state.observation?.worths
    var chart = BarChart(
      (values ?? []).enumerated().map {
        BarChart.Bar("z\($0 + 1)", $1, style: Style(.baseline))
      })
    chart.isSigned = false
    chart.limit = values?.max()
    return chart
  }
}

import Models
import Render

/// How well the model reproduces a drawing, beside the test digits; before there is one, how to paint.
struct DrawScore {
  private let state: AppState
  private let draw: DrawScreen
  /// Whether the nearest digits have no pane of their own.
  private let namesNeighbours: Bool

  init(_ state: AppState, _ draw: DrawScreen, namesNeighbours: Bool) {
    self.state = state
    self.draw = draw
    self.namesNeighbours = namesNeighbours
  }

  func draw(on screen: inout Screen, in rect: Rect) {
    let hasFrame = rect.height >= 4
    if hasFrame {
      Box(StyledText(draw.reading == nil ? "How" : "Score", Style(.title, .bold)))
        .draw(on: &screen, in: rect, as: state.appearance)
    }
    let interior = hasFrame ? rect.inset(horizontal: 2) : rect
    guard let reading = draw.reading else {
      TextBlock(instructions).draw(on: &screen, in: interior, as: state.appearance)
      return
    }
    let lines = lines(of: reading)
    let area = Area(interior, as: state.appearance)
    for (row, line) in lines.prefix(area.height).enumerated() {
      area.write(line, row: row, on: &screen)
    }
    let rest = interior.rows([.fixed(lines.count), .minimum(0)])[1]
    if rest.height >= 3 { drawErrors(Double(reading.squaredError), on: &screen, in: rest) }
  }

  private var instructions: StyledText {
    let keys: [(String, String)] = [
      ("drag", " paints, the right button erases · "), ("arrows", " move the pen, "),
      ("Enter", " puts it down · "), ("x", " eraser · "), ("+ -", " brush · "),
      ("u", " takes a stroke back · "),
      ("t", " takes test \(state.dataset.sample) \(state.digit + 1) · "), ("C", " centring"),
    ]
    return keys.reduce("") { text, part in
      text + StyledText(part.0, Style(.key, .bold)) + StyledText(part.1)
    }
  }

  private func lines(of reading: DrawingReading) -> [StyledText] {
    var lines = [error(reading), code(reading)]
    let nearest = reading.neighbours.prefix(5)
    if let first = nearest.first {
      let classes = nearest.map { state.className(of: $0.digit) }
      // Of classes that are equally frequent the nearest.
      let best = classes.enumerated().max { left, right in
        let (lesser, greater) = (
          classes.count { $0 == left.element }, classes.count { $0 == right.element }
        )
        return (lesser, -left.offset) < (greater, -right.offset)
      }
      var line = StyledText("nearest classes ", Style(.muted))
      for neighbour in nearest {
        let label = state.dataset.labels.indices.contains(neighbour.digit)
        let style =
          label
          ? Style(.category(state.dataset.labels[neighbour.digit] % 10), on: .standard, .bold)
          : Style(.text)
        line += StyledText(state.className(of: neighbour.digit) + " ", style)
      }
      line += StyledText("· most like “\(best?.element ?? "")”")
      if namesNeighbours {
        line += StyledText(
          " · digit \(first.digit + 1) at \(NumberText.fixed(Double(first.distance), decimals: 2))",
          Style(.muted))
      }
      lines.append(line)
    }
    return lines
  }

  private func error(_ reading: DrawingReading) -> StyledText {
    let value = TitleText.value("squared error", Double(reading.squaredError))
    guard let errors = state.observation?.errors, !errors.isEmpty else { return value }
    let below = errors.count { $0 < reading.squaredError }
    let share = Int((100 * Double(below) / Double(errors.count)).rounded())
    // Said of the side that it is on, so that good is good to read.
    let place =
      share <= 50
      ? "lower than \(100 - share) % of test digits" : "higher than \(share) % of test digits"
    return value + StyledText(" · ") + StyledText(place, Style(share <= 95 ? .good : .warning))
  }

  private func code(_ reading: DrawingReading) -> StyledText {
    func number(_ value: Float) -> String { NumberText.fixed(Double(value), decimals: 2) }
    guard reading.code.count <= 4 else {
      let length = reading.code.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return StyledText("code ", Style(.muted))
        + StyledText("\(reading.code.count) numbers, length \(number(length))")
    }
    var text =
      StyledText("code ", Style(.muted))
      + StyledText("(" + reading.code.map(number).joined(separator: ", ") + ")")
    if let logVariance = reading.logVariance {
      let sigmas = logVariance.map { number(standardDeviation(logVariance: $0)) }
      text += StyledText(" σ ", Style(.muted)) + StyledText(sigmas.joined(separator: " "))
    }
    let centring = draw.isCentred ? "scaled and centred" : "as it is"
    return text + StyledText(" · " + centring, Style(.muted))
  }

  /// How the test digits' errors are spread, and where that of the drawing is among them.
  private func drawErrors(_ value: Double, on screen: inout Screen, in rect: Rect) {
    let errors = (state.observation?.errors ?? []).filter(\.isFinite)
    guard let most = errors.max(), most > 0 else { return }
    let rows = rect.rows([.minimum(0), .fixed(1)])
    let limit = max(Double(most), value)
    let bins = max(1, rect.width / 2)
    var counts = [Float](repeating: 0, count: bins)
    for error in errors {
      counts[min(Int(Double(error) / limit * Double(bins)), bins - 1)] += 1
    }
    let columns = (0..<rect.width).map { Optional(counts[min($0 * bins / rect.width, bins - 1)]) }
    Sparkline(columns, style: Style(.baseline)).draw(on: &screen, in: rows[0], as: state.appearance)
    guard value.isFinite else { return }
    let column = min(Int(value / limit * Double(rect.width)), rect.width - 1)
    let area = Area(rows[1], as: state.appearance)
    let note = "errors of the test digits"
    let name = "▲ yours"
    let start = min(column, max(0, rect.width - name.count))
    let isLeft = start > note.count + 2
    area.write(
      StyledText(note, Style(.muted)), column: isLeft ? 0 : max(0, rect.width - note.count),
      row: 0, on: &screen)
    area.write(StyledText(name, Style(.cursor, .bold)), column: start, row: 0, on: &screen)
  }
}

import Models
import Render

/// The form of hyper-parameters: a row a field, and under them what the chosen one is about.
struct FormOverlay {
  private let state: AppState
  private let form: ConfigurationForm
  private let card: Card

  /// Rows under the list: a rule, what the field is about, what applying does.
  private static let noteHeight = 5

  init(_ state: AppState, _ form: ConfigurationForm) {
    self.state = state
    self.form = form
    card = Card(state, width: 92, height: form.fields.count + 3 + Self.noteHeight)
  }

  func draw(on screen: inout Screen) {
    let title =
      "Hyper-parameters of \(state.configuration.model.model)"
      + (state.viewedStep.map { " from step \(NumberText.grouped($0))" } ?? "")
    card.draw(title, on: &screen)
    let parts = card.interior.rows([.fixed(1), .minimum(0), .fixed(noteHeight)])
    Area(parts[0], as: state.appearance).write(
      row("", "", "value", "default", "changes", "allowed").restyled { $0 = Style(.muted) }, row: 0,
      on: &screen)
    drawFields(on: &screen, in: parts[1])
    drawNote(on: &screen, in: parts[2])
  }

  /// Returns the field that a cell of the screen belongs to.
  func field(atColumn column: Int, row: Int) -> Int? {
    let list = card.interior.rows([.fixed(1), .minimum(0), .fixed(noteHeight)])[1]
    guard list.contains(x: column, y: row) else { return nil }
    let index = firstRow(in: list) + row - list.y
    return form.fields.indices.contains(index) ? index : nil
  }

  private var noteHeight: Int { min(Self.noteHeight, max(1, card.interior.height / 3)) }

  private func firstRow(in rect: Rect) -> Int {
    Card.firstRow(of: form.fields.count, showing: form.selection, in: rect.height)
  }

  private func drawFields(on screen: inout Screen, in rect: Rect) {
    let area = Area(rect, as: state.appearance)
    let first = firstRow(in: rect)
    for (line, field) in form.fields.dropFirst(first).prefix(rect.height).enumerated() {
      let isChosen = first + line == form.selection
      let value = isChosen ? form.typed.map { $0 + "_" } ?? field.text : field.text
      var text = row(
        isChosen ? ">" : " ", field.name, value, field.defaultText,
        field.isLive ? "at once" : "anew", field.allowed)
      if isChosen {
        text = text.restyled { $0 = Style(.accent, .bold) }
      } else if field.text != field.defaultText {
        text = text.restyled { $0 = Style(.text, .bold) }
      }
      area.write(text, row: line, on: &screen)
    }
  }

  private func row(
    _ mark: String, _ name: String, _ value: String, _ standard: String, _ change: String,
    _ allowed: String
  ) -> StyledText {
    StyledText(
      Self.padded(mark, 2) + Self.padded(name, 18) + Self.padded(value, 16)
        + Self.padded(standard, 12) + Self.padded(change, 9) + allowed)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text.count < width
      ? text + String(repeating: " ", count: width - text.count)
      : String(text.prefix(width - 2)) + "… "
  }

  private func drawNote(on screen: inout Screen, in rect: Rect) {
    let area = Area(rect, as: state.appearance)
    var lines: [StyledText] = [""]
    if let field = form.current {
      let about = field.source.isEmpty ? field.summary : "\(field.summary) (\(field.source))"
      lines += Card.wrapped(about, width: rect.width).prefix(2).map { StyledText($0) }
      if case .choice = field.content {
        lines += Card.wrapped(field.allowed, width: rect.width).prefix(1).map {
          StyledText($0, Style(.muted))
        }
      }
    }
    if let complaint = form.complaint {
      lines = ["", StyledText(complaint, Style(.bad, .bold))]
    }
    while lines.count < rect.height - 1 { lines.append("") }
    lines = Array(lines.prefix(max(0, rect.height - 1)))
    lines.append(consequence)
    for (row, line) in lines.enumerated() {
      area.write(line, row: row, on: &screen)
    }
  }

  /// What Enter would do.
  private var consequence: StyledText {
    if state.screen == .compare {
      let start = state.viewedStep.map { "the weights of step \(NumberText.grouped($0))" }
      return StyledText(
        "Enter trains this beside the present training, from \(start ?? "first weights")",
        Style(.warning))
    }
    if let step = state.viewedStep {
      return StyledText(
        "Enter trains on from the weights of step \(NumberText.grouped(step)), with a new optimizer; "
          + "u returns", Style(.warning))
    }
    return form.needsRestart
      ? StyledText(
        "Enter begins a new training; the old one is kept, u returns to it", Style(.warning))
      : StyledText("Enter changes the running training; Esc leaves it as it is", Style(.muted))
  }
}

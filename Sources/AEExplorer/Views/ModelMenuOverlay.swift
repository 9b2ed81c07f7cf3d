import Models
import Render

/// The menu of models: ids at the left, a card on the chosen one at the right.
struct ModelMenuOverlay {
  private let state: AppState
  private let menu: ModelMenu
  private let card: Card

  init(_ state: AppState, _ menu: ModelMenu) {
    self.state = state
    self.menu = menu
    card = Card(state, width: 108, height: max(18, ModelMenu.models.count + 2))
  }

  func draw(on screen: inout Screen) {
    let position = "\(menu.selection + 1) of \(ModelMenu.models.count)"
    card.draw("Models", footer: StyledText(position, Style(.muted)), on: &screen)
    let columns = card.interior.columns([.fixed(listWidth), .minimum(0)], spacing: 2)
    drawList(on: &screen, in: columns[0])
    drawCard(on: &screen, in: columns[1])
  }

  /// Returns the model's place in the list that a cell of the screen belongs to.
  func model(atColumn column: Int, row: Int) -> Int? {
    let list = card.interior.columns([.fixed(listWidth), .minimum(0)], spacing: 2)[0]
    guard list.contains(x: column, y: row) else { return nil }
    let index = firstRow(in: list) + row - list.y
    return ModelMenu.models.indices.contains(index) ? index : nil
  }

  private var listWidth: Int { 3 + ModelMenu.models.reduce(0) { max($0, $1.id.count) } }

  private func firstRow(in rect: Rect) -> Int {
    Card.firstRow(of: ModelMenu.models.count, showing: menu.selection, in: rect.height)
  }

  private func drawList(on screen: inout Screen, in rect: Rect) {
    let area = Area(rect, as: state.appearance)
    let first = firstRow(in: rect)
    for (row, model) in ModelMenu.models.dropFirst(first).prefix(rect.height).enumerated() {
      let isChosen = first + row == menu.selection
      let isRunning = model.id == state.configuration.model.model
      let mark = isRunning ? "• " : "  "
      let padding = String(repeating: " ", count: max(0, rect.width - model.id.count - 2))
      area.write(
        StyledText(
          mark + model.id + padding,
          isChosen
            ? Style(.accent, [.bold, .reverse])
            : Style(isRunning ? .accent : fits(model) ? .text : .muted)),
        row: row, on: &screen)
    }
  }

  private func drawCard(on screen: inout Screen, in rect: Rect) {
    let area = Area(rect, as: state.appearance)
    for (row, line) in lines(width: rect.width).prefix(rect.height).enumerated() {
      area.write(line, row: row, on: &screen)
    }
  }

  /// Whether the model learns from the kind of data that is explored.
  private func fits(_ model: ModelDescription) -> Bool {
    model.kinds.contains(state.dataset.kind)
  }

  private func lines(width: Int) -> [StyledText] {
    let model = menu.model
    var lines = [StyledText(model.title, Style(.title, .bold))]
    if !fits(model) {
      let data = DatasetCatalog.all.first { model.kinds.contains($0.kind) && $0.generate != nil }
      let command = "aexplorer --model \(model.id) --data \(data?.id ?? "NAME")"
      lines += Card.wrapped("needs other data: \(command)", width: width)
        .map { StyledText($0, Style(.warning, .bold)) }
    }
    lines += paragraph(model.summary, width)
    lines.append("")
    lines += fact("minimises", model.objective, width)
    lines += fact(
      "begins with",
      "code \(model.defaultCodeSize), hidden \(ConfigurationForm.list(model.defaultHidden)), "
        + "loss \(model.defaultLoss.rawValue), batch \(model.defaultBatchSize)", width)
    if !model.settings.isEmpty {
      lines += fact("settings", model.settings.map(\.name).joined(separator: ", "), width)
    }
    if !model.presets.isEmpty {
      lines += fact("presets", model.presets.map(\.name).joined(separator: ", "), width)
    }
    if !model.lookAt.isEmpty {
      lines.append("")
      lines += fact("look at", model.lookAt, width)
    }
    lines.append("")
    lines += Card.wrapped(model.source, width: width).map { StyledText($0, Style(.muted)) }
    return lines
  }

  private func paragraph(_ text: String, _ width: Int) -> [StyledText] {
    Card.wrapped(text, width: width).map { StyledText($0) }
  }

  private func fact(_ name: String, _ text: String, _ width: Int) -> [StyledText] {
    let margin = 13
    return Card.wrapped(text, width: max(8, width - margin)).enumerated().map { index, line in
      let label = index == 0 ? name : ""
      let room = String(repeating: " ", count: max(0, margin - label.count))
      return StyledText(label + room, Style(.muted)) + StyledText(line)
    }
  }
}

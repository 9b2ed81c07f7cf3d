import Render

/// The line in which a person types what they look for, and the list of what is found.
struct FindOverlay {
  private let state: AppState
  private let finder: Finder
  private let matches: [FindMatch]
  private let card: Card

  init(_ state: AppState, _ finder: Finder) {
    self.state = state
    self.finder = finder
    matches = finder.matches(in: state)
    card = Card(state, width: 96, height: 24)
  }

  func draw(on screen: inout Screen) {
    card.draw("Find", footer: StyledText(note, Style(.muted)), on: &screen)
    let rows = card.interior.rows([.fixed(1), .minimum(0)])
    Area(rows[0], as: state.appearance).write(line, row: 0, on: &screen)
    let area = Area(rows[1], as: state.appearance)
    guard !matches.isEmpty else {
      state.drawSentence(
        "nothing is called that; Backspace takes a letter back", on: &screen, in: rows[1])
      return
    }
    let first = firstRow(in: area.height)
    for (row, match) in matches.dropFirst(first).prefix(area.height).enumerated() {
      write(match, isChosen: first + row == finder.selection, row: row, in: area, on: &screen)
    }
  }

  /// Returns the match's place in the list that a cell belongs to.
  func entry(atColumn column: Int, row: Int) -> Int? {
    let list = card.interior.rows([.fixed(1), .minimum(0)])[1]
    guard list.contains(x: column, y: row) else { return nil }
    let index = firstRow(in: list.height) + row - list.y
    return matches.indices.contains(index) ? index : nil
  }

  private func firstRow(in height: Int) -> Int {
    Card.firstRow(of: matches.count, showing: finder.selection, in: height)
  }

  private var note: String {
    matches.isEmpty ? "" : "\(finder.selection + 1) of \(matches.count)"
  }

  private var line: StyledText {
    let prompt = StyledText("/ ", Style(.key, .bold))
    let caret = StyledText(" ", Style(.accent, .reverse))
    guard finder.query.isEmpty else {
      return prompt + StyledText(finder.query, Style(.text, .bold)) + caret
    }
    return prompt + caret
      + StyledText(
        " a number (417), class 7, a parameter, a command, a screen, a model", Style(.muted))
  }

  private func write(
    _ match: FindMatch, isChosen: Bool, row: Int, in area: Area, on screen: inout Screen
  ) {
    let key = StyledText(match.key, Style(.key, .bold))
    let room = area.width - key.width - 1
    area.write(StyledText(match.kind, Style(.muted)), column: 0, row: row, limit: 9, on: &screen)
    let style = isChosen ? Style(.accent, [.bold, .reverse]) : Style(.text)
    var text = StyledText(match.name, style)
    if !match.detail.isEmpty { text += StyledText("  " + match.detail, Style(.muted)) }
    area.write(text, column: Self.kindWidth, row: row, limit: room - Self.kindWidth, on: &screen)
    area.write(key, column: area.width - key.width, row: row, on: &screen)
  }

  private static let kindWidth = 11
}

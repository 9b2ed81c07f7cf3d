import Models
import Render

/// The choice of colours, with samples of what they are used for.
struct ThemeMenuOverlay {
  private let state: AppState
  private let card: Card

  init(_ state: AppState) {
    self.state = state
    card = Card(state, width: 66, height: Theme.allCases.count + 7)
  }

  func draw(on screen: inout Screen) {
    card.draw(
      "Colours", footer: StyledText("Enter keeps them, Esc goes back", Style(.muted)), on: &screen)
    let area = Area(card.interior, as: state.appearance)
    for (row, theme) in Theme.allCases.enumerated() {
      let isChosen = theme == state.theme
      let name = StyledText(
        " \(theme.rawValue) ", isChosen ? Style(.accent, [.bold, .reverse]) : Style(.text))
      let room = String(repeating: " ", count: max(1, 17 - name.width))
      area.write(name + StyledText(room + theme.summary, Style(.muted)), row: row, on: &screen)
    }
    for (row, sample) in samples.enumerated() {
      area.write(sample, row: Theme.allCases.count + 1 + row, on: &screen)
    }
  }

  /// Returns the theme's place in the list that a cell belongs to.
  func entry(atColumn column: Int, row: Int) -> Int? {
    guard card.interior.contains(x: column, y: row) else { return nil }
    let index = row - card.interior.y
    return Theme.allCases.indices.contains(index) ? index : nil
  }

  /// Classes, meanings, greys.
  private var samples: [StyledText] {
    var classes = StyledText("classes ", Style(.muted))
    for number in UInt8(0)..<10 {
      classes += StyledText(" \(number) ", Style(.category(number), on: .standard, .bold))
    }
    let isUnicode = state.appearance.glyphs == .unicode
    for number in UInt8(0)..<10 {
      classes += StyledText(isUnicode ? "●" : "o", Style(.category(number)))
    }
    let roles: [(String, Role)] = [
      ("train", .train), ("test", .test), ("linear", .baseline), ("floor", .floor), ("good", .good),
      ("warning", .warning), ("bad", .bad), ("key", .key),
    ]
    var meanings = StyledText("meaning ", Style(.muted))
    for (name, role) in roles { meanings += StyledText(" " + name, Style(role, .bold)) }
    var greys = StyledText("pictures ", Style(.muted))
    for level in UInt8(0)..<24 { greys += StyledText(" ", Style(.standard, on: .gray(level))) }
    greys += " "
    for level in UInt8(0)..<24 { greys += StyledText(" ", Style(.standard, on: .heat(level))) }
    return [classes, meanings, greys]
  }
}

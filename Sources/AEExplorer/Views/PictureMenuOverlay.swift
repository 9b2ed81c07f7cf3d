import Models
import Render

/// What to keep of the screen, and the command that shows it again.
struct PictureMenuOverlay {
  private let state: AppState
  private let menu: PictureMenu
  private let card: Card

  init(_ state: AppState, _ menu: PictureMenu) {
    self.state = state
    self.menu = menu
    let width = min(96, max(40, state.width - 4))
    let lines = TextBlock(StyledText(state.commandLine)).lineCount(width: width - 4)
    card = Card(state, width: width, height: PictureKind.allCases.count + 5 + lines)
  }

  func draw(on screen: inout Screen) {
    card.draw(
      "Keep this screen", footer: StyledText("Enter writes the file", Style(.muted)), on: &screen)
    let count = PictureKind.allCases.count
    let rows = card.interior.rows([.fixed(count + 1), .fixed(1), .minimum(0)])
    let list = Area(rows[0], as: state.appearance)
    for (row, kind) in PictureKind.allCases.enumerated() {
      let style: Style = kind == menu.kind ? Style(.accent, [.bold, .reverse]) : Style(.text)
      list.write(
        StyledText(" \(state.pictureName).\(kind.ending) ", style)
          + StyledText("  " + kind.title, Style(.muted)), row: row, on: &screen)
    }
    Area(rows[1], as: state.appearance).write(
      StyledText(
        "The command that shows it again (M frees the mouse to select it):", Style(.muted)),
      row: 0, on: &screen)
    TextBlock(StyledText(state.commandLine, Style(.key)))
      .draw(on: &screen, in: rows[2], as: state.appearance)
  }

  /// Returns the kind's place in the list that a cell belongs to.
  func entry(atColumn column: Int, row: Int) -> Int? {
    guard card.interior.contains(x: column, y: row) else { return nil }
    let index = row - card.interior.y
    return PictureKind.allCases.indices.contains(index) ? index : nil
  }
}

import Render

/// The menu of screens: a key, a name and half a sentence each.
struct ScreenMenuOverlay {
  private let state: AppState
  private let menu: ScreenMenu
  private let card: Card

  init(_ state: AppState, _ menu: ScreenMenu) {
    self.state = state
    self.menu = menu
    card = Card(state, width: 100, height: ScreenCatalog.all.count + 2)
  }

  func draw(on screen: inout Screen) {
    card.draw("Screens", footer: StyledText("g and a letter", Style(.muted)), on: &screen)
    let area = Area(card.interior, as: state.appearance)
    for (row, entry) in ScreenCatalog.all.dropFirst(firstRow).prefix(area.height).enumerated() {
      area.write(line(entry, isChosen: firstRow + row == menu.selection), row: row, on: &screen)
    }
  }

  /// Returns the screen's place in the list that a cell belongs to.
  func entry(atColumn column: Int, row: Int) -> Int? {
    guard card.interior.contains(x: column, y: row) else { return nil }
    let index = firstRow + row - card.interior.y
    return ScreenCatalog.all.indices.contains(index) ? index : nil
  }

  private var firstRow: Int {
    Card.firstRow(
      of: ScreenCatalog.all.count, showing: menu.selection, in: card.interior.height)
  }

  private func line(_ entry: any ExplorerScreen.Type, isChosen: Bool) -> StyledText {
    let card = entry.card
    let room = String(repeating: " ", count: max(1, 11 - card.name.count))
    let obstacle = entry.obstacle(in: state)
    let name: Style =
      isChosen
      ? Style(.accent, [.bold, .reverse]) : Style(obstacle == nil ? .text : .muted)
    return StyledText(" \(card.key)  ", Style(.key, .bold)) + StyledText(card.name, name)
      + StyledText(room + (obstacle ?? card.summary), Style(.muted))
  }
}

/// The list of screens to go to.
struct ScreenMenu: Equatable, Sendable {
  /// The screen chosen, by its place in the list.
  var selection: Int

  /// Creates the menu with a screen chosen.
  init(choosing id: ScreenID) {
    selection = ScreenCatalog.all.firstIndex { $0.card.id == id } ?? 0
  }

  /// Moves to another screen; the list has ends.
  mutating func move(_ distance: Int) {
    selection = min(max(selection + distance, 0), ScreenCatalog.all.count - 1)
  }
}

/// All screens, in the order of the menu.
///
/// A new one is one line here.
enum ScreenCatalog {
  static let all: [any ExplorerScreen.Type] = [
    ExploreScreen.self,
    TraverseScreen.self,
    DetectScreen.self,
    OrganiseScreen.self,
    RestoreScreen.self,
    CompressScreen.self,
    RecommendScreen.self,
    NetworkScreen.self,
    CompareScreen.self,
    RunsScreen.self,
    DrawScreen.self,
  ]

  /// The names of all of them, for sentences.
  static var names: String {
    all.map { $0.card.id.description }.joined(separator: ", ")
  }

  /// Returns the screen of that name.
  static func screen(_ id: ScreenID) -> (any ExplorerScreen.Type)? {
    all.first { $0.card.id == id }
  }

  /// Returns the screen with that key in the menu: its letter, or its number from 1 (0 for the tenth).
  static func screen(forKey key: Character) -> (any ExplorerScreen.Type)? {
    if let found = all.first(where: { $0.card.key == key }) { return found }
    guard let number = key.wholeNumberValue, key.isASCII else { return nil }
    let index = number == 0 ? 9 : number - 1
    return all.indices.contains(index) ? all[index] : nil
  }
}

import Models

/// The list of models to choose from.
struct ModelMenu: Equatable, Sendable {
  /// The model that the card is about, by its place in the list.
  var selection: Int

  /// The models of the list.
  static var models: [ModelDescription] { ModelCatalog.all }

  /// Creates the menu with a model chosen.
  init(choosing id: String) {
    selection = Self.models.firstIndex { $0.id == id } ?? 0
  }

  /// The model that the card is about.
  var model: ModelDescription { Self.models[selection] }

  /// Moves to another model; the list has ends.
  mutating func move(_ distance: Int) {
    selection = min(max(selection + distance, 0), Self.models.count - 1)
  }

  /// Moves to the next model whose id begins with a letter.
  mutating func find(_ letter: Character) {
    let models = Self.models
    let following = (1...models.count).map { (selection + $0) % models.count }
    if let next = following.first(where: { models[$0].id.first == letter }) { selection = next }
  }
}

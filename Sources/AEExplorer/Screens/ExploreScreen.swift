import Models
import Render

/// The screen that the program opens with: five panes on one training.
///
/// What it knows is in `AppState` itself, since other screens show the same digit and cursor.
struct ExploreScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: .explore, key: "e", name: "Explore",
    summary: "watch training, step through test digits, turn noise up, drag the latent cursor",
    explanation:
      "Everything about one training at a glance: how the loss falls, what becomes of a test digit, "
      + "where the encoder puts all of them, and what the decoder makes of the point under the cursor."
  )

  static let keys = KeyTable.latent + KeyTable.pathEnds + KeyTable.panes

  /// Pictures of places all over the latent plane, where they are wanted.
  var mosaic: Decodings?

  func study(for state: AppState) -> (any Study)? {
    guard state.axes.background == .mosaic, state.dataset.kind == .images, state.codeSize > 1,
      let tiles = MosaicTiles(state)
    else { return nil }
    let labels = state.dataset.labels
    return DecodingStudy(
      recipe: .plane(codes: tiles.codes(state), columns: tiles.columns),
      label: labels.indices.contains(state.digit) ? Int(labels[state.digit]) : nil)
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    if let result = result as? Decodings, result.size == state.codeSize { mosaic = result }
    return []
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    drawPanes(of: state, on: &screen)
  }
}

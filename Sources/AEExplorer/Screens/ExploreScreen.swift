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

  static let keys = KeyTable.latent + KeyTable.plane + KeyTable.pathEnds + KeyTable.panes

  /// Pictures of places all over the latent plane, where they are wanted.
  var mosaic: Mosaic?

  func study(for state: AppState) -> (any Study)? {
    guard state.axes.background == .mosaic, state.dataset.kind == .images, state.codeSize > 1,
      let grid = MosaicGrid(state)
    else { return nil }
    return MosaicStudy(
      grid: grid,
      codes: (0..<(grid.columns * grid.rows)).flatMap { state.code(at: grid.middle($0)) },
      plane: MosaicStudy.PlaneName(state.axes), label: label(in: state),
      revision: state.axes.revision)
  }

  /// The class of the digit shown, unless it is known to make no difference.
  private func label(in state: AppState) -> Int? {
    if let mosaic, !mosaic.isConditional { return mosaic.study.label }
    let labels = state.dataset.labels
    return labels.indices.contains(state.digit) ? Int(labels[state.digit]) : nil
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    guard let result = result as? Mosaic,
      result.study.codes.count == result.study.grid.columns * result.study.grid.rows
        * state.codeSize
    else { return [] }
    mosaic = result
    if result.count == 0, state.axes.background == .mosaic {
      state.axes.background = .nothing
      state.message = "a mosaic of pictures that come pixel by pixel would take too long"
    }
    return []
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    drawPanes(of: state, on: &screen)
  }
}

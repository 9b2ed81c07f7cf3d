import Models
import Render

/// Codes on a tour: each dimension swept, a grid by quantiles, a way between two digits, samples.
struct TraverseScreen: ExplorerScreen {
  /// What is toured.
  enum Mode: Int, CaseIterable, Equatable, Sendable {
    case sweep
    case grid
    case path
    case samples

    /// What its tab says.
    var name: String {
      switch self {
      case .sweep: "Sweep"
      case .grid: "Grid"
      case .path: "Path"
      case .samples: "Samples"
      }
    }
  }

  static let card = ScreenCard(
    id: ScreenID("traverse"), key: "t", name: "Traverse",
    summary:
      "sweep each dimension, see the grid of all pictures, go from digit to digit, draw samples",
    explanation:
      "Sweep moves one number of the code and leaves the others: a row that hardly changes belongs "
      + "to a dimension that the decoder does not use. Grid shows what lies where in the plane of two "
      + "dimensions, with as many codes between neighbours everywhere. Path goes from digit A to "
      + "digit B: a good code passes shapes that could be digits, where mixed pixels only fade. "
      + "Samples are what the model draws by itself. Set A and B with i and I, and press Enter to "
      + "take the chosen code to Explore.",
    formula: "z(t) = (1−t)·A + t·B, or sin((1−t)Ω)/sin Ω · A + sin(tΩ)/sin Ω · B; x = decoder(z)")

  static func obstacle(in state: AppState) -> String? {
    switch state.dataset.kind {
    case .images: nil
    case .points:
      "Traverse shows pictures, and points are none: see them all in Explore's latent plane"
    case .ratings:
      "Traverse shows pictures of codes, and this model predicts ratings instead of drawing"
    }
  }

  /// What is toured.
  var mode = Mode.sweep
  /// The picture chosen: columns and rows from the upper left, the rows of a sweep from the first
  /// dimension of all.
  var column = 3
  var row = 0
  /// The first dimension of a sweep that is shown, in the order of the rows.
  var firstRow = 0
  /// Whether a sweep and a grid go through the origin instead of the digit's code.
  var isThroughOrigin = false
  /// Whether dimensions stay in their own order.
  var isInOrder = false
  /// Which samples.
  var seed: UInt64 = 0
  /// How much larger pictures are than by themselves, in steps.
  var enlargement = 0
  /// What was decoded last.
  var decodings: Decodings?

  mutating func forget() {
    decodings = nil
    (firstRow, row) = (0, 0)
  }

  func study(for state: AppState) -> (any Study)? {
    guard state.dataset.kind == .images, state.dataset.count > 0 else { return nil }
    let layout = TraverseLayout(self, state)
    guard !layout.isTooSmall else { return nil }
    let label =
      state.dataset.labels.indices.contains(state.digit)
      ? Int(state.dataset.labels[state.digit]) : nil
    return DecodingStudy(recipe: recipe(for: state, layout), label: label)
  }

  private func recipe(for state: AppState, _ layout: TraverseLayout) -> CodeRecipe {
    let digit = isThroughOrigin ? nil : state.digit
    switch mode {
    case .sweep:
      let shown = dimensions(of: state).dropFirst(layout.firstRow).prefix(layout.rows)
      return .sweep(dimensions: Array(shown), columns: layout.columns, through: digit)
    case .grid:
      // In a plane of two dimensions there is nothing else that could stay.
      return .grid(
        horizontal: state.axes.horizontal, vertical: state.axes.vertical, columns: layout.columns,
        rows: layout.rows, through: state.codeSize <= 2 ? nil : digit)
    case .path:
      let (start, end) = state.pathDigits
      return .path(from: start, to: end, columns: layout.columns)
    case .samples: return .samples(count: layout.columns * layout.rows, seed: seed)
    }
  }

  /// The dimensions in the order of the rows: those that are used most first.
  func dimensions(of state: AppState) -> [Int] {
    let all = Array(0..<state.codeSize)
    guard !isInOrder, let worths = state.observation?.worths, worths.count == all.count else {
      return all
    }
    return all.sorted { (worths[$0], $1) > (worths[$1], $0) }
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    if let result = result as? Decodings, result.size == state.codeSize { decodings = result }
    return []
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    TraverseView(self, state).draw(on: &screen)
  }
}

import Models
import Render

@testable import AEExplorer

/// Traverse with something decoded, always the same.
enum TraversePictures {
  /// Returns Traverse in a mode.
  static func make(
    _ mode: TraverseScreen.Mode, width: Int = 120, height: Int = 40, codeSize: Int = 10,
    model: String = "vae", appearance: Appearance = Appearance()
  ) -> AppState {
    var state = SampleState.make(
      width: width, height: height, codeSize: codeSize, model: model, appearance: appearance)
    _ = reduce(&state, .show(TraverseScreen.card.id))
    _ = reduce(&state, .screen(ScreenCommand("go", mode.rawValue)))
    return answered(state)
  }

  /// Returns the state with an answer to what Traverse wants to know.
  static func answered(_ state: AppState) -> AppState {
    var state = state
    guard var traverse = state.shownScreen as? TraverseScreen,
      let study = traverse.study(for: state) as? DecodingStudy
    else { return state }
    traverse.decodings = decodings(study.recipe, size: state.codeSize)
    state.screens[TraverseScreen.card.id] = traverse
    return state
  }

  private static func decodings(_ recipe: CodeRecipe, size: Int) -> Decodings {
    let count: Int
    var decodings = Decodings(recipe: recipe, size: size, codes: [], pictures: [], step: 224)
    switch recipe {
    case .sweep(let dimensions, let columns, _):
      count = dimensions.count * columns
      decodings.ranges = dimensions.map { _ in -2.5...2.5 }
    case .grid(_, _, let columns, let rows, _):
      count = columns * rows
      decodings.source = "quantiles of N(0, 1)"
    case .path(_, _, let columns):
      count = 2 * columns
      decodings.mixtures = pictures(columns)
    case .plane(let codes, _): count = codes.count / size
    case .samples(let samples, _):
      count = samples
      decodings.source = "N(0, 1)"
    }
    decodings.codes = (0..<(count * size)).map { Float($0 * 37 % 101) / 25 - 2 }
    decodings.pictures = pictures(count)
    return decodings
  }

  private static func pictures(_ count: Int) -> [Float] {
    (0..<count).flatMap { SampleState.picture(thickness: 1 + 3 * Float($0 % 7) / 6) }
  }

  /// The screens by the names of their files.
  static var all: [(name: String, state: AppState)] {
    var states: [(name: String, state: AppState)] = []
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
      for mode in TraverseScreen.Mode.allCases {
        states.append(
          (
            "traverse-\(mode.name.lowercased())-\(width)x\(height)",
            make(mode, width: width, height: height)
          ))
      }
    }
    states.append(("traverse-smallest-40x12", make(.sweep, width: 40, height: 12)))
    states.append(
      (
        "traverse-ascii-80x24",
        make(
          .sweep, width: 80, height: 24, appearance: Appearance(glyphs: .ascii, colors: .mono))
      ))
    states.append(("traverse-grid-of-1-80x24", make(.grid, width: 80, height: 24, codeSize: 1)))
    return states
  }
}

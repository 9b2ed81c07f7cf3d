import Models
import Render

@testable import AEExplorer

/// The latent plane with something behind its points, always the same.
enum PlaneSamples {
  /// Shows a background, and its pictures at once.
  static func show(_ background: PlaneBackground, in state: inout AppState) {
    while state.axes.background != background { _ = reduce(&state, .plane(.cycleBackground)) }
    state.message = nil
    answer(&state)
  }

  /// Answers the order for pictures that is open, if there is one.
  static func answer(_ state: inout AppState) {
    guard let progress = state.studies[.explore], progress.isOutstanding,
      let study = progress.order.study as? MosaicStudy
    else { return }
    let count = study.grid.columns * study.grid.rows
    let pictures = (0..<count).flatMap {
      SampleState.picture(thickness: 1 + 3 * Float($0 * 5 % 7) / 6)
    }
    let mosaic = Mosaic(study: study, pictures: pictures, isConditional: false, step: 224)
    _ = reduce(
      &state, .studied(StudyNews(order: progress.order, step: progress.step, result: mosaic)))
  }

  /// The screens by the names of their files.
  static var all: [(name: String, state: AppState)] {
    var states: [(name: String, state: AppState)] = []
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
      for background in [PlaneBackground.density, .mosaic] {
        var state = SampleState.make(width: width, height: height)
        show(background, in: &state)
        states.append(("plane-\(background)-\(width)x\(height)", state))
      }
      var state = LatentPlaneTests.principal(width: width, height: height)
      state.inspection?.logVariance = [-1, -2, -3, -1, -2, -4]
      states.append(("plane-principal-\(width)x\(height)", state))
    }
    let others: [(name: String, appearance: Appearance)] = [
      ("16", Appearance(colors: .sixteen)), ("mono", Appearance(colors: .mono)),
      ("ascii", Appearance(glyphs: .ascii, colors: .mono)),
    ]
    for (name, appearance) in others {
      for background in [PlaneBackground.density, .mosaic] {
        var state = SampleState.make(width: 80, height: 24, appearance: appearance)
        show(background, in: &state)
        states.append(("plane-\(background)-\(name)-80x24", state))
      }
    }
    return states
  }
}

import Render

@testable import AEExplorer
@testable import Models

/// The Restore screen with what its studies may have found.
enum RestoreSample {
  /// Returns the explorer with the screen open, and everything found.
  static func make(
    width: Int = 120, height: Int = 40, appearance: Appearance = Appearance()
  ) -> AppState {
    var state = SampleState.make(width: width, height: height, appearance: appearance)
    _ = reduce(&state, .show(ScreenID("restore")))
    answer(&state)
    return state
  }

  /// Answers every question that the screen has, until it has no more.
  static func answer(_ state: inout AppState) {
    for _ in 0..<20 {
      guard let order = state.studies[state.screen]?.order,
        state.studies[state.screen]?.isOutstanding ?? false
      else { return }
      let finding: RestoreScreen.Finding
      if let study = order.study as? RestoredDigitStudy {
        finding = .digit(digit(level: study.hole == nil ? study.noise.level : nil), of: study)
      } else if let study = order.study as? RestorationStudy {
        finding = .all(all(study))
      } else {
        return
      }
      _ = reduce(&state, .studied(StudyNews(order: order, step: 224, result: finding)))
      // A second round would be for the next line only.
      if let study = order.study as? RestorationStudy, study.includesCurve { return }
    }
  }

  private static func all(_ study: RestorationStudy) -> Restorations {
    var found = Restorations(
      kind: study.kind.id, digit: study.digit, strip: study.levels.map { digit(level: $0) })
    guard study.includesCurve else { return found }
    found.images = 256
    found.curve = RestorationCurve(
      study.levels.map {
        let level = Double($0)
        return RestorationCurve.Point(
          level: $0, spoilt: 24 - 30 * level + 10 * level * level, restored: 14 - 3 * level)
      })
    found.line = study.lineLevel.map {
      RestorationLinePoint(level: $0, ratio: 24 - 12 * Double($0))
    }
    return found
  }

  private static func digit(level: Float?) -> RestoredDigit {
    var generator = SampleGenerator(state: 7)
    let clean = SampleState.picture(thickness: 2.2)
    let spoilt = clean.map { min(max($0 + (level ?? 0) * generator.normal(), 0), 1) }
    return RestoredDigit(
      level: level, clean: clean, spoilt: spoilt, restored: SampleState.picture(thickness: 3),
      ratios: (20 - 12 * Double(level ?? 0.5), 12.2), meanImageRatio: level == nil ? 9.8 : nil)
  }
}

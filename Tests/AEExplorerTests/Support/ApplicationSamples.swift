import Render

@testable import AEExplorer
@testable import Models

/// The screens of applications with what their studies may have found.
enum ApplicationSamples {
  /// Returns the explorer with a screen open, and its questions answered.
  static func make(
    _ screen: String, width: Int = 120, height: Int = 40, appearance: Appearance = Appearance()
  ) -> AppState {
    var state = SampleState.make(width: width, height: height, appearance: appearance)
    _ = reduce(&state, .show(ScreenID(screen)))
    answer(&state)
    return state
  }

  /// Answers what the screen shown wants to know, until it wants nothing more.
  static func answer(_ state: inout AppState) {
    for _ in 0..<5 {
      guard let progress = state.studies[state.screen], progress.isOutstanding,
        let result = result(of: progress.order.study, state)
      else { return }
      _ = reduce(&state, .studied(StudyNews(order: progress.order, step: 224, result: result)))
    }
  }

  private static func result(of study: any Study, _ state: AppState) -> (any Sendable)? {
    if study is DetectStudy { return DetectScreen.Finding.scores(scores(state)) }
    if let study = study as? OrganiseStudy { return organisation(study) }
    if let study = study as? NeighboursStudy {
      let pictures = (0..<8).map { SampleState.picture(thickness: 1.6 + 0.3 * Float($0)) }
      return Neighbours(
        digit: study.digit, step: study.step, picture: SampleState.picture(thickness: 2.2),
        indices: (0..<8).map { 26 + 10 * $0 }, pictures: pictures)
    }
    return nil
  }

  /// Class 0 has errors of about 40, the others of about 25.
  static func scores(_ state: AppState) -> DetectScreen.Scores {
    var generator = SampleGenerator(state: 3)
    let labels = state.dataset.labels
    let errors = labels.map { label -> Float in
      let spread = 6 * generator.normal()
      return max(1, (label == 0 ? 40 : 25) + spread)
    }
    let picture = SampleState.picture(thickness: 2.2).map { UInt8($0 * 255) }
    return DetectScreen.Scores(
      model: AnomalyScores(squaredErrors: errors, negativeBounds: errors.map { 4 * $0 }),
      linear: errors.map { $0 + 9 * generator.normal() }, labels: labels,
      images: labels.flatMap { _ in picture })
  }

  private static func organisation(_ study: OrganiseStudy) -> Organisation {
    var result = Organisation(
      step: study.step, method: study.method, clusters: study.clusters, count: 1000)
    var clusters: [Int] = []
    var classes: [Int] = []
    result.table = (0..<study.clusters).map { cluster in
      (0..<study.classes).map { label in
        let count = label == cluster ? 80 : (label * 3 + cluster) % 7
        clusters += Array(repeating: cluster, count: count)
        classes += Array(repeating: label, count: count)
        return count
      }
    }
    result.agreement = ClusterAgreement(clusters: clusters, classes: classes)
    if study.method == .ward {
      let tree = WardTree(of: (0..<study.clusters).map { Float($0 * $0 % 37) }, size: 1)
      result.joins = tree?.joins(clusters: study.clusters) ?? []
    }
    result.scores = [
      Organisation.Score(labels: 10, probe: 0.41, neighbours: 0.38),
      Organisation.Score(labels: 50, probe: 0.62, neighbours: 0.66),
      Organisation.Score(labels: 200, probe: 0.7, neighbours: 0.79),
      Organisation.Score(labels: 500, probe: 0.71, neighbours: 0.83),
    ]
    return result
  }
}

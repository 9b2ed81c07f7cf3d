import Render

@testable import AEExplorer
@testable import Models

/// The Recommend screen with ratings and predictions that nobody gave or learnt.
enum RecommendSample {
  static let users = 70
  static let items = 90

  /// Returns the explorer with the screen open, and its questions answered.
  static func make(
    _ side: RatingsSide = .items, width: Int = 120, height: Int = 40,
    appearance: Appearance = Appearance()
  ) -> AppState {
    let model = side == .items ? "autorec-item" : "autorec-user"
    var state = SampleState.make(
      width: width, height: height, model: model, appearance: appearance)
    let samples = side == .items ? items : users
    state.dataset.kind = .ratings
    state.dataset.name = "ratings"
    state.dataset.shape = ImageShape(height: 1, width: users + items - samples)
    state.dataset.features = users + items - samples
    state.dataset.labels = Array(repeating: 0, count: samples)
    state.dataset.ratings = facts(side)
    _ = reduce(&state, .show(ScreenID("recommend")))
    answer(&state)
    return state
  }

  /// Answers what the screen wants to know.
  static func answer(_ state: inout AppState) {
    for _ in 0..<3 {
      guard let progress = state.studies[state.screen], progress.isOutstanding else { return }
      let side = state.dataset.ratings?.side ?? .items
      let finding: RecommendScreen.Finding =
        progress.order.study is RatingLinesStudy ? .lines(lines) : .ratings(ratings(side))
      let step = state.shownStep ?? 0
      _ = reduce(&state, .studied(StudyNews(order: progress.order, step: step, result: finding)))
    }
  }

  static let lines = [
    RatingErrorLine(name: "biased MF", error: 0.733),
    RatingErrorLine(name: "item mean", error: 0.924),
    RatingErrorLine(name: "user mean", error: 0.974),
    RatingErrorLine(name: "global mean", error: 1.037),
    RatingErrorLine(name: "noise floor", error: 0.716, isFloor: true),
  ]

  private static func facts(_ side: RatingsSide) -> RatingsFacts {
    RatingsFacts(side: side, lowest: 1, highest: 5, mean: 3.5, noiseFloor: 0.716)
  }

  private static func ratings(_ side: RatingsSide) -> PredictedRatings {
    let (rows, columns) = side == .items ? (items, users) : (users, items)
    var known = [UInt8](repeating: 0, count: rows * columns)
    var heldOut = known
    var predicted = [UInt16](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        let (user, item) = side == .items ? (column, row) : (row, column)
        let thousandths = 1000 + (user * 617 + item * 1283 + user * item * 41) % 4000
        let place = row * columns + column
        predicted[place] = UInt16(thousandths)
        let rating = UInt8(2 * ((thousandths + 500) / 1000))
        switch (user * 29 + item * 17 + user * item) % 10 {
        case 0, 1, 2: known[place] = rating
        case 3: heldOut[place] = rating
        case _: break
        }
      }
    }
    let split = Split(
      images: known, labels: Array(repeating: 0, count: rows), targets: heldOut,
      ratings: facts(side))
    return PredictedRatings(
      split, facts(side), predicted: predicted, rmse: 0.741,
      heldOutCount: heldOut.count { $0 > 0 })
  }
}

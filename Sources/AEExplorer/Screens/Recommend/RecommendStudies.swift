import Models

/// All ratings of a set, known and held out, and what a model predicts for every user and item.
struct PredictedRatings: Sendable {
  /// What the rows are.
  let side: RatingsSide
  /// Rows.
  let samples: Int
  /// Columns.
  let features: Int
  /// Ratings that the model has seen, in half stars, 0 where there is none: `[samples, features]`.
  let known: [UInt8]
  /// Ratings that it has not seen, likewise.
  let heldOut: [UInt8]
  /// What it predicts, in thousandths of a star: `[samples, features]`.
  let predicted: [UInt16]
  /// The lowest and the highest rating, in stars.
  let scale: ClosedRange<Float>
  /// The error on the held-out ratings, in stars; nil without any.
  let rmse: Double?
  /// Ratings that were held out.
  let heldOutCount: Int
  /// Training ratings of each item.
  let popularity: [Int]

  init(
    _ split: Split, _ facts: RatingsFacts, predicted: [UInt16], rmse: Double?, heldOutCount: Int
  ) {
    (side, samples, features) = (facts.side, split.count, split.featureCount)
    (known, heldOut) = (split.images, split.targets)
    (self.predicted, self.rmse, self.heldOutCount) = (predicted, rmse, heldOutCount)
    scale = facts.lowest...max(facts.lowest, facts.highest)
    precondition(
      predicted.count == known.count, "\(predicted.count) predictions of \(known.count) ratings")
    let byRow = facts.side == .items
    var counts = Array(repeating: 0, count: byRow ? samples : features)
    for row in 0..<samples {
      for column in 0..<features where known[row * features + column] > 0 {
        counts[byRow ? row : column] += 1
      }
    }
    popularity = counts
  }

  /// The number of users.
  var users: Int { side == .users ? samples : features }
  /// The number of items.
  var items: Int { side == .items ? samples : features }
  /// The share of all cells that has a known rating.
  var density: Double {
    Double(popularity.reduce(0, +)) / Double(max(1, known.count))
  }

  private func place(_ user: Int, _ item: Int) -> Int {
    precondition(
      (0..<users).contains(user) && (0..<items).contains(item),
      "user \(user) of \(users), item \(item) of \(items)")
    return side == .users ? user * features + item : item * features + user
  }

  private static func stars(_ byte: UInt8) -> Float? {
    byte == 0 ? nil : Float(byte) / RatingsFacts.stepsPerStar
  }

  /// The rating that the model knows, in stars.
  func known(user: Int, item: Int) -> Float? { Self.stars(known[place(user, item)]) }

  /// The rating that was held out, in stars.
  func heldOut(user: Int, item: Int) -> Float? {
    heldOut.isEmpty ? nil : Self.stars(heldOut[place(user, item)])
  }

  /// What the model predicts, in stars.
  func predicted(user: Int, item: Int) -> Float { Float(predicted[place(user, item)]) / 1000 }

  /// Returns the items that a user has not rated and those that they have, the best predicted first.
  func items(for user: Int) -> (new: [Int], rated: [Int]) {
    guard (0..<users).contains(user) else { return ([], []) }
    var (new, rated): ([Int], [Int]) = ([], [])
    for item in 0..<items {
      if known[place(user, item)] > 0 { rated.append(item) } else { new.append(item) }
    }
    func isBetter(_ left: Int, _ right: Int) -> Bool {
      let (a, b) = (predicted[place(user, left)], predicted[place(user, right)])
      return a == b ? left < right : a > b
    }
    return (new.sorted(by: isBetter), rated.sorted(by: isBetter))
  }
}

/// Predicts all ratings.
struct PredictedRatingsStudy: Study {
  /// Users times items that are kept at most: five bytes each.
  static let mostCells = 1 << 25
  /// Rows that are decoded between two looks at whether anybody still waits.
  private static let batch = 128
  /// What predictions are multiplied with, in the units of models.
  private static let thousandths = 1000 * 255 / RatingsFacts.stepsPerStar

  func run(in context: StudyContext) -> RecommendScreen.Finding? {
    let split = context.dataset.test
    guard let facts = split.ratings else { return nil }
    let width = split.featureCount
    guard split.images.count <= Self.mostCells else { return .tooLarge }
    let codes = context.inference.encode(split, weights: context.weights)
    guard codes.means.allSatisfy(\.isFinite) else { return .notFinite }
    var predicted: [UInt16] = []
    predicted.reserveCapacity(split.images.count)
    var (squares, count) = (0.0, 0)
    for first in stride(from: 0, to: split.count, by: Self.batch) {
      if context.isCancelled() { return nil }
      let last = min(first + Self.batch, split.count)
      var rows = context.inference.decode(
        Array(codes.means[(first * codes.size)..<(last * codes.size)]), weights: context.weights)
      guard rows.allSatisfy(\.isFinite) else { return .notFinite }
      Self.replaceUnknown(&rows, first: first, split, by: facts.mean)
      predicted += rows.lazy.map { UInt16(min(max(Self.thousandths * $0, 0), 65_535)) }
      guard !split.targets.isEmpty else { continue }
      let errors = RatingsFacts.squaredErrors(
        of: rows[...], truth: split.targets[(first * width)..<(last * width)])
      squares += Double(errors.sum)
      count += errors.count
    }
    let rmse = count > 0 ? (squares / Double(count)).squareRoot() : nil
    return .ratings(
      PredictedRatings(split, facts, predicted: predicted, rmse: rmse, heldOutCount: count))
  }

  /// Predicts the mean of all ratings in rows that have none.
  private static func replaceUnknown(
    _ rows: inout [Float], first: Int, _ split: Split, by mean: Float
  ) {
    let width = split.featureCount
    for row in 0..<(rows.count / max(1, width))
    where split.image(first + row).allSatisfy({ $0 == 0 }) {
      for column in 0..<width {
        rows[row * width + column] = mean * RatingsFacts.stepsPerStar / 255
      }
    }
  }
}

/// An error to compare a recommender's with.
struct RatingErrorLine: Equatable, Sendable {
  /// What predicts so.
  var name: String
  /// RMSE in stars.
  var error: Double
  /// Whether no prediction can be better.
  var isFloor = false
}

/// Errors of simple predictors on the held-out ratings, and the least possible one.
struct RatingLinesStudy: Study {
  func run(in context: StudyContext) -> RecommendScreen.Finding? {
    let split = context.dataset.test
    guard let facts = split.ratings else { return nil }
    let found = facts.baselines(on: split)
    var lines = [
      RatingErrorLine(name: "biased MF", error: found.matrixFactorization),
      RatingErrorLine(name: "item mean", error: found.itemMean),
      RatingErrorLine(name: "user mean", error: found.userMean),
      RatingErrorLine(name: "global mean", error: found.globalMean),
    ]
    if let floor = facts.noiseFloor {
      lines.append(RatingErrorLine(name: "noise floor", error: floor, isFloor: true))
    }
    return .lines(lines)
  }
}

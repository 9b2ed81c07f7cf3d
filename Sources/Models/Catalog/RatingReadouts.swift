internal import CKernels

/// What is measured of recommenders: errors a rating, the lines to compare them with, and whether
/// they recommend anything but the most popular items.
enum RatingReadouts {
  static let all: [Readout] = [
    Readout(
      "rmse", summary: "Root mean squared error of the predictions of held-out ratings, a rating.",
      unit: "stars"
    ) { context in
      context.ratingErrors?.rmse.map { .number($0) }
    },
    Readout(
      "rmse by popularity",
      summary:
        "The same for the rarest fifth of the samples, the next …; rare ones are harder. The "
        + "line is that of all.",
      unit: "stars"
    ) { context in
      context.ratingErrors.map {
        .bars($0.rmseByLabel.map(Float.init), line: $0.rmse.map { Float($0) })
      }
    },
    baseline("biased matrix factorisation", "of μ + b + c + p · q with 16 factors") {
      $0.matrixFactorization
    },
    baseline("item mean", "of each item's mean rating") { $0.itemMean },
    baseline("user mean", "of each user's mean rating") { $0.userMean },
    baseline("global mean", "of one number for everything") { $0.globalMean },
    Readout(
      "noise floor",
      summary: "What no prediction can be better than; known where ratings were generated.",
      unit: "stars"
    ) { context in
      context.split.ratings?.noiseFloor.map { .number($0) }
    },
    Readout(
      "catalogue coverage",
      summary:
        "Items that are among the ten best new ones of anybody, of all items; looked at with "
        + "100 users. A good error may go with a list that is the same for everybody."
    ) { context in
      RecommendationLists(context).map { .count($0.coverage, of: $0.items) }
    },
    Readout(
      "popularity of the lists",
      summary:
        "How many training ratings the items of those lists have, as a multiple of the mean.",
      unit: "×"
    ) { context in
      RecommendationLists(context).map { .number($0.popularity) }
    },
  ]

  private static func baseline(
    _ name: String, _ what: String, _ value: @escaping @Sendable (RatingBaselines) -> Double
  ) -> Readout {
    Readout(name, summary: "RMSE \(what), on the same held-out ratings.", unit: "stars") {
      context in
      context.split.ratings.map { .number(value($0.baselines(on: context.split))) }
    }
  }
}

/// Errors of predicted ratings.
struct RatingErrors: Equatable {
  /// Over all held-out ratings; nil if there are none.
  var rmse: Double?
  /// Over those of the samples with each label; 0 where there are none.
  var rmseByLabel: [Double]
}

extension ReadoutContext {
  /// The errors of the model on the held-out ratings.
  var ratingErrors: RatingErrors? {
    guard split.ratings != nil, !split.targets.isEmpty else { return nil }
    let model = model
    let width = split.featureCount
    let predictions = RatingPredictions(self)
    var squares: [Double] = Array(repeating: 0, count: 5)
    var counts: [Double] = Array(repeating: 0, count: 5)
    precondition(model.inputSize == width, "\(width) features for a model of \(model.inputSize)")
    for sample in 0..<split.count {
      let label = min(4, Int(split.labels[sample]))
      for feature in 0..<width {
        let byte = split.targets[sample * width + feature]
        guard byte > 0 else { continue }
        let stars = Float(byte) / RatingsFacts.stepsPerStar
        let error = Double(predictions.stars(sample: sample, feature: feature) - stars)
        squares[label] += error * error
        counts[label] += 1
      }
    }
    let count = counts.reduce(0, +)
    return RatingErrors(
      rmse: count > 0 ? (squares.reduce(0, +) / count).squareRoot() : nil,
      rmseByLabel: zip(squares, counts).map { $1 > 0 ? ($0 / $1).squareRoot() : 0 })
  }
}

/// Predictions of single ratings, from the codes of the samples.
struct RatingPredictions {
  private let codes: Codes
  private let weight: [Float]
  private let bias: [Float]
  private let means: [Float]
  private let range: [Float]
  private let isSigmoid: Bool
  private let isKnown: [Bool]

  /// Creates the predictions of a recommender's weights.
  init(_ context: ReadoutContext) {
    codes = context.codes
    weight = context.parameter("decoder.0.weight")
    bias = context.parameter("decoder.0.bias")
    means = context.parameter("ratings.means")
    range = context.parameter("ratings.range")
    isSigmoid = context.configuration.settings["output"] == 1
    let split = context.split
    isKnown = (0..<split.count).map { sample in split.image(sample).contains { $0 > 0 } }
  }

  /// Returns the rating as it is shown: clipped to the scale, and the global mean where the sample or
  /// the feature is unknown.
  func stars(sample: Int, feature: Int) -> Float {
    guard isKnown[sample], means[feature] != 0 else { return range[2] }
    var dot: Float = 0
    weight.withUnsafeBufferPointer { weight in
      codes.means.withUnsafeBufferPointer { codes in
        guard let weight = weight.baseAddress, let code = codes.baseAddress else { return }
        ae_dense_row(
          code + sample * self.codes.size, weight + feature * self.codes.size, self.codes.size, 1,
          &dot)
      }
    }
    let sum = dot + bias[feature]
    let stars =
      isSigmoid ? range[0] + (range[1] - range[0]) / (1 + Float(exponential(Double(-sum)))) : sum
    return min(max(stars, range[0]), range[1])
  }
}

/// The ten best items that each of some users has not rated.
struct RecommendationLists {
  /// Items of the catalogue.
  let items: Int
  /// Different items in the lists.
  let coverage: Int
  /// The mean number of training ratings of the listed items, relative to that of all items.
  let popularity: Double

  /// Users that are looked at.
  private static let userCount = 100
  /// Items a list.
  private static let length = 10

  /// Makes the lists with a recommender's weights; nil for anything else.
  init?(_ context: ReadoutContext) {
    guard let facts = context.split.ratings else { return nil }
    let split = context.split
    let features = split.featureCount
    let predictions = RatingPredictions(context)
    let users = facts.side == .items ? features : split.count
    items = facts.side == .items ? split.count : features
    var counts = [Int](repeating: 0, count: items)
    for place in split.images.indices where split.images[place] > 0 {
      counts[facts.side == .items ? place / features : place % features] += 1
    }
    var listed = Set<Int>()
    var ratings = 0
    var entries = 0
    for index in 0..<min(Self.userCount, users) {
      let user = index * users / min(Self.userCount, users)
      var best: [(stars: Float, item: Int)] = []
      for item in 0..<items {
        let (sample, feature) = facts.side == .items ? (item, user) : (user, item)
        guard split.images[sample * features + feature] == 0 else { continue }
        let stars = predictions.stars(sample: sample, feature: feature)
        if best.count == Self.length, stars <= best[best.count - 1].stars { continue }
        let place = best.firstIndex { $0.stars < stars } ?? best.count
        best.insert((stars, item), at: place)
        if best.count > Self.length { best.removeLast() }
      }
      for entry in best {
        listed.insert(entry.item)
        ratings += counts[entry.item]
        entries += 1
      }
    }
    coverage = listed.count
    let mean = Double(counts.reduce(0, +)) / Double(max(items, 1))
    popularity = entries > 0 && mean > 0 ? Double(ratings) / Double(entries) / mean : 0
  }
}

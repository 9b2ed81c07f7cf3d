/// What simple predictors reach on the held-out ratings: the lines that a recommender must be below.
///
/// Errors are RMSE in stars, over ratings, never over rows. A prediction of a user or an item without
/// any training rating is the global mean, and every prediction is clipped to the scale.
public struct RatingBaselines: Equatable, Sendable {
  /// The mean of all training ratings for everybody.
  public let globalMean: Double
  /// Each user's mean.
  public let userMean: Double
  /// Each item's mean.
  public let itemMean: Double
  /// Matrix factorisation with biases, μ + b_u + c_i + p_u · q_i.
  ///
  /// Source: Koren, Bell & Volinsky, *Matrix Factorization Techniques for Recommender Systems*
  /// (2009), equations 3 to 5, by stochastic gradient descent.
  public let matrixFactorization: Double

  /// Works out all of them.
  ///
  /// - Parameters:
  ///   - split: training ratings as images, held-out ratings as targets.
  ///   - facts: the scale, and which side the samples are.
  init(_ split: Split, _ facts: RatingsFacts) {
    let known = Self.entries(split.images, features: split.featureCount)
    let heldOut = Self.entries(split.targets, features: split.featureCount)
    let samples = Means(known.map { ($0.sample, $0.stars) }, count: split.count)
    let features = Means(known.map { ($0.feature, $0.stars) }, count: split.featureCount)
    let mean = Double(facts.mean)
    func isKnown(_ entry: Entry) -> Bool {
      samples.counts[entry.sample] > 0 && features.counts[entry.feature] > 0
    }
    func error(_ predict: (Entry) -> Double) -> Double {
      var squares = 0.0
      for entry in heldOut {
        let predicted = isKnown(entry) ? predict(entry) : mean
        let clipped = min(max(predicted, Double(facts.lowest)), Double(facts.highest))
        squares += (clipped - Double(entry.stars)) * (clipped - Double(entry.stars))
      }
      return heldOut.isEmpty ? 0 : (squares / Double(heldOut.count)).squareRoot()
    }
    let bySample = error { samples.means[$0.sample] }
    let byFeature = error { features.means[$0.feature] }
    globalMean = error { _ in mean }
    itemMean = facts.side == .items ? bySample : byFeature
    userMean = facts.side == .items ? byFeature : bySample
    var factorization = BiasedFactorization(
      samples: split.count, features: split.featureCount, mean: facts.mean)
    factorization.fit(known)
    matrixFactorization = error { Double(factorization.prediction($0.sample, $0.feature)) }
  }

  /// A rating and whose it is.
  struct Entry {
    var sample: Int
    var feature: Int
    var stars: Float
  }

  /// Returns the observed ratings of a table `[samples, features]`.
  static func entries(_ bytes: [UInt8], features: Int) -> [Entry] {
    var entries: [Entry] = []
    bytes.withUnsafeBufferPointer { bytes in
      for place in bytes.indices where bytes[place] > 0 {
        entries.append(
          Entry(
            sample: place / features, feature: place % features,
            stars: Float(bytes[place]) / RatingsFacts.stepsPerStar))
      }
    }
    return entries
  }

  /// The mean rating of each user or item.
  private struct Means {
    var means: [Double]
    var counts: [Int]

    init(_ ratings: [(Int, Float)], count: Int) {
      means = Array(repeating: 0, count: count)
      counts = Array(repeating: 0, count: count)
      for (index, stars) in ratings {
        means[index] += Double(stars)
        counts[index] += 1
      }
      for index in means.indices where counts[index] > 0 {
        means[index] /= Double(counts[index])
      }
    }
  }
}

/// Matrix factorisation with biases, by stochastic gradient descent.
private struct BiasedFactorization {
  /// Factors a user or an item.
  private static let rank = 16
  private static let epochs = 40
  private static let firstRate: Float = 0.02
  /// Every epoch's rate is this share of the last one's.
  private static let rateDecay: Float = 0.95
  private static let factorPenalty: Float = 0.08
  private static let biasPenalty: Float = 0.02

  private let mean: Float
  private var sampleBias: [Float]
  private var featureBias: [Float]
  private var sampleFactors: [Float]
  private var featureFactors: [Float]

  init(samples: Int, features: Int, mean: Float) {
    let key = RandomKey(seed: 1, epoch: 0, purpose: .weights)
    self.mean = mean
    sampleBias = Array(repeating: 0, count: samples)
    featureBias = Array(repeating: 0, count: features)
    sampleFactors = key.normal(sample: 0, count: samples * Self.rank).map { 0.1 * $0 }
    featureFactors = key.normal(sample: 1, count: features * Self.rank).map { 0.1 * $0 }
  }

  func prediction(_ sample: Int, _ feature: Int) -> Float {
    var sum = mean + sampleBias[sample] + featureBias[feature]
    for factor in 0..<Self.rank {
      sum +=
        sampleFactors[sample * Self.rank + factor] * featureFactors[feature * Self.rank + factor]
    }
    return sum
  }

  mutating func fit(_ entries: [RatingBaselines.Entry]) {
    let order = UnsafeMutableBufferPointer<Int32>.allocate(capacity: entries.count)
    defer { order.deallocate() }
    order.initialize(repeating: 0)
    var rate = Self.firstRate
    for epoch in 0..<Self.epochs {
      RandomKey(seed: 1, epoch: epoch, purpose: .shuffle).shuffle(order)
      for index in order {
        follow(entries[Int(index)], rate)
      }
      rate *= Self.rateDecay
    }
  }

  private mutating func follow(_ entry: RatingBaselines.Entry, _ rate: Float) {
    let error = entry.stars - prediction(entry.sample, entry.feature)
    sampleBias[entry.sample] += rate * (error - Self.biasPenalty * sampleBias[entry.sample])
    featureBias[entry.feature] += rate * (error - Self.biasPenalty * featureBias[entry.feature])
    for factor in 0..<Self.rank {
      let p = entry.sample * Self.rank + factor
      let q = entry.feature * Self.rank + factor
      let old = sampleFactors[p]
      sampleFactors[p] += rate * (error * featureFactors[q] - Self.factorPenalty * old)
      featureFactors[q] += rate * (error * old - Self.factorPenalty * featureFactors[q])
    }
  }
}

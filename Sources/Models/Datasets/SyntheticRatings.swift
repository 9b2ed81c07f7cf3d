#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Ratings that nobody gave: made from a fixed seed, so that the least possible error is known.
///
/// A user u gives an item i the rating μ + b_u + c_i + p_u · q_i + ε, with two tastes a user, rounded
/// to whole stars of 1 … 5. Some users rate much and some items are rated often, as people do.
struct SyntheticRatings {
  static let users = 1200
  static let items = 800
  /// Two tastes: how much of each a user likes and an item has.
  private static let rank = 2
  private static let mean: Float = 3.5
  private static let userDeviation: Float = 0.4
  private static let itemDeviation: Float = 0.5
  /// Of one factor, on either side; their products' sum has the deviation √2 · 0.6² ≈ 0.5.
  private static let factorDeviation: Float = 0.6
  private static let noise: Float = 0.7
  /// The share of all ratings that is observed.
  private static let density: Float = 0.4
  private static let seed: UInt64 = 20_150_518

  /// The ratings that were observed.
  let table: RatingsTable
  /// What each rating would be on average, known to the generator alone: `[items, users]`, in stars.
  let expected: [Float]

  /// Makes the ratings; always the same ones.
  init() {
    let key = RandomKey(seed: Self.seed, epoch: 0, purpose: .generation)
    let userBias = key.normal(sample: 0, count: Self.users)
    let itemBias = key.normal(sample: 1, count: Self.items)
    let userFactors = key.normal(sample: 2, count: Self.users * Self.rank)
    let itemFactors = key.normal(sample: 3, count: Self.items * Self.rank)
    let userActivity = key.normal(sample: 4, count: Self.users)
    let itemFame = key.normal(sample: 5, count: Self.items)
    var ratings = [UInt8](repeating: 0, count: Self.users * Self.items)
    var expected = [Float](repeating: 0, count: Self.users * Self.items)
    for item in 0..<Self.items {
      let noise = key.normal(sample: 10 + 2 * item, count: Self.users)
      let chance = key.uniform(sample: 11 + 2 * item, count: Self.users)
      for user in 0..<Self.users {
        var clean =
          Self.mean + Self.userDeviation * userBias[user] + Self.itemDeviation * itemBias[item]
        for factor in 0..<Self.rank {
          clean +=
            Self.factorDeviation * userFactors[user * Self.rank + factor] * Self.factorDeviation
            * itemFactors[item * Self.rank + factor]
        }
        let place = item * Self.users + user
        expected[place] = Self.expectation(clean)
        let odds = Self.density * exp(0.5 * userActivity[user] + 0.8 * itemFame[item] - 0.445)
        guard chance[user] < min(0.9, odds) else { continue }
        let stars = (clean + Self.noise * noise[user]).rounded()
        ratings[place] = UInt8(RatingsFacts.stepsPerStar * min(5, max(1, stars)))
      }
    }
    table = RatingsTable(users: Self.users, items: Self.items, ratings: ratings)
    self.expected = expected
  }

  /// Returns the dataset with a tenth of the ratings, which the seed chooses, held out.
  func dataset(seed: UInt64) -> Dataset {
    let (known, heldOut) = table.split(seed: seed)
    var squares = 0.0
    var count = 0.0
    for place in heldOut.indices where heldOut[place] > 0 {
      let stars = Double(heldOut[place]) / Double(RatingsFacts.stepsPerStar)
      let error = Double(expected[place]) - stars
      squares += error * error
      count += 1
    }
    return Dataset.ratings(
      name: "ratings-synthetic", title: "Synthetic ratings", users: Self.users, known: known,
      heldOut: heldOut, noiseFloor: (squares / max(count, 1)).squareRoot())
  }

  /// Returns the mean of a rating whose noise is not known, in stars: what the best prediction is,
  /// with rounding and the ends of the scale in it.
  private static func expectation(_ clean: Float) -> Float {
    // 1 + Σ_k P(rating > k), for the rounded rating is above k where the noise takes it past k + ½.
    (1...4).reduce(Float(1)) { sum, stars in
      let distance = (Float(stars) + 0.5 - clean) / noise
      return sum + Float(0.5 * erfc(Double(distance) / 2.0.squareRoot()))
    }
  }
}

internal import Synchronization

/// What the samples of a ratings set are; the features are the other.
public enum RatingsSide: String, CaseIterable, Codable, Sendable {
  /// A sample is a thing, its features are what people gave to it.
  case items
  /// A sample is a person, the features are what was given to things.
  case users
}

/// What is known of a set of ratings besides the ratings.
///
/// A rating is a byte: half stars, and 0 where nothing was observed.
public final class RatingsFacts: Sendable, Equatable {
  /// Bytes a star: ratings come in half stars.
  public static let stepsPerStar: Float = 2
  /// What a sample is.
  public let side: RatingsSide
  /// The lowest rating, in stars.
  public let lowest: Float
  /// The highest rating, in stars.
  public let highest: Float
  /// The mean of the training ratings, in stars.
  public let mean: Float
  /// The error of the best possible prediction of the held-out ratings, in stars (RMSE); only where
  /// the ratings were generated is it known.
  public let noiseFloor: Double?

  private let known = Mutex<RatingBaselines?>(nil)

  /// Creates facts.
  public init(
    side: RatingsSide, lowest: Float, highest: Float, mean: Float, noiseFloor: Double? = nil
  ) {
    self.side = side
    self.lowest = lowest
    self.highest = highest
    self.mean = mean
    self.noiseFloor = noiseFloor
  }

  /// Returns what simple predictors reach on a split, worked out once: a second for 100,000 ratings.
  public func baselines(on split: Split) -> RatingBaselines {
    known.withLock { known in
      if let known { return known }
      let found = RatingBaselines(split, self)
      known = found
      return found
    }
  }

  /// Returns the same for samples of the other side.
  func turned() -> RatingsFacts {
    RatingsFacts(
      side: side == .items ? .users : .items, lowest: lowest, highest: highest, mean: mean,
      noiseFloor: noiseFloor)
  }

  /// Whether two sets are described alike.
  public static func == (left: RatingsFacts, right: RatingsFacts) -> Bool {
    left.side == right.side && left.lowest == right.lowest && left.highest == right.highest
      && left.mean == right.mean && left.noiseFloor == right.noiseFloor
  }
}

extension Dataset {
  /// Creates a ratings set whose samples are items: each a row of what users gave to it.
  ///
  /// The labels say how often an item was rated: the rarest fifth of all items, the next …
  ///
  /// - Parameters:
  ///   - name: the registered name or the file's.
  ///   - title: the name for people.
  ///   - users: the number of users, at least 1.
  ///   - known: the training ratings in half stars, 0 where there is none, `[items, users]`.
  ///   - heldOut: the held-out ratings likewise; where it is not 0, `known` is.
  ///   - noiseFloor: the least possible error on the held-out ratings, if it is known.
  /// - Returns: the set.
  public static func ratings(
    name: String, title: String, users: Int, known: [UInt8], heldOut: [UInt8],
    noiseFloor: Double? = nil
  ) -> Dataset {
    precondition(
      known.count == heldOut.count && known.count.isMultiple(of: max(1, users)),
      "\(known.count) and \(heldOut.count) ratings for \(users) users")
    var sum = 0
    var count = 0
    var lowest = UInt8.max
    var highest = UInt8.min
    for byte in known where byte > 0 {
      sum += Int(byte)
      count += 1
      lowest = min(lowest, byte)
      highest = max(highest, byte)
    }
    let step = RatingsFacts.stepsPerStar
    let facts = RatingsFacts(
      side: .items, lowest: count > 0 ? Float(lowest) / step : 1,
      highest: count > 0 ? Float(highest) / step : 5,
      mean: count > 0 ? Float(sum) / Float(count) / step : 3, noiseFloor: noiseFloor)
    return ratings(
      name: name, title: title, features: users, known: known, heldOut: heldOut, facts: facts)
  }

  /// Returns the set with the samples that a model wants: items or users.
  ///
  /// Data of another kind is returned as it is.
  public func arranged(for model: ModelDescription) -> Dataset {
    guard let facts = test.ratings, let side = model.ratingsSide, side != facts.side else {
      return self
    }
    let rows = test.count
    let columns = test.featureCount
    return Self.ratings(
      name: name, title: title, features: rows,
      known: Self.transposed(test.images, rows: rows, columns: columns),
      heldOut: Self.transposed(test.targets, rows: rows, columns: columns),
      facts: facts.turned())
  }

  private static func ratings(
    name: String, title: String, features: Int, known: [UInt8], heldOut: [UInt8],
    facts: RatingsFacts
  ) -> Dataset {
    let counts = stride(from: 0, to: known.count, by: features).map { first in
      known[first..<(first + features)].count { $0 > 0 }
    }
    let labels = fifths(of: counts)
    return Dataset(
      name: name, title: title, shape: ImageShape(height: 1, width: features),
      train: Split(images: known, labels: labels, ratings: facts),
      test: Split(images: known, labels: labels, targets: heldOut, ratings: facts),
      classNames: [
        "fewest ratings", "few ratings", "some ratings", "many ratings", "most ratings",
      ],
      kind: .ratings)
  }

  /// Returns the fifth of all samples that each belongs to, by its number of ratings.
  private static func fifths(of counts: [Int]) -> [UInt8] {
    var labels = [UInt8](repeating: 0, count: counts.count)
    let order = counts.indices.sorted { (counts[$0], $0) < (counts[$1], $1) }
    for (rank, sample) in order.enumerated() {
      labels[sample] = UInt8(5 * rank / counts.count)
    }
    return labels
  }

  private static func transposed(_ bytes: [UInt8], rows: Int, columns: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count) { target, initialized in
      bytes.withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for column in 0..<columns {
            target[column * rows + row] = source[row * columns + column]
          }
        }
      }
      initialized = bytes.count
    }
  }

  /// Returns the mean observed rating of each feature as an intensity, 0 for one without ratings.
  ///
  /// Few ratings say little: each mean is drawn towards the mean of all as if five ratings more had
  /// been just that.
  static func meanRatings(of split: Split) -> [Float] {
    let features = split.featureCount
    var sums = [Int](repeating: 0, count: features)
    var counts = [Int](repeating: 0, count: features)
    split.images.withUnsafeBufferPointer { bytes in
      for start in stride(from: 0, to: bytes.count, by: features) {
        for feature in 0..<features where bytes[start + feature] > 0 {
          sums[feature] += Int(bytes[start + feature])
          counts[feature] += 1
        }
      }
    }
    let mean = Float(sums.reduce(0, +)) / Float(max(1, counts.reduce(0, +)))
    return zip(sums, counts).map { sum, count in
      count == 0 ? 0 : (Float(sum) + 5 * mean) / (Float(count) + 5) / 255
    }
  }
}

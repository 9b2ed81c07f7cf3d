/// One value of a series.
public struct HistoryPoint: Equatable, Sendable {
  /// The training step at which it was measured.
  public var step: Int
  /// The value.
  public var value: Float

  /// Creates a point.
  public init(step: Int, value: Float) {
    self.step = step
    self.value = value
  }
}

/// Neighbouring values of a series as one.
public struct HistoryBucket: Equatable, Sendable {
  /// The step of its first value.
  public var step: Int
  /// The least value: spikes stay visible however long the run.
  public var minimum: Float
  /// The greatest value.
  public var maximum: Float
  /// The mean.
  public var mean: Float
  /// How many values it stands for.
  public var count: Int

  /// A bucket of one value; a value that is not a number stays one.
  init(_ point: HistoryPoint) {
    step = point.step
    minimum = point.value
    maximum = point.value
    mean = point.value
    count = 1
  }

  mutating func merge(_ other: HistoryBucket) {
    let total = count + other.count
    mean += (other.mean - mean) * Float(other.count) / Float(total)
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    count = total
  }
}

/// A series of values that stays bounded for ever: the newest exactly, all of them downsampled.
public struct History: Equatable, Sendable {
  /// How many of the newest values are kept exactly.
  public static let recentLimit = 256
  /// How many buckets the whole run may have; when they are full, neighbours are merged.
  public static let bucketLimit = 256

  /// The newest values, oldest first.
  public var recent: [HistoryPoint] {
    Array(ring[start...] + ring[..<start])
  }
  /// The whole run, oldest first; each bucket but the last stands for the same number of values.
  public private(set) var whole: [HistoryBucket] = []
  /// The newest value.
  public private(set) var last: HistoryPoint?

  private var ring: [HistoryPoint] = []
  private var start = 0
  private var stride = 1

  /// Creates an empty series.
  public init() {
    ring.reserveCapacity(Self.recentLimit)
    whole.reserveCapacity(Self.bucketLimit)
  }

  /// Whether nothing has been measured.
  public var isEmpty: Bool { last == nil }

  /// Adds a value; steps never decrease.
  public mutating func append(step: Int, value: Float) {
    let point = HistoryPoint(step: step, value: value)
    last = point
    if ring.count < Self.recentLimit {
      ring.append(point)
    } else {
      ring[start] = point
      start = (start + 1) % Self.recentLimit
    }
    appendToWhole(HistoryBucket(point))
  }

  private mutating func appendToWhole(_ bucket: HistoryBucket) {
    if let newest = whole.last, newest.count < stride {
      whole[whole.count - 1].merge(bucket)
      return
    }
    if whole.count == Self.bucketLimit {
      halve()
    }
    whole.append(bucket)
  }

  private mutating func halve() {
    let pairs = whole.count / 2
    for pair in 0..<pairs {
      whole[pair] = whole[2 * pair]
      whole[pair].merge(whole[2 * pair + 1])
    }
    whole.removeLast(whole.count - pairs)
    stride *= 2
  }
}

/// Clusters of points: each belongs to the nearest of k centres, and each centre is the mean of its
/// points.
///
/// Source: Lloyd, *Least Squares Quantization in PCM* (1982); Arthur & Vassilvitskii, *k-means++: The
/// Advantages of Careful Seeding* (2007), for the first centres.
public struct KMeans: Equatable, Sendable {
  /// Dimensions of a point.
  public let size: Int
  /// The centres, row-major `[clusters, size]`.
  public private(set) var centres: [Float]
  /// The sum over the points of the squared distance from their centre.
  public private(set) var inertia: Double
  /// The cluster of each point that it was fitted to.
  public private(set) var labels: [Int]

  /// Finds clusters: the best of some attempts.
  ///
  /// - Parameters:
  ///   - points: row-major `[count, size]`, at least as many as clusters.
  ///   - size: dimensions of a point.
  ///   - clusters: k, at least 1.
  ///   - seed: of the choice of the first centres.
  ///   - attempts: each begins with other centres; the one with the least inertia is kept.
  ///   - steps: the most steps of each attempt; it ends earlier where the centres hardly move.
  public init(
    of points: [Float], size: Int, clusters: Int, seed: UInt64, attempts: Int = 10,
    steps: Int = 100
  ) {
    precondition(
      size > 0 && points.count.isMultiple(of: size) && clusters > 0 && attempts > 0
        && points.count / size >= clusters,
      "\(points.count) numbers are no \(clusters) clusters of points of \(size)")
    let cloud = PointCloud(points, size: size)
    var best: KMeans?
    for attempt in 0..<attempts {
      let key = RandomKey(seed: seed, epoch: attempt, purpose: .clustering)
      let found = KMeans(cloud, clusters: clusters, key: key, steps: steps)
      if found.inertia < best?.inertia ?? .infinity { best = found }
    }
    // Points that are no numbers have no distance from anything, and the first attempt is as good as
    // any.
    self =
      best
      ?? KMeans(
        cloud, clusters: clusters, key: RandomKey(seed: seed, epoch: 0, purpose: .clustering),
        steps: 0)
  }

  /// Returns the cluster of each of some points `[count, size]`: that of the nearest centre.
  public func clusters(of points: [Float]) -> [Int] {
    PointCloud(points, size: size).nearest(of: centres).labels
  }

  /// One attempt.
  private init(_ cloud: PointCloud, clusters: Int, key: RandomKey, steps: Int) {
    size = cloud.size
    centres = Self.firstCentres(cloud, clusters, key)
    (labels, inertia) = (Array(repeating: 0, count: cloud.count), 0)
    let tolerance = Self.tolerance * cloud.meanVariance
    for _ in 0..<steps {
      let nearest = cloud.nearest(of: centres)
      let moved = cloud.means(nearest, clusters: clusters)
      let shift = zip(moved, centres).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
      centres = moved
      if shift <= tolerance { break }
    }
    let nearest = cloud.nearest(of: centres)
    labels = nearest.labels
    inertia = nearest.distances.reduce(0) { $0 + Double($1) }
  }

  /// Centres that move by less, all together and squared, are where they belong; in parts of the
  /// mean variance of a dimension.
  private static let tolerance = 1e-4

  /// Chooses points far from each other: each with a probability in proportion to its squared
  /// distance from those chosen before.
  private static func firstCentres(
    _ cloud: PointCloud, _ clusters: Int, _ key: RandomKey
  ) -> [Float] {
    let chances = key.uniform(sample: 0, count: clusters)
    var centres = Array(cloud.point(min(cloud.count - 1, Int(chances[0] * Float(cloud.count)))))
    var distances = cloud.nearest(of: centres).distances
    for chance in chances.dropFirst() {
      let next = place(of: chance, in: distances)
      let centre = Array(cloud.point(next))
      centres += centre
      let others = cloud.nearest(of: centre).distances
      for index in distances.indices {
        distances[index] = min(distances[index], others[index])
      }
    }
    return centres
  }

  /// Returns the index at which a part of the sum of all weights is reached.
  private static func place(of part: Float, in weights: [Float]) -> Int {
    let goal = Double(part) * weights.reduce(0) { $0 + Double($1) }
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += Double(weight)
      if sum > goal { return index }
    }
    return weights.count - 1
  }
}

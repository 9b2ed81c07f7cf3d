/// Points that are joined two by two, always the two clusters whose union costs the least spread: the
/// whole history, from single points to one cluster.
///
/// Joining A and B adds |A| |B| / (|A| + |B|) · ‖a − b‖² to the sum of squared distances from the
/// clusters' means a and b.
///
/// Source: Ward, *Hierarchical Grouping to Optimize an Objective Function* (1963); Murtagh, *A Survey of
/// Recent Advances in Hierarchical Clustering Algorithms* (1983), for the chain of nearest neighbours,
/// which finds the same joins with n² distances.
public struct WardTree: Equatable, Sendable {
  /// Two clusters that became one.
  public struct Join: Equatable, Sendable {
    /// The place of the first, from 0 for the first of the clusters that are looked at to one less than
    /// their number; between clusters for what was joined before.
    public let upper: Double
    /// The place of the second.
    public let lower: Double
    /// By how much the spread grew.
    public let height: Double
    /// By how much it had grown when the first was joined; 0 for a cluster.
    public let upperHeight: Double
    /// By how much it had grown when the second was joined.
    public let lowerHeight: Double
  }

  /// A join of two nodes: points come first, then the joins in this order.
  private struct Merge: Equatable {
    var left: Int
    var right: Int
    var height: Double
  }

  /// Points.
  public let count: Int
  /// The joins, the cheapest first.
  private let merges: [Merge]

  /// Joins points until there is one cluster; nil when it was given up.
  ///
  /// - Parameters:
  ///   - points: finite numbers, `[count, size]`, at least one point.
  ///   - size: dimensions of a point.
  ///   - isCancelled: asked before each join.
  public init?(of points: [Float], size: Int, isCancelled: () -> Bool = { false }) {
    precondition(
      size > 0 && points.count.isMultiple(of: size) && !points.isEmpty,
      "\(points.count) numbers are no points of \(size)")
    count = points.count / size
    var chain = NeighbourChain(points, size: size)
    var found: [Merge] = []
    while found.count < count - 1 {
      if isCancelled() { return nil }
      let (left, right, height) = chain.next()
      found.append(Merge(left: left, right: right, height: height))
    }
    merges = Self.tree(of: found.sorted { $0.height < $1.height }, count: count)
  }

  /// Returns joins whose sides are nodes, from joins whose sides are any points of the two clusters.
  private static func tree(of joins: [Merge], count: Int) -> [Merge] {
    var parents = Array(0..<(2 * count - 1))
    func root(_ node: Int) -> Int {
      var node = node
      while parents[node] != node {
        parents[node] = parents[parents[node]]
        node = parents[node]
      }
      return node
    }
    return joins.enumerated().map { index, join in
      let (left, right) = (root(join.left), root(join.right))
      (parents[left], parents[right]) = (count + index, count + index)
      return Merge(left: left, right: right, height: join.height)
    }
  }

  /// Returns the cluster of each point when the tree is cut into some clusters, which are numbered in the
  /// order of the tree, so that what was joined last lies side by side.
  public func labels(clusters: Int) -> [Int] {
    var labels = [Int](repeating: 0, count: count)
    for (number, node) in nodes(clusters: clusters).enumerated() {
      var open = [node]
      while let node = open.popLast() {
        if node < count {
          labels[node] = number
        } else {
          open += [merges[node - count].left, merges[node - count].right]
        }
      }
    }
    return labels
  }

  /// Returns the joins of the clusters into which the tree is cut, each behind those that it joins.
  public func joins(clusters: Int) -> [Join] {
    let cut = firstOpenNode(clusters)
    var joins: [Join] = []
    var next = 0
    func visit(_ node: Int) -> (place: Double, height: Double) {
      guard node >= cut else {
        next += 1
        return (Double(next - 1), 0)
      }
      let merge = merges[node - count]
      let (upper, lower) = (visit(merge.left), visit(merge.right))
      joins.append(
        Join(
          upper: upper.place, lower: lower.place, height: merge.height,
          upperHeight: upper.height, lowerHeight: lower.height))
      return ((upper.place + lower.place) / 2, merge.height)
    }
    _ = visit(2 * count - 2)
    return joins
  }

  /// The nodes that are clusters when there are so many, in the order of the tree.
  private func nodes(clusters: Int) -> [Int] {
    let cut = firstOpenNode(clusters)
    var found: [Int] = []
    func visit(_ node: Int) {
      guard node >= cut else {
        found.append(node)
        return
      }
      visit(merges[node - count].left)
      visit(merges[node - count].right)
    }
    visit(2 * count - 2)
    return found
  }

  /// The first node that is cut open for so many clusters.
  private func firstOpenNode(_ clusters: Int) -> Int {
    precondition((1...count).contains(clusters), "\(clusters) clusters of \(count) points")
    return 2 * count - clusters
  }
}

/// Clusters that wait to be joined, and a chain in which each is the nearest of the one before.
///
/// Two that are nearest to each other are joined at some time, whatever happens to the others, because
/// no union comes nearer than its parts were.
private struct NeighbourChain {
  private let size: Int
  /// Means `[count, size]` and sizes of the clusters; a cluster is known by its first point.
  private var means: [Float]
  private var weights: [Float]
  private var active: [Int]
  private var chain: [Int] = []

  init(_ points: [Float], size: Int) {
    self.size = size
    means = points
    active = Array(0..<(points.count / size))
    weights = Array(repeating: 1, count: active.count)
  }

  /// Returns two clusters that are joined next, and what that costs.
  mutating func next() -> (left: Int, right: Int, height: Double) {
    if chain.isEmpty { chain.append(active[0]) }
    while true {
      let top = chain[chain.count - 1]
      let before = chain.count > 1 ? chain[chain.count - 2] : nil
      let (nearest, cost) = nearest(to: top, preferring: before)
      guard nearest != before else {
        chain.removeLast(2)
        join(top, nearest)
        return (min(top, nearest), max(top, nearest), Double(cost))
      }
      chain.append(nearest)
    }
  }

  private func nearest(to cluster: Int, preferring before: Int?) -> (cluster: Int, cost: Float) {
    means.withUnsafeBufferPointer { means in
      func cost(_ other: Int) -> Float {
        var distance: Float = 0
        for dimension in 0..<size {
          let difference = means[cluster * size + dimension] - means[other * size + dimension]
          distance += difference * difference
        }
        let (a, b) = (weights[cluster], weights[other])
        return distance * a * b / (a + b)
      }
      // Of equals the one before, or the chain would go round in circles.
      var best = before.map { (cluster: $0, cost: cost($0)) }
      for other in active where other != cluster {
        let found = cost(other)
        if found < best?.cost ?? .infinity { best = (other, found) }
      }
      return best ?? (active.first { $0 != cluster } ?? cluster, .infinity)
    }
  }

  /// Puts the union in the place of the one with the lower number.
  private mutating func join(_ first: Int, _ second: Int) {
    let (kept, gone) = (min(first, second), max(first, second))
    let whole = weights[kept] + weights[gone]
    for dimension in 0..<size {
      let sum =
        weights[kept] * means[kept * size + dimension]
        + weights[gone] * means[gone * size + dimension]
      means[kept * size + dimension] = sum / whole
    }
    weights[kept] = whole
    active.removeAll { $0 == gone }
  }
}

import Testing

@testable import Models

struct WardTreeTests {
  /// The partition into some clusters, and the costs of all joins, by trying every pair each time.
  private static func tried(
    _ points: [Float], size: Int, clusters wanted: Int
  ) -> (partition: Set<Set<Int>>, costs: [Double]) {
    var clusters = (0..<(points.count / size)).map { Set([$0]) }
    var partition: Set<Set<Int>> = []
    var costs: [Double] = []
    func mean(_ cluster: Set<Int>) -> [Double] {
      (0..<size).map { dimension in
        cluster.reduce(0) { $0 + Double(points[$1 * size + dimension]) } / Double(cluster.count)
      }
    }
    func cost(_ left: Set<Int>, _ right: Set<Int>) -> Double {
      let distance = zip(mean(left), mean(right)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let (a, b) = (Double(left.count), Double(right.count))
      return distance * a * b / (a + b)
    }
    while clusters.count > 1 {
      if clusters.count == wanted { partition = Set(clusters) }
      var best = (cost: Double.infinity, left: 0, right: 1)
      for right in clusters.indices {
        for left in 0..<right {
          let found = cost(clusters[left], clusters[right])
          if found < best.cost { best = (found, left, right) }
        }
      }
      clusters[best.left].formUnion(clusters[best.right])
      clusters.remove(at: best.right)
      costs.append(best.cost)
    }
    return (partition, costs)
  }

  @Test(arguments: [2, 3, 7, 20]) func joinsWhatCostsLeast(clusters: Int) throws {
    let points = RandomKey(seed: 4, epoch: 0, purpose: .generation)
      .uniform(sample: 0, count: 3 * 40)
    let tree = try #require(WardTree(of: points, size: 3))
    let (partition, costs) = Self.tried(points, size: 3, clusters: clusters)
    let labels = tree.labels(clusters: clusters)
    let found = Set(
      (0..<clusters).map { number in
        Set(labels.indices.filter { labels[$0] == number })
      })
    #expect(found == partition)
    let heights = tree.joins(clusters: 40).map(\.height).sorted()
    #expect(zip(heights, costs).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func clustersLieInTheOrderOfTheTree() throws {
    // Two near pairs far from each other, and one point far from all.
    let tree = try #require(WardTree(of: [0, 10, 1, 100, 12], size: 1))
    let joins = tree.joins(clusters: 5)
    #expect(joins.count == 4)
    #expect(joins.allSatisfy { $0.upper < $0.lower })
    let labels = tree.labels(clusters: 5)
    #expect(abs(labels[0] - labels[2]) == 1 && abs(labels[1] - labels[4]) == 1)
    #expect(Set(labels) == [0, 1, 2, 3, 4])
    #expect(tree.joins(clusters: 1).isEmpty)
    #expect(tree.labels(clusters: 1) == [0, 0, 0, 0, 0])
  }

  @Test func equalPointsAreJoinedForNothing() throws {
    let tree = try #require(WardTree(of: Array(repeating: 0.5, count: 30), size: 3))
    #expect(tree.joins(clusters: 10).allSatisfy { $0.height == 0 })
    #expect(WardTree(of: [1, 2, 3], size: 3)?.labels(clusters: 1) == [0])
  }

  @Test func itCanBeGivenUp() {
    #expect(WardTree(of: [1, 2, 3, 4], size: 1, isCancelled: { true }) == nil)
  }
}

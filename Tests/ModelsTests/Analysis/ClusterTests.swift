import Testing

@testable import Models

struct ClusterTests {
  @Test func findsGroupsThatLieApart() {
    let found = KMeans(of: Self.groups, size: 2, clusters: 3, seed: 1)
    #expect(ClusterAgreement(clusters: found.labels, classes: Self.classes).accuracy == 1)
    let spread = Self.noise.reduce(0) { $0 + Double($1 * $1) }
    // The centres are the groups' means, which are a little nearer than where they were put.
    #expect(found.inertia <= spread)
    #expect(found.inertia > 0.9 * spread)
  }

  /// A centre is the mean of its points, and they are nearest to it: what Lloyd's steps end with.
  @Test func centresAreTheMeansOfTheirPoints() {
    let points = wave(400, amplitude: 1, a: 0.37, b: 0.2)
    let found = KMeans(of: points, size: 2, clusters: 5, seed: 3, steps: 1_000)
    for cluster in 0..<5 {
      let members = found.labels.indices.filter { found.labels[$0] == cluster }
      for dimension in 0..<2 {
        let mean =
          members.reduce(0) { $0 + Double(points[2 * $1 + dimension]) } / Double(members.count)
        #expect(abs(mean - Double(found.centres[2 * cluster + dimension])) < 2e-2)
      }
    }
    #expect(found.clusters(of: points) == found.labels)
  }

  @Test func theSameSeedFindsTheSame() {
    let points = wave(600, amplitude: 1, a: 0.37, b: 0.2)
    let first = KMeans(of: points, size: 3, clusters: 4, seed: 5, attempts: 2)
    #expect(first == KMeans(of: points, size: 3, clusters: 4, seed: 5, attempts: 2))
  }

  @Test func moreAttemptsAreNoWorse() {
    let points = wave(900, amplitude: 1, a: 0.91, b: 0.2)
    let few = KMeans(of: points, size: 3, clusters: 6, seed: 5, attempts: 1)
    let many = KMeans(of: points, size: 3, clusters: 6, seed: 5, attempts: 8)
    #expect(many.inertia <= few.inertia)
  }

  /// Fewer different points than clusters: some centres have nothing to stand for.
  @Test func pointsThatAreAllTheSameHaveNoSpread() {
    let found = KMeans(
      of: Array(repeating: 0.25, count: 20), size: 2, clusters: 3, seed: 1, attempts: 1)
    #expect(found.inertia < 1e-6)
    #expect(found.centres.allSatisfy { abs($0 - 0.25) < 1e-6 })
  }

  @Test(arguments: [
    [[7]], [[1, 2], [3, 5]], [[5, 5, 1], [5, 1, 1], [1, 1, 1]], [[0, 9, 3, 3], [9, 8, 1, 0]],
    [[3, 1], [4, 2], [9, 9]], [[2, 7, 6, 4], [9, 5, 1, 8], [4, 3, 8, 3], [7, 7, 2, 9]],
  ])
  func assignmentHasTheLargestSumOfAll(values: [[Int]]) {
    #expect(Assignment(largest: values).sum == Self.largestSum(values))
  }

  @Test func assignmentTakesNoColumnTwice() {
    let values = (0..<9).map { row in (0..<9).map { (row * 37 + $0 * 53 + row * $0) % 23 } }
    let columns = Assignment(largest: values).columns.compactMap { $0 }
    #expect(Set(columns).count == 9)
  }

  /// The values of scikit-learn's documentation of these measures, and by hand.
  @Test(arguments: [
    (clusters: [1, 1, 0, 0], classes: [0, 0, 1, 1], accuracy: 1.0, nmi: 1.0, ari: 1.0),
    (clusters: [0, 0, 1, 2], classes: [0, 0, 1, 1], accuracy: 0.75, nmi: 0.8, ari: 4.0 / 7),
    (clusters: [0, 1, 2, 3], classes: [0, 0, 0, 0], accuracy: 0.25, nmi: 0.0, ari: 0.0),
    (clusters: [0, 0, 0, 0], classes: [0, 0, 0, 0], accuracy: 1.0, nmi: 1.0, ari: 1.0),
    (clusters: [0, 1, 0, 1], classes: [0, 0, 1, 1], accuracy: 0.5, nmi: 0.0, ari: -0.5),
  ])
  func agreementIsAsDefined(
    example: (clusters: [Int], classes: [Int], accuracy: Double, nmi: Double, ari: Double)
  ) {
    let agreement = ClusterAgreement(clusters: example.clusters, classes: example.classes)
    #expect(abs(agreement.accuracy - example.accuracy) < 1e-12)
    #expect(abs(agreement.mutualInformation - example.nmi) < 1e-12)
    #expect(abs(agreement.randIndex - example.ari) < 1e-12)
  }

  // MARK: - What is clustered

  private static let classes = (0..<60).map { $0 % 3 }
  private static let noise = wave(120, amplitude: 0.3, a: 1.7, b: 0.3)
  /// Three groups around (0, 0), (5, 1) and (2, 7).
  private static let groups = classes.flatMap { [[0, 0], [5, 1], [2, 7]][$0] }
    .enumerated().map { Float($1) + noise[$0] }

  /// The largest sum over all ways to give rows different columns.
  private static func largestSum(_ values: [[Int]]) -> Int {
    guard let row = values.first else { return 0 }
    let rest = Array(values.dropFirst())
    let taken = row.indices.map { column in
      row[column]
        + largestSum(
          rest.map { values in values.indices.filter { $0 != column }.map { values[$0] } })
    }
    // A row may go away empty where there are more of them than columns.
    return (taken + [largestSum(rest)]).max() ?? 0
  }
}

import Models

/// How the codes of the test images group, and how well the groups are the classes.
struct OrganiseStudy: Study {
  /// The most codes that are looked at.
  static let codes = 2_000
  /// The most that are asked for their neighbours' classes.
  static let asked = 300
  /// Neighbours that have a say.
  static let neighbours = 5

  /// The most codes that a tree is made of: its cost grows with their square.
  static let treeCodes = 1_000

  /// How clusters are found.
  var method: ClusterMethod
  /// Clusters.
  var clusters: Int
  var classes: Int
  /// The codes of the test images.
  var found: Codes
  var step: Int
  /// What makes it worth doing again while training stands still: the step; else 0.
  var freshness: Int

  static func == (left: OrganiseStudy, right: OrganiseStudy) -> Bool {
    left.clusters == right.clusters && left.method == right.method
      && left.freshness == right.freshness
  }

  func run(in context: StudyContext) -> Organisation? {
    let count = min(found.count, method == .ward ? Self.treeCodes : Self.codes)
    let size = found.size
    let labels = Array(context.dataset.test.labels.prefix(count))
    let means = Array(found.means[..<(count * size)])
    guard means.allSatisfy(\.isFinite), count >= 20 else {
      return Organisation(step: step, method: method, clusters: clusters, count: 0)
    }
    var result = Organisation(step: step, method: method, clusters: clusters, count: count)
    let groups: [Int]
    switch method {
    case .kMeans:
      groups =
        KMeans(
          of: means, size: size, clusters: min(clusters, count), seed: 1, attempts: 3, steps: 50
        ).labels
    case .ward:
      guard let tree = WardTree(of: means, size: size, isCancelled: context.isCancelled) else {
        return nil
      }
      groups = tree.labels(clusters: min(clusters, count))
      result.joins = tree.joins(clusters: min(clusters, count))
    }
    guard !context.isCancelled() else { return nil }
    let agreement = ClusterAgreement(clusters: groups, classes: labels.map(Int.init))
    var table = Array(repeating: Array(repeating: 0, count: classes), count: clusters)
    for (cluster, label) in zip(groups, labels) where Int(label) < classes {
      table[cluster][Int(label)] += 1
    }
    result.agreement = agreement
    result.table = table
    result.scores = scores(means, labels, context)
    return result
  }

  /// Returns how many classes a classifier finds that knows the labels of some codes.
  private func scores(
    _ codes: [Float], _ labels: [UInt8], _ context: StudyContext
  ) -> [Organisation.Score] {
    let size = found.size
    let half = labels.count / 2
    let asked = half..<min(labels.count, half + Self.asked)
    let neighbours = NearestNeighbours(codes, size: size)
    return [10, 50, 200, half].filter { $0 <= half }.compactMap { known in
      guard !context.isCancelled() else { return nil }
      // A linear classifier has a matrix of the codes' size squared to solve.
      let probe =
        size <= 256
        ? LinearProbe(
          codes: Array(codes[..<(known * size)]), labels: Array(labels[..<known]), size: size,
          classCount: classes
        ).accuracy(
          codes: Array(codes[(asked.lowerBound * size)..<(asked.upperBound * size)]),
          labels: Array(labels[asked])) : nil
      return Organisation.Score(
        labels: known, probe: probe,
        neighbours: neighbours.accuracy(
          asked: asked, known: 0..<known, labels: labels,
          neighbours: min(Self.neighbours, known)))
    }
  }
}

/// A way to find clusters.
enum ClusterMethod: Equatable, Sendable {
  case kMeans
  case ward

  /// What people call it.
  var name: String {
    switch self {
    case .kMeans: "k-means"
    case .ward: "Ward"
    }
  }
}

/// What the study finds.
struct Organisation: Sendable {
  /// Accuracies with some number of known labels, in 0…1.
  struct Score: Equatable, Sendable {
    var labels: Int
    /// Of a linear classifier; nil for codes of too many dimensions.
    var probe: Double?
    /// Of the nearest neighbours.
    var neighbours: Double
  }

  /// The step of the codes.
  var step: Int
  var method = ClusterMethod.kMeans
  var clusters: Int
  /// Codes that were looked at; 0 where they are no numbers.
  var count: Int
  var agreement: ClusterAgreement?
  /// Codes by cluster and class.
  var table: [[Int]] = []
  var scores: [Score] = []
  /// How the clusters would be joined further, where a tree was made.
  var joins: [WardTree.Join] = []

  /// The clusters in the order of their tree, or of the classes that they stand for, those without one
  /// last.
  var order: [Int] {
    guard joins.isEmpty else { return Array(table.indices) }
    let classes = agreement?.classOfCluster ?? []
    return table.indices.sorted { left, right in
      let (a, b) = (
        classes.indices.contains(left) ? classes[left] ?? .max : .max,
        classes.indices.contains(right) ? classes[right] ?? .max : .max
      )
      return a == b ? left < right : a < b
    }
  }
}

/// The test images whose codes are nearest to that of the digit shown.
struct NeighboursStudy: Study {
  /// Images that are shown at most.
  static let wanted = 16

  var digit: Int
  var codes: Codes
  var step: Int
  var isInstant: Bool { true }

  static func == (left: NeighboursStudy, right: NeighboursStudy) -> Bool {
    left.digit == right.digit && left.step == right.step
  }

  func run(in context: StudyContext) -> Neighbours? {
    let test = context.dataset.test
    guard (0..<min(codes.count, test.count)).contains(digit) else { return nil }
    let nearest = NearestNeighbours(codes.means, size: codes.size)
      .nearest(to: digit, count: Self.wanted, among: 0..<min(codes.count, test.count))
    func picture(_ index: Int) -> [Float] { test.image(index).map { Float($0) * (1 / 255) } }
    return Neighbours(
      digit: digit, step: step, picture: picture(digit), indices: nearest,
      pictures: nearest.map(picture))
  }
}

/// What it finds.
struct Neighbours: Sendable {
  var digit: Int
  var step: Int
  var picture: [Float]
  /// The numbers of the test images, the nearest first.
  var indices: [Int]
  var pictures: [[Float]]
}

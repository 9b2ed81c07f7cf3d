#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// How well clusters agree with classes, which had no part in finding them.
public struct ClusterAgreement: Equatable, Sendable {
  /// ACC: the part of samples whose class is that of their cluster, when each cluster stands for a
  /// class of its own and they are matched as well as possible; in 0…1.
  public let accuracy: Double
  /// NMI: mutual information of clusters and classes in parts of the mean of their entropies; 1 when
  /// they are the same, 0 when one says nothing of the other.
  public let mutualInformation: Double
  /// ARI: the part of pairs on which both agree, above what chance gives; 0 by chance, 1 at best.
  public let randIndex: Double
  /// The class that each cluster stands for; nil for one that is left over.
  public let classOfCluster: [Int?]

  /// Compares the clusters of samples with their classes.
  ///
  /// - Parameters:
  ///   - clusters: the cluster of each sample, from 0.
  ///   - classes: its class, likewise; at least one sample.
  ///
  /// Source: Yang et al., *Image Clustering Using Local Discriminant Models* (2010), ACC; Strehl &
  /// Ghosh (2002), NMI, with the arithmetic mean; Hubert & Arabie, *Comparing Partitions* (1985), ARI.
  public init(clusters: [Int], classes: [Int]) {
    precondition(
      clusters.count == classes.count && !clusters.isEmpty,
      "\(clusters.count) clusters for \(classes.count) classes")
    let rows = (clusters.max() ?? 0) + 1
    let columns = (classes.max() ?? 0) + 1
    var counts = Array(repeating: Array(repeating: 0, count: columns), count: rows)
    for (cluster, label) in zip(clusters, classes) { counts[cluster][label] += 1 }
    let total = Double(clusters.count)
    let assignment = Assignment(largest: counts)
    accuracy = Double(assignment.sum) / total
    classOfCluster = assignment.columns
    let rowSums = counts.map { $0.reduce(0, +) }
    let columnSums = (0..<columns).map { column in counts.reduce(0) { $0 + $1[column] } }
    mutualInformation = Self.mutualInformation(counts.flatMap { $0 }, rowSums, columnSums, total)
    randIndex = Self.randIndex(counts.flatMap { $0 }, rowSums, columnSums, total)
  }

  private static func mutualInformation(
    _ counts: [Int], _ rowSums: [Int], _ columnSums: [Int], _ total: Double
  ) -> Double {
    let rowEntropy = entropy(rowSums, total)
    let columnEntropy = entropy(columnSums, total)
    let mean = (rowEntropy + columnEntropy) / 2
    // All in one cluster and of one class: the same.
    guard mean > 0 else { return 1 }
    return max(0, rowEntropy + columnEntropy - entropy(counts, total)) / mean
  }

  /// Returns the entropy of counts, in nats.
  private static func entropy(_ counts: [Int], _ total: Double) -> Double {
    counts.reduce(0) { sum, count in
      let part = Double(count) / total
      return part > 0 ? sum - part * log(part) : sum
    }
  }

  private static func randIndex(
    _ counts: [Int], _ rowSums: [Int], _ columnSums: [Int], _ total: Double
  ) -> Double {
    let together = pairs(counts)
    let (inRows, inColumns) = (pairs(rowSums), pairs(columnSums))
    let all = total * (total - 1) / 2
    let expected = all > 0 ? inRows * inColumns / all : 0
    let best = (inRows + inColumns) / 2
    return best == expected ? 1 : (together - expected) / (best - expected)
  }

  /// Returns how many pairs there are within groups of these sizes.
  private static func pairs(_ counts: [Int]) -> Double {
    counts.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 }
  }
}

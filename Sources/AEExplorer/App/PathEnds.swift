/// The digits that a path through the latent space goes between, where they have been chosen.
struct PathEnds: Equatable, Sendable {
  /// A, by its number in the test split.
  var start: Int?
  /// B.
  var end: Int?
}

extension AppState {
  /// The ends of the path: those chosen, else the first digit and the first one of another class.
  var pathDigits: (start: Int, end: Int) {
    let start = pathEnds.start.map { min($0, max(0, dataset.count - 1)) } ?? 0
    if let end = pathEnds.end, end < dataset.count { return (start, end) }
    let labels = dataset.labels
    let other = labels.indices.first { labels[$0] != labels[start] }
    return (start, other ?? start)
  }

  mutating func markPath(isEnd: Bool) {
    if isEnd { pathEnds.end = digit } else { pathEnds.start = digit }
    let (start, end) = pathDigits
    message = "the path goes from \(dataset.sample) \(start + 1) to \(end + 1)"
  }
}

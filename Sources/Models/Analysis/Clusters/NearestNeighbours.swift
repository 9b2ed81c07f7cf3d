/// Codes that lie near each other.
public struct NearestNeighbours: Sendable {
  /// Dimensions of a code.
  public let size: Int
  private let codes: [Float]

  /// Takes codes `[count, size]`.
  public init(_ codes: [Float], size: Int) {
    precondition(
      size > 0 && codes.count.isMultiple(of: size), "\(codes.count) numbers are no codes of \(size)"
    )
    self.size = size
    self.codes = codes
  }

  /// Codes.
  public var count: Int { codes.count / size }

  /// Finds the codes nearest to one of them, without itself; of equally near ones the first.
  ///
  /// - Parameters:
  ///   - index: the code to begin at.
  ///   - wanted: how many are wanted; there may be fewer.
  ///   - candidates: among which to look; all when nil.
  /// - Returns: their numbers, the nearest first.
  public func nearest(
    to index: Int, count wanted: Int, among candidates: Range<Int>? = nil
  ) -> [Int] {
    precondition((0..<count).contains(index), "code \(index) of \(count)")
    var best: [(index: Int, distance: Float)] = []
    codes.withUnsafeBufferPointer { codes in
      for other in candidates ?? 0..<count where other != index {
        var distance: Float = 0
        for dimension in 0..<size {
          let difference = codes[index * size + dimension] - codes[other * size + dimension]
          distance += difference * difference
        }
        // NaN is nowhere.
        guard distance < best.last?.distance ?? .infinity || best.count < wanted,
          !distance.isNaN
        else { continue }
        let place = best.firstIndex { $0.distance > distance } ?? best.count
        best.insert((other, distance), at: place)
        if best.count > wanted { best.removeLast() }
      }
    }
    return best.map(\.index)
  }

  /// Counts the codes whose class most of their neighbours have; of classes with equally many that of
  /// the nearest.
  ///
  /// - Parameters:
  ///   - asked: the codes whose class is looked for.
  ///   - known: those whose classes are known.
  ///   - labels: all classes.
  ///   - neighbours: how many have a say.
  /// - Returns: their part, in 0…1.
  public func accuracy(
    asked: Range<Int>, known: Range<Int>, labels: [UInt8], neighbours: Int
  ) -> Double {
    let right = asked.count { index in
      let classes = nearest(to: index, count: neighbours, among: known).map { labels[$0] }
      var votes: [UInt8: Int] = [:]
      for label in classes { votes[label, default: 0] += 1 }
      let most = votes.values.max() ?? 0
      return classes.first { votes[$0] == most } == labels[index]
    }
    return Double(right) / Double(max(1, asked.count))
  }
}

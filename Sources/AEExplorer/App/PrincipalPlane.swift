import Models
import Render

/// The plane in which codes spread most: their mean and two orthonormal directions.
///
/// Found by subspace iteration, which can begin at the plane of a moment before: it then turns with
/// the codes instead of jumping.
///
/// Source: Golub & Van Loan, *Matrix Computations*, section 8.2.
struct PrincipalPlane: Equatable, Sendable {
  /// The middle of the codes, `[size]`.
  private(set) var mean: [Float]
  /// The direction to the right, `[size]`.
  private(set) var first: [Float]
  /// The direction upwards, `[size]`.
  private(set) var second: [Float]
  /// The part of the codes' variance that lies in the plane, in 0…1.
  private(set) var share: Float = 0

  /// Numbers that are looked at: all codes of the usual sizes, and some of large ones.
  private static let most = 40_000

  /// Dimensions of a code.
  var size: Int { mean.count }

  /// Finds the plane of codes of two dimensions or more.
  ///
  /// - Parameters:
  ///   - codes: the codes.
  ///   - start: where to begin; nil for directions that favour no dimension.
  ///   - rounds: steps, each of which reads the codes twice.
  init(of codes: Codes, from start: PrincipalPlane? = nil, rounds: Int) {
    let size = codes.size
    let count = min(codes.count, max(200, Self.most / size))
    mean = Array(repeating: 0, count: size)
    first = (0..<size).map { 1 + Float($0 * 29 % 31) / 31 }
    second = (0..<size).map { Float($0 * 17 % 29) / 29 - 0.5 }
    if let start, start.size == size { (first, second) = (start.first, start.second) }
    for index in 0..<(count * size) { mean[index % size] += codes.means[index] / Float(count) }
    let centred = (0..<(count * size)).map { codes.means[$0] - mean[$0 % size] }
    guard centred.allSatisfy({ $0.isFinite }), count > 0 else {
      mean = Array(repeating: 0, count: size)
      normalise()
      return
    }
    normalise()
    for _ in 0..<rounds {
      first = Self.product(centred, first)
      second = Self.product(centred, second)
      normalise()
    }
    if start == nil { orient() }
    let all = centred.reduce(0) { $0 + $1 * $1 }
    let inside = Self.coordinates(centred, first) + Self.coordinates(centred, second)
    share = all > 0 ? min(1, inside.reduce(0) { $0 + $1 * $1 } / all) : 0
  }

  /// Returns where a code is in the plane.
  func point(of code: ArraySlice<Float>) -> Point {
    var (x, y): (Float, Float) = (0, 0)
    for (index, value) in code.enumerated() {
      x += (value - mean[index]) * first[index]
      y += (value - mean[index]) * second[index]
    }
    return Point(x: x, y: y)
  }

  /// Turns directions that begin anew to where their largest part is positive, so that the same codes
  /// always look the same.
  private mutating func orient() {
    func oriented(_ values: [Float]) -> [Float] {
      let largest = values.max { abs($0) < abs($1) } ?? 0
      return largest < 0 ? values.map { -$0 } : values
    }
    (first, second) = (oriented(first), oriented(second))
  }

  /// Makes the directions orthonormal; one that has vanished becomes a dimension's.
  private mutating func normalise() {
    first = Self.unit(first, otherwise: 0)
    let overlap = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    second = zip(first, second).map { $1 - overlap * $0 }
    second = Self.unit(second, otherwise: min(1, size - 1))
  }

  private static func unit(_ values: [Float], otherwise index: Int) -> [Float] {
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 1e-20, length.isFinite else {
      return values.indices.map { $0 == index ? 1 : 0 }
    }
    return values.map { $0 / length }
  }

  private static func coordinates(_ centred: [Float], _ direction: [Float]) -> [Float] {
    let size = direction.count
    return stride(from: 0, to: centred.count, by: size).map { start in
      var sum: Float = 0
      for index in 0..<size { sum += centred[start + index] * direction[index] }
      return sum
    }
  }

  /// Returns Xᵀ X v for centred codes X.
  private static func product(_ centred: [Float], _ direction: [Float]) -> [Float] {
    let size = direction.count
    var result = [Float](repeating: 0, count: size)
    for (row, coordinate) in coordinates(centred, direction).enumerated() {
      for index in 0..<size { result[index] += coordinate * centred[row * size + index] }
    }
    return result
  }
}

/// Points, with what all searches for their nearest centres need.
struct PointCloud {
  /// Dimensions of a point.
  let size: Int
  /// Points.
  let count: Int
  /// The variance of a dimension, the mean over the dimensions.
  let meanVariance: Double
  /// Row-major `[count, size]`.
  private let values: [Float]
  /// The squared length of each point.
  private let lengths: [Float]

  /// The nearest centres of all points.
  struct Nearest {
    /// The number of the centre, for each point.
    var labels: [Int]
    /// The squared distance from it.
    var distances: [Float]
  }

  /// Points whose distances are worked out together.
  private static let block = 1_024

  /// Takes points `[count, size]`.
  init(_ values: [Float], size: Int) {
    precondition(
      values.count.isMultiple(of: size), "\(values.count) numbers are no points of \(size)")
    self.size = size
    self.values = values
    count = values.count / size
    var lengths = [Float](repeating: 0, count: values.count / size)
    var sums = [Double](repeating: 0, count: size)
    values.withUnsafeBufferPointer { values in
      for index in lengths.indices {
        for dimension in 0..<size {
          let value = values[index * size + dimension]
          lengths[index] += value * value
          sums[dimension] += Double(value)
        }
      }
    }
    self.lengths = lengths
    let squares = lengths.reduce(0) { $0 + Double($1) }
    let samples = Double(max(1, count))
    let ofMeans = sums.reduce(0) { $0 + $1 * $1 } / (samples * samples)
    meanVariance = max(0, squares / samples - ofMeans) / Double(size)
  }

  /// Returns the numbers of a point.
  func point(_ index: Int) -> ArraySlice<Float> {
    values[(index * size)..<((index + 1) * size)]
  }

  /// Finds the nearest of some centres `[centres, size]` for each point.
  ///
  /// ‖x − c‖² = ‖x‖² − 2 x·c + ‖c‖²: the products of all pairs are those of two matrices.
  func nearest(of centres: [Float]) -> Nearest {
    let centreCount = centres.count / size
    let centreLengths = (0..<centreCount).map { centre in
      centres[(centre * size)..<((centre + 1) * size)].reduce(0) { $0 + $1 * $1 }
    }
    // A transposed copy, `[size, centres]`, which is what the product takes.
    let columns = (0..<centres.count).map { index in
      centres[index % centreCount * size + index / centreCount]
    }
    var result = Nearest(
      labels: Array(repeating: 0, count: count), distances: Array(repeating: 0, count: count))
    var products = [Float](repeating: 0, count: Self.block * centreCount)
    for first in stride(from: 0, to: count, by: Self.block) {
      let rows = min(Self.block, count - first)
      multiply(first, rows: rows, columns, centreCount, into: &products)
      for row in 0..<rows {
        var best = (centre: 0, distance: Float.infinity)
        for centre in 0..<centreCount {
          let distance =
            lengths[first + row] - 2 * products[row * centreCount + centre]
            + centreLengths[centre]
          if distance < best.distance { best = (centre, distance) }
        }
        result.labels[first + row] = best.centre
        // Rounding makes the distance of a centre from itself a little negative.
        result.distances[first + row] = max(0, best.distance)
      }
    }
    return result
  }

  /// Returns the mean of each cluster's points, `[clusters, size]`; a cluster without any gets the point
  /// that is farthest from its own centre.
  func means(_ nearest: Nearest, clusters: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: clusters * size)
    var counts = [Int](repeating: 0, count: clusters)
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for (index, cluster) in nearest.labels.enumerated() {
          counts[cluster] += 1
          for dimension in 0..<size {
            sums[cluster * size + dimension] += Double(values[index * size + dimension])
          }
        }
      }
    }
    var means = [Float](repeating: 0, count: sums.count)
    var distances = nearest.distances
    for cluster in 0..<clusters {
      let place = (cluster * size)..<((cluster + 1) * size)
      if counts[cluster] > 0 {
        for index in place { means[index] = Float(sums[index] / Double(counts[cluster])) }
        continue
      }
      let farthest = distances.indices.max { distances[$0] < distances[$1] } ?? 0
      distances[farthest] = 0
      means.replaceSubrange(place, with: point(farthest))
    }
    return means
  }

  private func multiply(
    _ first: Int, rows: Int, _ columns: [Float], _ centreCount: Int, into products: inout [Float]
  ) {
    values.withUnsafeBufferPointer { values in
      columns.withUnsafeBufferPointer { columns in
        products.withUnsafeMutableBufferPointer { products in
          guard let values = values.baseAddress, let columns = columns.baseAddress,
            let products = products.baseAddress
          else { return }
          MatrixProduct.multiply(
            values + first * size, columns, into: products, m: rows, n: centreCount, k: size,
            accumulates: false)
        }
      }
    }
  }
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A mixture of Gaussians with full covariances, fitted by expectation and maximisation.
///
/// Source: Dempster, Laird & Rubin, *Maximum Likelihood from Incomplete Data via the EM Algorithm*
/// (1977); the first means by k-means++ of Arthur & Vassilvitskii (2007).
public struct GaussianMixture: Sampler, Equatable {
  /// One Gaussian.
  struct Component: Equatable {
    /// Its share of the data, in 0…1.
    var weight: Double
    /// `[size]`.
    var mean: [Double]
    /// The lower Cholesky factor L of the covariance L Lᵀ, row-major `[size, size]`.
    var factor: [Double]
  }

  /// Dimensions of a point.
  public let size: Int
  /// The mean log-likelihood of a point after each step, in nats; never falls.
  public private(set) var logLikelihoods: [Double] = []
  /// The Gaussians.
  private(set) var components: [Component] = []

  /// What it is, and of how many.
  public var name: String { "mixture of \(components.count) Gaussians" }

  /// Added to the covariances' diagonal, as a share of the data's mean variance.
  private static let ridge = 1e-4

  /// Fits a mixture.
  ///
  /// - Parameters:
  ///   - points: row-major `[count, size]`, at least one.
  ///   - size: dimensions of a point.
  ///   - components: Gaussians; fewer where there are fewer points.
  ///   - steps: the most steps; it ends earlier when the likelihood hardly grows.
  ///   - seed: of the choice of the first means.
  public init(
    fittedTo points: [Float], size: Int, components: Int, steps: Int = 50, seed: UInt64 = 0
  ) {
    precondition(
      size > 0 && points.count >= size && points.count.isMultiple(of: size),
      "\(points.count) numbers are no points of \(size)")
    self.size = size
    let points = points.map { Double($0) }
    let count = points.count / size
    let variance = Self.meanVariance(of: points, size: size)
    let floor = max(Self.ridge * variance, 1e-12)
    self.components = Self.firstMeans(points, size, min(components, count), seed).map { mean in
      Component(
        weight: 1 / Double(min(components, count)), mean: mean,
        factor: Self.diagonal(max(variance, floor).squareRoot(), size))
    }
    for _ in 0..<steps {
      let (shares, logLikelihood) = expectation(points)
      let gain = logLikelihood - (logLikelihoods.last ?? -.infinity)
      logLikelihoods.append(logLikelihood)
      maximise(points, shares, floor: floor)
      if gain < 1e-4 { break }
    }
  }

  /// Returns the mean log-likelihood of points `[count, size]`, in nats.
  public func logLikelihood(of points: [Float]) -> Double {
    expectation(points.map { Double($0) }).logLikelihood
  }

  /// Returns points drawn from the mixture, `[count, size]`, the same for the same seed.
  public func codes(count: Int, seed: UInt64) -> [Float] {
    let key = RandomKey(seed: seed, epoch: 1, purpose: .prior)
    return (0..<count).flatMap { sample -> [Float] in
      let place = Double(key.uniform(sample: sample, count: 1)[0])
      let noise = RandomKey(seed: seed, epoch: 0, purpose: .prior).normal(
        sample: sample, count: size)
      let component = components[self.component(at: place)]
      return (0..<size).map { row in
        let value = (0...row).reduce(component.mean[row]) { sum, column in
          sum + component.factor[row * size + column] * Double(noise[column])
        }
        return Float(value)
      }
    }
  }

  /// The component that a number in 0…1 falls into, when each takes its weight of that range.
  private func component(at place: Double) -> Int {
    var rest = place
    for (index, component) in components.enumerated() {
      rest -= component.weight
      if rest < 0 { return index }
    }
    return components.count - 1
  }

  // MARK: - Expectation and maximisation

  /// Returns each component's share of each point, `[count, components]`, and the mean
  /// log-likelihood.
  private func expectation(_ points: [Double]) -> (shares: [Double], logLikelihood: Double) {
    let count = points.count / size
    var shares = [Double](repeating: 0, count: count * components.count)
    var total = 0.0
    let constants = components.map { component in
      let determinant = (0..<size).reduce(0.0) { $0 + log(component.factor[$1 * size + $1]) }
      return log(component.weight) - determinant - Double(size) / 2 * log(2 * .pi)
    }
    var solution = [Double](repeating: 0, count: size)
    for point in 0..<count {
      let first = point * components.count
      var largest = -Double.infinity
      for (index, component) in components.enumerated() {
        let distance = Self.distance(points, point * size, component, size, &solution)
        shares[first + index] = constants[index] - distance / 2
        largest = max(largest, shares[first + index])
      }
      var sum = 0.0
      for index in 0..<components.count {
        shares[first + index] = exp(shares[first + index] - largest)
        sum += shares[first + index]
      }
      for index in 0..<components.count { shares[first + index] /= sum }
      total += largest + log(sum)
    }
    return (shares, total / Double(count))
  }

  private mutating func maximise(_ points: [Double], _ shares: [Double], floor: Double) {
    let count = points.count / size
    for index in components.indices {
      var weight = 0.0
      var mean = [Double](repeating: 0, count: size)
      for point in 0..<count {
        let share = shares[point * components.count + index]
        weight += share
        for dimension in 0..<size { mean[dimension] += share * points[point * size + dimension] }
      }
      // One that lost all its points stays where it was.
      guard weight > 1e-8 else { continue }
      for dimension in 0..<size { mean[dimension] /= weight }
      let covariance = self.covariance(points, shares, index, mean, weight: weight, floor: floor)
      guard let factor = Self.cholesky(covariance, size) else { continue }
      components[index] = Component(weight: weight / Double(count), mean: mean, factor: factor)
    }
    let total = components.reduce(0) { $0 + $1.weight }
    for index in components.indices { components[index].weight /= total }
  }

  private func covariance(
    _ points: [Double], _ shares: [Double], _ index: Int, _ mean: [Double], weight: Double,
    floor: Double
  ) -> [Double] {
    var covariance = [Double](repeating: 0, count: size * size)
    var offset = [Double](repeating: 0, count: size)
    for point in 0..<(points.count / size) {
      let share = shares[point * components.count + index] / weight
      guard share > 1e-12 else { continue }
      for dimension in 0..<size {
        offset[dimension] = points[point * size + dimension] - mean[dimension]
      }
      for row in 0..<size {
        let factor = share * offset[row]
        for column in 0...row { covariance[row * size + column] += factor * offset[column] }
      }
    }
    for dimension in 0..<size { covariance[dimension * size + dimension] += floor }
    return covariance
  }

  // MARK: - Linear algebra

  /// (x − mean)ᵀ (L Lᵀ)⁻¹ (x − mean), by solving L y = x − mean.
  private static func distance(
    _ points: [Double], _ first: Int, _ component: Component, _ size: Int,
    _ solution: inout [Double]
  ) -> Double {
    var distance = 0.0
    for row in 0..<size {
      var value = points[first + row] - component.mean[row]
      for column in 0..<row { value -= component.factor[row * size + column] * solution[column] }
      solution[row] = value / component.factor[row * size + row]
      distance += solution[row] * solution[row]
    }
    return distance
  }

  /// Returns L of a symmetric matrix L Lᵀ, of which the lower half is read; nil where there is none.
  private static func cholesky(_ matrix: [Double], _ size: Int) -> [Double]? {
    var factor = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row * size + column]
        for inner in 0..<column {
          sum -= factor[row * size + inner] * factor[column * size + inner]
        }
        if row == column {
          guard sum > 0 else { return nil }
          factor[row * size + row] = sum.squareRoot()
        } else {
          factor[row * size + column] = sum / factor[column * size + column]
        }
      }
    }
    return factor
  }

  private static func diagonal(_ value: Double, _ size: Int) -> [Double] {
    var matrix = [Double](repeating: 0, count: size * size)
    for index in 0..<size { matrix[index * size + index] = value }
    return matrix
  }

  // MARK: - The beginning

  private static func meanVariance(of points: [Double], size: Int) -> Double {
    let count = Double(points.count / size)
    let sum = (0..<size).reduce(0.0) { total, dimension in
      let values = stride(from: dimension, to: points.count, by: size).map { points[$0] }
      let mean = values.reduce(0, +) / count
      return total + values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    }
    return sum / Double(size)
  }

  /// Points that are far from each other: each is drawn with its squared distance to the nearest
  /// one before as its probability.
  private static func firstMeans(
    _ points: [Double], _ size: Int, _ components: Int, _ seed: UInt64
  ) -> [[Double]] {
    let count = points.count / size
    let uniform = RandomKey(seed: seed, epoch: 2, purpose: .prior).uniform(
      sample: 0, count: components)
    var distances = [Double](repeating: 1, count: count)
    var means: [[Double]] = []
    for number in 0..<components {
      var rest = Double(uniform[number]) * distances.reduce(0, +)
      let chosen = distances.firstIndex { distance in
        rest -= distance
        return rest < 0
      }
      let first = (chosen ?? count - 1) * size
      let mean = Array(points[first..<(first + size)])
      for point in 0..<count {
        var distance = 0.0
        for dimension in 0..<size {
          let difference = points[point * size + dimension] - mean[dimension]
          distance += difference * difference
        }
        distances[point] = number == 0 ? distance : min(distances[point], distance)
      }
      means.append(mean)
    }
    return means
  }
}

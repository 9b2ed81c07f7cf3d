/// The codes of some inputs.
public struct Codes: Equatable, Sendable {
  /// Dimensions of a code.
  public let size: Int
  /// Inputs.
  public let count: Int
  /// The codes, or the means of their distributions: `[count, size]`.
  public let means: [Float]
  /// ln σ² of each dimension where the encoder gives distributions: `[count, size]`.
  public let logVariances: [Float]?

  /// Creates codes.
  public init(size: Int, count: Int, means: [Float], logVariances: [Float]? = nil) {
    self.size = size
    self.count = count
    self.means = means
    self.logVariances = logVariances
  }

  /// Returns the code of one input, `[size]`.
  public func mean(_ index: Int) -> [Float] {
    Array(means[(index * size)..<((index + 1) * size)])
  }

  /// The mean divergence from N(0, 1) of each dimension, in nats, or nil without distributions.
  public var divergences: [Float]? {
    guard let logVariances, count > 0 else { return nil }
    var sums = [Double](repeating: 0, count: size)
    for index in means.indices {
      let mean = Double(means[index])
      let logVariance = Double(logVariances[index])
      sums[index % size] += 0.5 * (mean * mean + exponential(logVariance) - 1 - logVariance)
    }
    return sums.map { Float($0 / Double(count)) }
  }
}

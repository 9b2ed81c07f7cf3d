#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The posteriors of a whole split as one distribution, q(z) = mean over x of q(z|x), against the
/// prior N(0, 1) that it should match.
public struct AggregatedPosterior: Equatable, Sendable {
  /// The mean of each dimension.
  public let means: [Float]
  /// The standard deviation of each dimension: of the posteriors' means and their own together.
  public let deviations: [Float]
  /// The variance of the posteriors' means, each dimension by itself.
  public let meanVariances: [Float]

  /// A dimension is used when the means of its posteriors vary by more than this.
  ///
  /// Source: Burda, Grosse & Salakhutdinov, *Importance Weighted Autoencoders* (2016), section 5.2.
  public static let activity: Float = 0.01

  /// Works it out from the codes of a split; nil where they are no distributions.
  public init?(_ codes: Codes) {
    guard let logVariances = codes.logVariances, codes.count > 0 else { return nil }
    let count = Double(codes.count)
    var means: [Float] = []
    var deviations: [Float] = []
    var meanVariances: [Float] = []
    for dimension in 0..<codes.size {
      var (sum, squares, spread) = (0.0, 0.0, 0.0)
      for place in stride(from: dimension, to: codes.means.count, by: codes.size) {
        let value = Double(codes.means[place])
        sum += value
        squares += value * value
        spread += exp(Double(logVariances[place]))
      }
      let mean = sum / count
      let variance = max(0, squares / count - mean * mean)
      means.append(Float(mean))
      meanVariances.append(Float(variance))
      deviations.append(Float((variance + spread / count).squareRoot()))
    }
    self.means = means
    self.deviations = deviations
    self.meanVariances = meanVariances
  }

  /// How many dimensions are used.
  public var activeUnits: Int { meanVariances.count { $0 > Self.activity } }

  /// The divergence from N(0, 1) of the Gaussian with these means and deviations, in nats: 0 where
  /// samples of the prior are like codes of data, dimension by dimension.
  public var divergence: Double {
    zip(means, deviations).reduce(0) { total, moments in
      let (mean, variance) = (Double(moments.0), Double(moments.1) * Double(moments.1))
      return total + 0.5 * (mean * mean + variance - 1 - log(max(variance, 1e-12)))
    }
  }
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// An estimate of −ln p(x), by importance samples of the posterior.
public struct LikelihoodEstimate: Equatable, Sendable {
  /// −ln (1/k) Σ p(x, z) / q(z|x), in nats an image: an upper bound that falls with k.
  public let negativeLogLikelihood: Double
  /// −ELBO of the same samples, in nats an image: never below.
  public let negativeBound: Double
  /// Samples an image, k.
  public let samples: Int
  /// Images.
  public let images: Int
  /// How the images were binarised; likelihoods of differently binarised images can't be compared.
  public let binarisation: String
}

/// Estimates the likelihood of images under a model with Gaussian codes.
///
/// Source: Burda, Grosse & Salakhutdinov, *Importance Weighted Autoencoders* (2016), equation 8;
/// Rezende, Mohamed & Wierstra, *Stochastic Backpropagation* (2014), appendix E.
public final class ImportanceSampling {
  private let computation: Computation
  private let binarisation: String

  /// Samples that one run of the program draws an image.
  private static let chunk = 10

  /// Creates the estimator of a model; nil where it has no likelihood to be estimated.
  public init?(_ model: any Autoencoder) {
    guard let model = model as? any VariationalModel else { return nil }
    let pixels = model.networks.pixels
    binarisation = pixels.deviation == nil ? pixels.binarisation.name : "grey, Gaussian pixels"
    let size = model.inputSize
    computation = Computation { tape in
      let images = pixels.data(tape.input(width: size))
      let posterior = model.networks.posterior(of: images)
      return model.logWeights(of: posterior, target: images, count: Self.chunk).map(\.weight)
    }
  }

  /// Estimates −ln p(x).
  ///
  /// - Parameters:
  ///   - split: the images.
  ///   - range: which of them; all when nil.
  ///   - weights: the model's.
  ///   - samples: k, importance samples an image.
  ///   - seed: of the samples.
  /// - Returns: the means over the images.
  public func estimate(
    _ split: Split, images range: Range<Int>? = nil, weights: WeightSnapshot, samples: Int,
    seed: UInt64 = 0
  ) -> LikelihoodEstimate {
    precondition(samples > 0, "\(samples) samples estimate nothing")
    let range = range ?? 0..<split.count
    var sums = RunningLogSums(count: range.count)
    for first in stride(from: 0, to: samples, by: Self.chunk) {
      let key = RandomKey(seed: seed, epoch: first / Self.chunk, purpose: .evaluation)
      let columns = computation.run(split, samples: range, weights: weights, random: key)
      for column in columns.prefix(samples - first) { sums.add(column) }
    }
    return sums.estimate(samples: samples, binarisation: binarisation)
  }
}

/// For each image, the logarithm of the sum of its weights so far, in double precision.
private struct RunningLogSums {
  private var logSums: [Double]
  private var sums: [Double]

  init(count: Int) {
    logSums = Array(repeating: -.infinity, count: count)
    sums = Array(repeating: 0, count: count)
  }

  mutating func add(_ logWeights: [Float]) {
    for (image, logWeight) in logWeights.enumerated() {
      let weight = Double(logWeight)
      let largest = max(logSums[image], weight)
      logSums[image] = largest + log(exp(logSums[image] - largest) + exp(weight - largest))
      sums[image] += weight
    }
  }

  func estimate(samples: Int, binarisation: String) -> LikelihoodEstimate {
    let count = Double(max(logSums.count, 1))
    let values = logSums.map { log(Double(samples)) - $0 }
    let mean = values.reduce(0, +) / count
    return LikelihoodEstimate(
      negativeLogLikelihood: mean,
      negativeBound: -sums.reduce(0, +) / count / Double(samples),
      samples: samples, images: logSums.count,
      binarisation: binarisation)
  }
}

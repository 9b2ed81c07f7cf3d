#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What a model says of how strange each sample of a split is.
public struct AnomalyScores: Equatable, Sendable {
  /// The squared error of the reconstruction, summed over pixels: `[count]`.
  public let squaredErrors: [Float]
  /// −ELBO with one sample of each code, in nats: `[count]`; nil where codes are no distributions.
  public let negativeBounds: [Float]?

  /// Creates scores.
  public init(squaredErrors: [Float], negativeBounds: [Float]?) {
    self.squaredErrors = squaredErrors
    self.negativeBounds = negativeBounds
  }
}

extension Inference {
  /// Scores a split's samples.
  ///
  /// The bound is that of a Bernoulli decoder, or of a Gaussian one with σ = 1 without its constant,
  /// which changes no order: −ln p(x|z) + KL(q(z|x) ‖ N(0, 1)), z drawn once from q(z|x). At the mean of
  /// q it would be no bound.
  ///
  /// - Parameters:
  ///   - split: the samples.
  ///   - weights: the model's.
  ///   - isCrossEntropy: whether pixels are taken for probabilities, or have a squared error.
  /// - Returns: a number a sample of each kind of score.
  ///
  /// Source: Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), equation 7.
  public func anomalyScores(
    on split: Split, weights: WeightSnapshot, isCrossEntropy: Bool
  ) -> AnomalyScores {
    let codes = encode(split, weights: weights)
    return AnomalyScores(
      squaredErrors: squaredErrors(on: split, codes: codes, weights: weights),
      negativeBounds: negativeBounds(
        on: split, codes: codes, weights: weights, isCrossEntropy: isCrossEntropy))
  }

  private func negativeBounds(
    on split: Split, codes: Codes, weights: WeightSnapshot, isCrossEntropy: Bool
  ) -> [Float]? {
    guard let logVariances = codes.logVariances, split.ratings == nil else { return nil }
    let key = RandomKey(seed: 0, epoch: 0, purpose: .evaluation)
    var sampled = codes.means
    var bounds = [Float](repeating: 0, count: codes.count)
    for index in 0..<codes.count {
      let noise = key.normal(sample: index, count: codes.size)
      for dimension in 0..<codes.size {
        let place = index * codes.size + dimension
        let (mean, logVariance) = (codes.means[place], logVariances[place])
        sampled[place] += exp(0.5 * logVariance) * noise[dimension]
        bounds[index] += 0.5 * (mean * mean + exp(logVariance) - 1 - logVariance)
      }
    }
    let pictures = decode(sampled, weights: weights, labels: split.labels)
    let errors =
      isCrossEntropy
      ? split.crossEntropies(of: pictures) : split.squaredErrors(of: pictures).map { $0 / 2 }
    return zip(bounds, errors).map { $0 + $1 }
  }
}

extension Split {
  /// Returns the cross-entropy of each image with a picture of it, in nats, summed over pixels.
  fileprivate func crossEntropies(of pictures: [Float]) -> [Float] {
    // Of a probability nearer to 0 or 1 the logarithm would say more of rounding than of the image.
    let nearest: Float = 1e-6
    return (0..<count).map { index in
      var sum: Float = 0
      for pixel in (index * featureCount)..<((index + 1) * featureCount) {
        let x = Float(images[pixel]) * (1 / 255)
        let p = min(max(pictures[pixel], nearest), 1 - nearest)
        sum -= x * log(p) + (1 - x) * log(1 - p)
      }
      return sum
    }
  }

  /// Returns the first samples, all if there are no more than `limit`.
  public func first(_ limit: Int) -> Split {
    guard limit < count, limit > 0 else { return self }
    let targetCount = targets.count / count
    return Split(
      images: Array(images[..<(limit * featureCount)]), labels: Array(labels[..<limit]),
      targets: Array(targets[..<(limit * targetCount)]), ratings: ratings)
  }
}

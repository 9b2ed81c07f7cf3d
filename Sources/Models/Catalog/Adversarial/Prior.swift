#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A distribution that codes are to follow.
///
/// Each has mean 0 and variance 1 in every dimension, so that they can be exchanged for each other.
/// The mixture and the swiss roll are figures of two dimensions; further dimensions are normal, and a
/// code of one dimension follows the figure's first.
///
/// Source: Makhzani et al., *Adversarial Autoencoders* (2016), figures 2 and 4.
public enum Prior: String, CaseIterable, Sendable {
  /// N(0, 1).
  case gaussian
  /// Ten narrow Gaussians around a centre, like the petals of a flower.
  case mixture
  /// A spiral of two turns.
  case swissRoll = "swiss-roll"
  /// Uniform in a cube.
  case uniform

  /// The components of the mixture.
  static let petals = 10

  /// The variance in each dimension.
  public var variance: Float { 1 }

  /// Draws samples.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - size: dimensions.
  ///   - random: the place of the random numbers; sample n depends on it and on n.
  /// - Returns: `[count, size]`
  public func samples(count: Int, size: Int, random: RandomKey) -> [Float] {
    var uniformKey = random
    uniformKey.epoch += 1 << 20
    var values: [Float] = []
    values.reserveCapacity(count * size)
    for number in 0..<count {
      var point =
        self == .uniform
        ? random.uniform(sample: number, count: size) : random.normal(sample: number, count: size)
      let uniform = uniformKey.uniform(sample: number, count: 1)[0]
      point.withUnsafeMutableBufferPointer { point in
        if let start = point.baseAddress { shape(start, size: size, uniform: uniform) }
      }
      values += point
    }
    return values
  }

  /// Makes one sample of the prior from random numbers, in place.
  ///
  /// - Parameters:
  ///   - point: uniform numbers for the uniform prior, normal ones for the others.
  ///   - size: dimensions.
  ///   - uniform: one more number in 0..<1.
  func shape(_ point: UnsafeMutablePointer<Float>, size: Int, uniform: Float) {
    switch self {
    case .gaussian:
      break
    case .uniform:
      for dimension in 0..<size {
        point[dimension] = (2 * point[dimension] - 1) * Float(3).squareRoot()
      }
    case .mixture:
      put(Self.petal(point[0], size > 1 ? point[1] : 0, uniform), at: point, size: size)
    case .swissRoll:
      put(Self.spiral(point[0], size > 1 ? point[1] : 0, uniform), at: point, size: size)
    }
  }

  private func put(_ place: (Float, Float), at point: UnsafeMutablePointer<Float>, size: Int) {
    point[0] = place.0
    if size > 1 { point[1] = place.1 }
  }

  /// A point of the mixture: radius 1 ± 0.2 and 0.08 to the sides, on one of ten rays; scaled.
  private static func petal(_ x: Float, _ y: Float, _ uniform: Float) -> (Float, Float) {
    let (along, across): (Float, Float) = (0.2, 0.08)
    let scale = (2 / (1 + along * along + across * across)).squareRoot()
    let angle = 2 * Float.pi * Float(Int(uniform * Float(petals))) / Float(petals)
    let (cosine, sine) = (cosf(angle), sinf(angle))
    let (radius, side) = ((1 + along * x) * scale, across * y * scale)
    return (radius * cosine - side * sine, radius * sine + side * cosine)
  }

  /// A point of the spiral r = s, θ = 4π s with s = √u, which spreads points evenly along it; its
  /// mean taken away, and scaled.
  ///
  /// With k = 4π: E x = 4/k², E y = −2/k, E x² = 1/4 + 3/(4 k²), E y² = 1/4 − 3/(4 k²).
  private static func spiral(_ x: Float, _ y: Float, _ uniform: Float) -> (Float, Float) {
    let noise: Float = 0.02
    let k = 4 * Float.pi
    let s = uniform.squareRoot()
    let (meanX, meanY) = (4 / (k * k), -2 / k)
    let varianceX = 0.25 + 0.75 / (k * k) - meanX * meanX + noise * noise
    let varianceY = 0.25 - 0.75 / (k * k) - meanY * meanY + noise * noise
    return (
      (s * cosf(k * s) + noise * x - meanX) / varianceX.squareRoot(),
      (s * sinf(k * s) + noise * y - meanY) / varianceY.squareRoot()
    )
  }
}

/// A prior as what codes of new pictures are drawn from.
struct PriorSampler: Sampler, Equatable {
  /// The distribution.
  let prior: Prior
  /// Dimensions of a code.
  let size: Int

  /// What it is.
  var name: String {
    switch prior {
    case .gaussian: "N(0, 1)"
    case .mixture: "mixture of \(Prior.petals) petals"
    case .swissRoll: "swiss roll"
    case .uniform: "uniform in a cube"
    }
  }

  /// Returns codes, `[count, size]`, the same for the same seed.
  func codes(count: Int, seed: UInt64) -> [Float] {
    prior.samples(
      count: count, size: size, random: RandomKey(seed: seed, epoch: 0, purpose: .prior))
  }
}

extension Autoencoder {
  /// What codes were meant to be distributed like, also where it is one of several priors that a
  /// setting chooses from; nil where the model asks for nothing.
  public var wantedDistribution: (any Sampler)? {
    if let matching = self as? any PriorMatching {
      let chosen: Prior = matching.prior
      return PriorSampler(prior: chosen, size: codeSize)
    }
    let prior: (any Sampler)? = prior
    return prior
  }
}

extension ModelSetting {
  /// The choice among priors.
  static let prior = ModelSetting(
    name: "prior", summary: "what the codes are to be distributed like",
    choices: Prior.allCases.map(\.rawValue),
    source: "Makhzani et al. (2016), figures 2 and 4; here with mean 0 and variance 1")
}

extension ModelConfiguration {
  /// The prior that the setting names.
  var prior: Prior {
    Prior.allCases[Int(value(of: .prior))]
  }
}

/// Where codes of new pictures come from: a model's prior, or a distribution that was fitted to the
/// codes of its data.
public protocol Sampler: Sendable {
  /// What it is, as `N(0, 1)`.
  var name: String { get }
  /// Dimensions of a code.
  var size: Int { get }

  /// Returns codes, `[count, size]`, the same for the same seed.
  func codes(count: Int, seed: UInt64) -> [Float]
}

/// The standard normal distribution.
public struct StandardNormal: Sampler, Equatable {
  /// Dimensions of a code.
  public let size: Int
  /// What it is.
  public var name: String { "N(0, 1)" }

  /// Creates the distribution of `size` dimensions.
  public init(size: Int) {
    self.size = size
  }

  /// Returns codes, `[count, size]`, the same for the same seed.
  public func codes(count: Int, seed: UInt64) -> [Float] {
    let key = RandomKey(seed: seed, epoch: 0, purpose: .prior)
    return (0..<count).flatMap { key.normal(sample: $0, count: size) }
  }
}

extension Autoencoder {
  /// Returns where codes of new pictures come from: the model's prior, or else a mixture of
  /// Gaussians, fitted to the codes of its data.
  ///
  /// The fit takes up to a second for some thousand codes of tens of dimensions.
  ///
  /// Source: Ghosh et al., *From Variational to Deterministic Autoencoders* (2020), section 4: the
  /// mixture “ex post”.
  public func sampler(fittedTo codes: Codes, components: Int = 10) -> any Sampler {
    if let wanted = wantedDistribution { return wanted }
    return GaussianMixture(fittedTo: codes.means, size: codes.size, components: components)
  }
}

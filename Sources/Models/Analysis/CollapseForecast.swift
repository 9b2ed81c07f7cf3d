#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// How many dimensions of a code a variational autoencoder with Gaussian pixels can use, known
/// before training: exactly for linear networks, and a guide for others.
///
/// With eigenvalues λ of the data's covariance, pixels of variance σ² and the divergence's weight β,
/// dimension k is used exactly if λ_k > β σ². Then its posterior has the variance β σ² / λ_k, it
/// carries ½ ln(λ_k / β σ²) nats, and leaves the squared error β σ²; a dimension that isn't used
/// leaves λ_k.
///
/// Source: Lucas, Tucker, Grosse & Norouzi, *Don't Blame the ELBO! A Linear VAE Perspective on
/// Posterior Collapse* (2019); Tipping & Bishop, *Probabilistic Principal Component Analysis*
/// (1999).
public struct CollapseForecast: Equatable, Sendable {
  /// Dimensions that will be used.
  public let activeUnits: Int
  /// What the code carries, in nats an image.
  public let rate: Double
  /// What reconstructions leave, summed over pixels.
  public let squaredError: Double
  /// −ELBO with β = 1 of the linear model, in nats an image.
  public let negativeBound: Double

  /// Works the forecast out.
  ///
  /// - Parameters:
  ///   - eigenvalues: of the data's covariance, largest first, in squared intensities.
  ///   - codeSize: dimensions of the code.
  ///   - beta: weight of the divergence, above 0.
  ///   - variance: σ² of a pixel, above 0.
  public init(eigenvalues: [Double], codeSize: Int, beta: Double, variance: Double) {
    precondition(
      beta > 0 && variance > 0, "weight \(beta) and variance \(variance) must be above 0")
    let threshold = beta * variance
    let active = eigenvalues.prefix(codeSize).filter { $0 > threshold }
    activeUnits = active.count
    rate = active.reduce(0) { $0 + 0.5 * log($1 / threshold) }
    squaredError =
      Double(active.count) * threshold + eigenvalues.dropFirst(active.count).reduce(0, +)
    negativeBound =
      squaredError / (2 * variance) + Double(eigenvalues.count) / 2 * log(2 * .pi * variance)
      + rate
  }
}

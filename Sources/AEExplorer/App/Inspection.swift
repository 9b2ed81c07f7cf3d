import Models

/// One test digit on its way through the model.
struct DigitInspection: Equatable, Sendable {
  /// Its number in the test split.
  var digit: Int
  /// The image, `[pixels]`, intensities in 0…1.
  var image: [Float]
  /// What the encoder saw: the image, or the corrupted image.
  var input: [Float]
  /// What the decoder made of it, `[pixels]`.
  var reconstruction: [Float]
  /// Its code (the mean, where codes are distributions).
  var code: [Float]
  /// ln σ² of each dimension of the code, where codes are distributions.
  var logVariance: [Float]?
  /// The step that the weights are of.
  var step: Int

  /// Squared error of the reconstruction against the clean image, summed over pixels.
  var squaredError: Float {
    zip(image, reconstruction).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}

/// The picture under the latent cursor.
struct DecodedPoint: Equatable, Sendable {
  /// The code.
  var code: [Float]
  /// Its picture, `[pixels]`, intensities in 0…1.
  var picture: [Float]
  /// The step that the weights are of.
  var step: Int
}

/// All test digits as the model sees them at one step.
struct Observation: Sendable {
  /// The step that the weights are of.
  var step: Int
  /// The digits' codes.
  var codes: Codes
  /// Squared error of each digit's reconstruction, summed over pixels.
  var errors: [Float]
}

/// What the best linear model makes of the same data, and what no model can beat.
struct Baselines: Equatable, Sendable {
  /// Components that PCA was allowed: as many as the code has dimensions.
  var components: Int
  /// Mean squared error of PCA on the test split, summed over pixels.
  var squaredError: Double
  /// Mean cross-entropy of PCA's reconstructions on the test split, in nats.
  var crossEntropy: Double
}

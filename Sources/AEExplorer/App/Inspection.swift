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
  /// Of ratings: those that were held out, and how well they are predicted.
  var heldOut: HeldOutRatings?

  /// Squared error of the reconstruction against the clean image, summed over pixels.
  var squaredError: Float {
    zip(image, reconstruction).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}

/// Ratings of one row that the model has not seen.
struct HeldOutRatings: Equatable, Sendable {
  /// As a picture, `[pixels]`, black where there are none.
  var picture: [Float]
  /// How far predictions are from them, as a picture.
  var error: [Float]
  /// The root of the mean squared error, in stars; nil if there are none.
  var rmse: Double?
  /// How many there are.
  var count: Int
}

/// The picture under the latent cursor.
struct DecodedPoint: Equatable, Sendable {
  /// The code.
  var code: [Float]
  /// Its picture, `[pixels]`, intensities in 0…1.
  var picture: [Float]
  /// The step that the weights are of.
  var step: Int
  /// Pixels that are drawn, row by row from the upper left, of a picture that is being drawn pixel by
  /// pixel; nil once it is complete.
  var drawn: Int?
}

/// All test digits as the model sees them at one step.
struct Observation: Sendable {
  /// The step that the weights are of.
  let step: Int
  /// The digits' codes.
  let codes: Codes
  /// Squared error of each digit's reconstruction, summed over pixels.
  let errors: [Float]
  /// What the model has to show besides, measured now and then.
  let readouts: [ReadoutResult]
  /// The step at which that was measured.
  let readoutStep: Int
  /// What each dimension is worth: its mean divergence from the prior, in nats, or, where codes are
  /// no distributions, the standard deviation of the codes along it.
  let worths: [Float]
  /// The largest magnitude of a number in the codes.
  let largest: Float
  /// The mean of the codes.
  let center: [Float]

  /// Creates an observation.
  ///
  /// Whatever takes time is worked out here, once, and not for every frame.
  init(
    step: Int, codes: Codes, errors: [Float], readouts: [ReadoutResult] = [],
    readoutStep: Int? = nil
  ) {
    self.step = step
    self.readoutStep = readoutStep ?? step
    self.codes = codes
    self.errors = errors
    self.readouts = readouts
    center = Self.center(of: codes)
    largest = codes.means.reduce(0) { max($0, abs($1)) }
    worths = codes.divergences ?? Self.deviations(of: codes)
  }

  private static func center(of codes: Codes) -> [Float] {
    var sums = [Double](repeating: 0, count: codes.size)
    for (index, value) in codes.means.enumerated() {
      sums[index % codes.size] += Double(value)
    }
    return sums.map { Float($0 / Double(max(1, codes.count))) }
  }

  private static func deviations(of codes: Codes) -> [Float] {
    (0..<codes.size).map { dimension in
      let values = stride(from: dimension, to: codes.means.count, by: codes.size)
        .map { codes.means[$0] }
      let mean = values.reduce(0, +) / Float(max(1, values.count))
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Float(max(1, values.count))).squareRoot()
    }
  }
}

/// What the best linear model makes of the same data, and what no model can beat.
struct Baselines: Equatable, Sendable {
  /// Components that PCA was allowed: as many as the code has dimensions.
  var components: Int
  /// Mean squared error of PCA on the test split, summed over pixels.
  var squaredError: Double
  /// Mean cross-entropy of PCA's reconstructions on the test split, in nats.
  var crossEntropy: Double
  /// Another predictor's name, where the line is not that of PCA.
  var name: String?

  /// What the line is called.
  var title: String { name ?? "PCA-\(components)" }
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What a decoder's outputs say of the pixels: p(x|z) of the variational models.
///
/// Loss `bce`: Bernoulli pixels with logits, of images that may be binarised. Loss `mse`: Gaussian
/// pixels, −ln p = ‖x − y‖² / 2σ² + (D/2) ln 2πσ², whose σ is fixed, learned, or the best for the
/// batch. Both are nats, summed over pixels.
struct PixelDistribution: Equatable, Sendable {
  /// Where the standard deviation of Gaussian pixels comes from.
  enum Deviation: Equatable {
    /// The setting `sigma`, which may change while training.
    case fixed(Double)
    /// One parameter, ln σ².
    case learned(Parameter)
    /// σ² = the batch's mean squared error a pixel; the derivative with respect to it is 0 there.
    ///
    /// Source: Rybkin, Daniilidis & Levine, *Simple and Effective VAE Training with Calibrated
    /// Decoders* (2021), section 3.2.
    case optimal
  }

  /// How the images are binarised; Gaussian pixels stay grey.
  let binarisation: Binarisation
  /// The deviation of Gaussian pixels; nil where they are Bernoulli.
  let deviation: Deviation?

  /// Creates the distribution that the settings ask for; adds a parameter where σ is learned.
  init(_ configuration: ModelConfiguration, layout: inout ParameterLayout) {
    switch configuration.loss {
    case .bce:
      let choice = Int(configuration.value(of: Self.binarisationSetting))
      binarisation = Binarisation(rawValue: choice) ?? .grey
      deviation = nil
    case .mse:
      binarisation = .grey
      let sigma = configuration.value(of: Self.sigmaSetting)
      switch Int(configuration.value(of: Self.deviationSetting)) {
      case 1:
        let first = Initializer.values([Float(2 * log(sigma))])
        deviation = .learned(layout.add("decoder.logVariance", shape: [1], first))
      case 2: deviation = .optimal
      default: deviation = .fixed(sigma)
      }
    }
  }

  /// Returns the images as the model sees them, `[batch, pixels]`.
  func data(_ images: Tensor) -> Tensor {
    images.binarised(binarisation)
  }

  /// Records the term `reconstruction`, −ln p(x|z), and for Gaussian pixels the squared error beside
  /// it.
  func reconstruction(_ outputs: Tensor, target: Tensor) -> Loss {
    guard let deviation else { return bernoulli(logits: outputs, target: target) }
    let error = squaredError(outputs: outputs, target: target).terms[0].values
    return Loss("reconstruction", negativeLogDensity(error, deviation, pixels: target.width))
      + .watched("squared error", error)
  }

  /// Records −ln p(x|z), `[batch, 1]`.
  func negativeLogLikelihood(_ outputs: Tensor, target: Tensor) -> Tensor {
    reconstruction(outputs, target: target).terms[0].values
  }

  /// Records the picture that outputs mean.
  func intensities(_ outputs: Tensor) -> Tensor {
    deviation == nil ? sigmoid(outputs) : outputs
  }

  private func negativeLogDensity(_ error: Tensor, _ deviation: Deviation, pixels: Int) -> Tensor {
    let tape = error.tape
    let logVariance: Tensor =
      switch deviation {
      case .fixed(let sigma):
        tape.column(of: tape.control("sigma", initially: Float(sigma))).logarithm().scaled(by: 2)
      case .learned(let parameter):
        tape.column(of: parameter)
      case .optimal:
        // Never quite 0: a batch that is restored exactly would have no density.
        error.detached().batchMean().scaled(by: 1 / Float(pixels)).plus(1e-6).logarithm()
      }
    let precision = logVariance.scaled(by: -1).exponential()
    let constant = logVariance.plus(log(2 * Float.pi)).scaled(by: Float(pixels))
    return (error * precision + constant).scaled(by: 0.5)
  }

  static let binarisationSetting = ModelSetting(
    name: "binarisation",
    summary: "how grey pixels become 0 or 1, for Bernoulli pixels (--loss bce)",
    choices: Binarisation.allCases.map(\.name),
    source: "grey: Kingma & Welling (2014); static: Salakhutdinov & Murray (2008); dynamic: Burda "
      + "et al. (2016)")

  static let deviationSetting = ModelSetting(
    name: "decoder-sigma", summary: "where σ of Gaussian pixels (--loss mse) comes from",
    choices: ["fixed", "learned", "optimal"],
    source: "Rybkin, Daniilidis & Levine (2021): optimal is the batch's root mean squared error")

  static let sigmaSetting = ModelSetting(
    name: "sigma", summary: "σ of Gaussian pixels: fixed, or where learning begins",
    range: 0.001...10, defaultValue: 0.1,
    source: "about the error of a pixel that a code of ten numbers leaves; σ = 1 drowns the image",
    isLive: true)

  /// What it adds to a model's settings.
  static let settings = [binarisationSetting, deviationSetting, sigmaSetting]
}

internal import CKernels

/// A diagonal Gaussian for every sample: `[batch, 2 · size]`, means and then log-variances.
public struct DiagonalGaussian {
  /// Means and log-variances.
  let parameters: Tensor
  /// Dimensions of the code.
  public var size: Int { parameters.width / 2 }

  /// Creates a Gaussian from an encoder's raw outputs `[batch, 2 · size]`.
  ///
  /// The log-variances are softly clamped, `limit · tanh(raw / limit)`, so that e^lv can neither
  /// overflow nor vanish, while the gradient stays alive everywhere (a hard clamp would kill it).
  init(raw: Tensor, limit: Float = 10) {
    let first = raw.width / 2
    parameters = raw.tape.record(reading: [raw], width: raw.width) {
      SoftClampOperation(input: raw, output: $0, firstColumn: first, limit: limit)
    }
  }

  /// Creates a Gaussian from means and log-variances, `[batch, 2 · size]`.
  init(parameters: Tensor) {
    self.parameters = parameters
  }

  /// Returns a sample z = mean + e^(lv/2) ε with ε ~ N(0, 1), `[batch, size]`.
  ///
  /// ε depends only on the step's random key and the sample's number.
  ///
  /// Source: Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), section 2.4.
  public func sample() -> Tensor {
    sampleWithNoise().code
  }

  /// Returns a sample, and the ε that it was made of; both `[batch, size]`.
  func sampleWithNoise() -> (code: Tensor, noise: Tensor) {
    let stream = parameters.tape.nextNoiseStream()
    let noise = parameters.tape.record(reading: [], width: size) {
      NoiseOperation(output: $0, stream: stream)
    }
    let code = parameters.tape.record(reading: [parameters, noise], width: size) {
      ReparameterizeOperation(parameters: parameters, noise: noise, output: $0)
    }
    return (code, noise)
  }

  /// Means, `[batch, size]`.
  var means: Tensor { parameters.columns(0..<size) }

  /// Log-variances, `[batch, size]`.
  var logVariances: Tensor { parameters.columns(size..<(2 * size)) }

  /// Returns the divergence of each dimension from N(0, 1), in nats, `[batch, size]`.
  func divergences() -> Tensor {
    let logVariances = logVariances
    let sum = means.squared() + logVariances.exponential() - logVariances
    return sum.plus(-1).scaled(by: 0.5)
  }

  /// Returns ln q(z|x) − ln N(z; 0, 1) of a sample, `[batch, 1]`: ½ Σ z² − ε² − lv.
  ///
  /// The densities' constants cancel. With z = mean + e^(lv/2) ε the derivative is the total one:
  /// that through z, and that of the density itself.
  func logRatio(ofSample z: Tensor, noise: Tensor) -> Tensor {
    (z.squared() - noise.squared() - logVariances).rowSums().scaled(by: 0.5)
  }
}

/// Returns the term `kl`: the divergence of the posterior from N(0, 1), in nats a sample,
/// ½ Σ_j mean² + e^lv − 1 − lv.
///
/// Source: Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), appendix B.
public func klDivergence(_ posterior: DiagonalGaussian) -> Loss {
  let parameters = posterior.parameters
  return Loss(
    "kl",
    parameters.tape.record(reading: [parameters], width: 1) {
      GaussianDivergenceOperation(parameters: parameters, output: $0)
    })
}

/// y = limit · tanh(x / limit) on the columns from `firstColumn`; the others pass unchanged.
final class SoftClampOperation: Operation {
  private let input: Tensor
  private let output: Tensor
  private let width: Int
  private let firstColumn: Int
  private let limit: Float
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?

  init(input: Tensor, output: Tensor, firstColumn: Int, limit: Float) {
    self.input = input
    self.output = output
    self.firstColumn = firstColumn
    self.limit = limit
    width = input.width
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(input)
  }

  override func forward(_ frame: Frame) {
    ae_soft_clamp(x.pointer(frame), frame.rows, width, firstColumn, limit, y.pointer(frame))
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let inputGradient else { return }
    ae_soft_clamp_gradient(
      y.pointer(frame), outputGradient.pointer(frame), frame.rows, width, firstColumn, limit,
      inputGradient.place.pointer(frame), inputGradient.accumulates ? 1 : 0)
  }
}

/// Standard normal noise from the step's random key, `[rows, width]`.
final class NoiseOperation: Operation {
  private let output: Tensor
  private let width: Int
  private let stream: UInt32
  private var place = Place(offset: 0)

  /// Creates the operation; `stream` keeps several noises of one program apart.
  init(output: Tensor, stream: UInt32) {
    self.output = output
    self.stream = stream
    width = output.width
  }

  override func bind(_ places: inout PlaceBinder) {
    place = places.place(output)
  }

  override func forward(_ frame: Frame) {
    var key = frame.random
    key.purpose |= stream << 8
    ae_normal(key, frame.samples, frame.rows, width, place.pointer(frame))
  }

  override func backward(_ frame: Frame) {}
}

/// z = mean + e^(lv/2) ε.
///
/// ∂L/∂mean = ∂L/∂z; ∂L/∂lv = ½ ε e^(lv/2) ∂L/∂z.
final class ReparameterizeOperation: Operation {
  private let parameters: Tensor
  private let noise: Tensor
  private let output: Tensor
  private let size: Int
  private var p = Place(offset: 0)
  private var epsilon = Place(offset: 0)
  private var z = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?

  init(parameters: Tensor, noise: Tensor, output: Tensor) {
    self.parameters = parameters
    self.noise = noise
    self.output = output
    size = output.width
  }

  override func bind(_ places: inout PlaceBinder) {
    p = places.place(parameters)
    epsilon = places.place(noise)
    z = places.place(output)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(parameters)
  }

  override func forward(_ frame: Frame) {
    ae_reparameterize(
      p.pointer(frame), epsilon.pointer(frame), frame.rows, size, z.pointer(frame))
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let inputGradient else { return }
    ae_reparameterize_gradient(
      p.pointer(frame), epsilon.pointer(frame), outputGradient.pointer(frame), frame.rows, size,
      inputGradient.place.pointer(frame), inputGradient.accumulates ? 1 : 0)
  }
}

/// ½ Σ_j mean² + e^lv − 1 − lv.
///
/// ∂/∂mean = mean; ∂/∂lv = ½ (e^lv − 1).
final class GaussianDivergenceOperation: Operation {
  private let parameters: Tensor
  private let output: Tensor
  private let size: Int
  private var p = Place(offset: 0)
  private var values = Place(offset: 0)
  private var rowGradient: Place?
  private var inputGradient: GradientPlace?

  init(parameters: Tensor, output: Tensor) {
    self.parameters = parameters
    self.output = output
    size = parameters.width / 2
  }

  override func bind(_ places: inout PlaceBinder) {
    p = places.place(parameters)
    values = places.place(output)
    rowGradient = places.gradient(of: output)
    inputGradient = rowGradient == nil ? nil : places.inputGradient(parameters)
  }

  override func forward(_ frame: Frame) {
    ae_gaussian_divergence(p.pointer(frame), frame.rows, size, values.pointer(frame))
  }

  override func backward(_ frame: Frame) {
    guard let rowGradient, let inputGradient else { return }
    ae_gaussian_divergence_gradient(
      p.pointer(frame), frame.rows, size, rowGradient.pointer(frame), 1,
      inputGradient.place.pointer(frame), inputGradient.accumulates ? 1 : 0)
  }
}

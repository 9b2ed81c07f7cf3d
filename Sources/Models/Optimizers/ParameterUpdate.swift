internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// One optimizer step over a range of parameters: gradients of all shards summed in their order,
/// clipping, moments and parameters in one pass.
struct ParameterUpdate {
  /// The settings of the rule.
  let settings: OptimizerSettings
  /// The learning rate.
  let learningRate: Float
  /// The step's number, from 1.
  let step: Int
  /// Factor for the summed gradient.
  var gradientScale: Float = 1

  /// Applies the update to the parameters `first..<first + count`.
  ///
  /// Adam's bias corrections are folded into rate and ε: with c₁ = 1 − β₁ᵗ, c₂ = 1 − β₂ᵗ,
  /// α (m/c₁) / (√(v/c₂) + ε) = (α √c₂ / c₁) m / (√v + ε √c₂).
  func apply(
    first: Int, count: Int, moments: MomentPlaces, parameters: UnsafeMutablePointer<Float>,
    gradients: UnsafeBufferPointer<UnsafePointer<Float>?>
  ) {
    var update = AEUpdate(
      parameters: parameters, gradients: gradients.baseAddress, shards: gradients.count,
      first: first, count: count, gradient_scale: gradientScale, rate: learningRate,
      decay: settings.kind == .adam ? 0 : learningRate * settings.weightDecay)
    switch settings.kind {
    case .adam, .adamW:
      let meanCorrection = 1 - pow(Double(settings.meanDecay), Double(step))
      let varianceCorrection = (1 - pow(Double(settings.varianceDecay), Double(step))).squareRoot()
      update.rate = Float(Double(learningRate) * varianceCorrection / meanCorrection)
      ae_adam(
        &update, moments.first, moments.second, settings.meanDecay,
        settings.varianceDecay, settings.epsilon * Float(varianceCorrection))
    case .sgd:
      ae_sgd(&update, moments.first, settings.momentum)
    }
  }

  /// Applies the update to parameters and memory in blocks of their own.
  func apply(
    first: Int, count: Int, state: OptimizerState, parameters: FloatBuffer,
    gradients: UnsafeBufferPointer<UnsafePointer<Float>?>
  ) {
    withExtendedLifetime((state, parameters)) {
      apply(
        first: first, count: count, moments: state.moments, parameters: parameters.start,
        gradients: gradients)
    }
  }

  /// Returns the sum of squares of the summed gradient over a range.
  static func squareSum(
    first: Int, count: Int, gradients: UnsafeBufferPointer<UnsafePointer<Float>?>
  ) -> Double {
    var update = AEUpdate()
    update.gradients = gradients.baseAddress
    update.shards = gradients.count
    update.first = first
    update.count = count
    return ae_gradient_square_sum(&update)
  }
}

/// What an optimizer remembers of each parameter.
final class OptimizerState: Sendable {
  /// Mean gradient (Adam) or velocity (SGD).
  let first: FloatBuffer
  /// Mean squared gradient (Adam).
  let second: FloatBuffer

  /// Creates an empty memory for `count` parameters.
  init(count: Int) {
    first = FloatBuffer(count: count)
    second = FloatBuffer(count: count)
  }

  /// The places of its numbers, which are valid as long as it lives.
  var moments: MomentPlaces {
    MomentPlaces(first: first.start, second: second.start)
  }
}

/// Where an optimizer's memory lies, a number for each parameter.
struct MomentPlaces {
  /// Mean gradients or velocities.
  let first: UnsafeMutablePointer<Float>
  /// Mean squared gradients.
  let second: UnsafeMutablePointer<Float>
}

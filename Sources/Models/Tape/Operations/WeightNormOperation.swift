internal import CKernels

/// ½ Σ w² of some parameters, the same for every row; ∂/∂w = w.
final class WeightNormOperation: Operation {
  private let output: Tensor
  private let parameters: [Parameter]
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var gradients: [ParameterGradient?] = []

  init(output: Tensor, parameters: [Parameter]) {
    self.output = output
    self.parameters = parameters
  }

  override func bind(_ places: inout PlaceBinder) {
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    gradients = parameters.map { places.parameterGradient($0, of: output) }
  }

  override func forward(_ frame: Frame) {
    var sum = 0.0
    for parameter in parameters {
      sum += ae_square_sum(frame.parameters + parameter.offset, parameter.count)
    }
    y.pointer(frame).update(repeating: Float(0.5 * sum), count: frame.rows)
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let target = frame.gradients else { return }
    var scale: Float = 0
    for row in 0..<frame.rows {
      scale += outputGradient.pointer(frame)[row]
    }
    for (parameter, gradient) in zip(parameters, gradients) {
      guard let gradient else { continue }
      ae_scale_add(
        frame.parameters + parameter.offset, scale, parameter.count, target + gradient.offset,
        gradient.accumulates ? 1 : 0)
    }
  }
}

extension Tape {
  /// Records ½ Σ w² of some parameters, `[rows, 1]`, the same for every row.
  ///
  /// Recorded behind everything else that uses the parameters, it is the first to write their
  /// gradients, which sparse operations then add to.
  func halfSquaredNorm(of parameters: [Parameter]) -> Tensor {
    record(reading: [], width: 1, parameters: parameters) {
      WeightNormOperation(output: $0, parameters: parameters)
    }
  }
}

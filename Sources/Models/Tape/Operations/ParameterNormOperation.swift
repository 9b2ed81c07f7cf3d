internal import CKernels

/// The sum of the squares of some parameters, the same in every row, `[rows, 1]`.
final class ParameterNormOperation: Operation {
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
      sum += Self.squareSum(frame.parameters + parameter.offset, count: parameter.count)
    }
    y.pointer(frame).update(repeating: Float(sum), count: frame.rows)
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let target = frame.gradients else { return }
    var sum: Float = 0
    for row in 0..<frame.rows { sum += outputGradient.pointer(frame)[row] }
    for (parameter, gradient) in zip(parameters, gradients) {
      guard let gradient else { continue }
      ae_scale_add(
        frame.parameters + parameter.offset, 2 * sum, parameter.count, target + gradient.offset,
        gradient.accumulates ? 1 : 0)
    }
  }

  /// Sixteen sums side by side: one alone would wait for each addition.
  private static func squareSum(_ values: UnsafePointer<Float>, count: Int) -> Double {
    var lanes = SIMD16<Float>()
    let whole = count / 16 * 16
    for index in stride(from: 0, to: whole, by: 16) {
      let value = UnsafeRawPointer(values + index).loadUnaligned(as: SIMD16<Float>.self)
      lanes += value * value
    }
    var sum = (0..<16).reduce(0.0) { $0 + Double(lanes[$1]) }
    for index in whole..<count { sum += Double(values[index] * values[index]) }
    return sum
  }
}

extension Tape {
  /// Records the sum of the squares of parameters, the same in every row, `[rows, 1]`.
  func squareSum(of parameters: [Parameter]) -> Tensor {
    record(reading: [], width: 1, parameters: parameters) {
      ParameterNormOperation(output: $0, parameters: parameters)
    }
  }
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A coefficient as a value, the same in every row, `[rows, 1]`.
final class CoefficientOperation: Operation {
  private let output: Tensor
  private let coefficient: Coefficient
  private var y = Place(offset: 0)

  init(output: Tensor, coefficient: Coefficient) {
    self.output = output
    self.coefficient = coefficient
  }

  override func bind(_ places: inout PlaceBinder) {
    y = places.place(output)
  }

  override func forward(_ frame: Frame) {
    y.pointer(frame).update(repeating: coefficient.value(in: frame), count: frame.rows)
  }

  override func backward(_ frame: Frame) {}
}

/// A parameter that is one number as a value, the same in every row, `[rows, 1]`.
final class ScalarParameterOperation: Operation {
  private let output: Tensor
  private let parameter: Parameter
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var gradient: ParameterGradient?

  init(output: Tensor, parameter: Parameter) {
    precondition(parameter.count == 1, "a parameter of \(parameter.count) numbers is no scalar")
    self.output = output
    self.parameter = parameter
  }

  override func bind(_ places: inout PlaceBinder) {
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    gradient = places.parameterGradient(parameter, of: output)
  }

  override func forward(_ frame: Frame) {
    y.pointer(frame).update(repeating: frame.parameters[parameter.offset], count: frame.rows)
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let gradient, let gradients = frame.gradients else { return }
    let dy = outputGradient.pointer(frame)
    var sum: Float = 0
    for row in 0..<frame.rows { sum += dy[row] }
    gradients[gradient.offset] = gradient.accumulates ? gradients[gradient.offset] + sum : sum
  }
}

/// ln of the mean of the exponentials of each row, `[rows, 1]`.
///
/// The largest is taken out first, so that nothing overflows. ∂/∂x is the row's softmax.
final class LogMeanExpOperation: UnaryOperation {
  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let width = input.width
    for row in 0..<rows {
      let values = UnsafeBufferPointer(start: x + row * width, count: width)
      let largest = values.max() ?? 0
      let sum = values.reduce(0.0) { $0 + exp(Double($1 - largest)) }
      y[row] = largest + Float(log(sum / Double(width)))
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let width = input.width
    for row in 0..<rows {
      for column in 0..<width {
        let share = expf(x[row * width + column] - y[row]) / Float(width)
        dx[row * width + column] += dy[row] * share
      }
    }
  }
}

extension Tape {
  /// Records a coefficient as a value, the same in every row, `[rows, 1]`.
  func column(of coefficient: Coefficient) -> Tensor {
    record(reading: [], width: 1) { CoefficientOperation(output: $0, coefficient: coefficient) }
  }

  /// Records a parameter of one number as a value, the same in every row, `[rows, 1]`.
  func column(of parameter: Parameter) -> Tensor {
    record(reading: [], width: 1, parameters: [parameter]) {
      ScalarParameterOperation(output: $0, parameter: parameter)
    }
  }
}

extension Tensor {
  /// Returns ln (1/n) Σ eˣ of each row of n numbers, `[rows, 1]`.
  func logMeanExponential() -> Tensor {
    tape.record(reading: [self], width: 1) { LogMeanExpOperation(input: self, output: $0) }
  }
}

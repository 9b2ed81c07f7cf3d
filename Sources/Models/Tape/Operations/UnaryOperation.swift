internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A function of one value, with rows and perhaps columns of its own.
///
/// A subclass says how the value and the input's gradient are computed; where they lie is found here.
class UnaryOperation: Operation {
  /// What it reads.
  final let input: Tensor
  /// What it writes.
  final let output: Tensor
  /// Where they lie.
  private final var x = Place(offset: 0)
  private final var y = Place(offset: 0)
  private final var outputGradient: Place?
  private final var inputGradient: GradientPlace?

  init(input: Tensor, output: Tensor) {
    self.input = input
    self.output = output
  }

  /// Computes y from x.
  func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    preconditionFailure("\(type(of: self)) computes nothing")
  }

  /// Adds the input's gradient to `dx` (which was set to 0 before, if it was empty).
  func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    preconditionFailure("\(type(of: self)) has no gradient")
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(input)
  }

  override func forward(_ frame: Frame) {
    compute(x.pointer(frame), rows: frame.rows, into: y.pointer(frame), frame)
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let inputGradient else { return }
    let dx = inputGradient.place.pointer(frame)
    if !inputGradient.accumulates {
      dx.update(repeating: 0, count: input.layout.size(width: input.width, rows: frame.rows))
    }
    addGradient(
      x.pointer(frame), y: y.pointer(frame), dy: outputGradient.pointer(frame), rows: frame.rows,
      to: dx, frame)
  }
}

/// A function of each element by itself, and its derivative given the element and its value.
final class ElementwiseOperation: UnaryOperation {
  private let function: @Sendable (Float) -> Float
  private let derivative: @Sendable (_ x: Float, _ y: Float) -> Float

  init(
    input: Tensor, output: Tensor, function: @escaping @Sendable (Float) -> Float,
    derivative: @escaping @Sendable (_ x: Float, _ y: Float) -> Float
  ) {
    self.function = function
    self.derivative = derivative
    super.init(input: input, output: output)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for index in 0..<input.layout.size(width: input.width, rows: rows) {
      y[index] = function(x[index])
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for index in 0..<input.layout.size(width: input.width, rows: rows) {
      dx[index] += dy[index] * derivative(x[index], y[index])
    }
  }
}

/// An activation by itself, with the vectorised kernels of the layers.
final class ActivationOperation: Operation {
  private let input: Tensor
  private let output: Tensor
  private let activation: Activation
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?

  init(input: Tensor, output: Tensor, activation: Activation) {
    self.input = input
    self.output = output
    self.activation = activation
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(input)
  }

  override func forward(_ frame: Frame) {
    let count = input.layout.size(width: input.width, rows: frame.rows)
    let result = y.pointer(frame)
    result.update(from: x.pointer(frame), count: count)
    ae_activate(result, count, activation.kernel)
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let inputGradient else { return }
    let count = input.layout.size(width: input.width, rows: frame.rows)
    let d = outputGradient.pointer(frame)
    ae_activation_gradient(d, y.pointer(frame), count, activation.kernel)
    ae_scale_add(
      d, 1, count, inputGradient.place.pointer(frame), inputGradient.accumulates ? 1 : 0)
  }
}

/// The sum of each row's elements, `[rows, 1]`.
final class RowSumOperation: UnaryOperation {
  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let width = input.width
    for row in 0..<rows {
      var sum: Float = 0
      for column in 0..<width {
        sum += x[row * width + column]
      }
      y[row] = sum
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let width = input.width
    for row in 0..<rows {
      for column in 0..<width {
        dx[row * width + column] += dy[row]
      }
    }
  }
}

/// Neighbouring columns of a matrix, `[rows, count]`.
final class ColumnsOperation: UnaryOperation {
  private let first: Int

  init(input: Tensor, output: Tensor, first: Int) {
    self.first = first
    super.init(input: input, output: output)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for row in 0..<rows {
      (y + row * output.width).update(from: x + row * input.width + first, count: output.width)
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for row in 0..<rows {
      for column in 0..<output.width {
        dx[row * input.width + first + column] += dy[row * output.width + column]
      }
    }
  }
}

/// Each row times a coefficient, which may change while training.
final class ScaleOperation: UnaryOperation {
  private let coefficient: Coefficient

  init(input: Tensor, output: Tensor, coefficient: Coefficient) {
    self.coefficient = coefficient
    super.init(input: input, output: output)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    ae_scale_add(
      x, coefficient.value(in: frame), input.layout.size(width: input.width, rows: rows), y, 0)
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    ae_scale_add(
      dy, coefficient.value(in: frame), input.layout.size(width: input.width, rows: rows), dx, 1)
  }
}

extension Tensor {
  /// Returns an activation of every element.
  public func activated(_ activation: Activation) -> Tensor {
    tape.record(reading: [self], width: width, layout: layout) {
      ActivationOperation(input: self, output: $0, activation: activation)
    }
  }

  /// Returns a function of every element; `derivative` gets the element and its value.
  ///
  /// For what has no kernel of its own: small values, such as codes.
  func mapped(
    _ function: @escaping @Sendable (Float) -> Float,
    derivative: @escaping @Sendable (_ x: Float, _ y: Float) -> Float
  ) -> Tensor {
    tape.record(reading: [self], width: width, layout: layout) {
      ElementwiseOperation(input: self, output: $0, function: function, derivative: derivative)
    }
  }

  /// Returns x².
  public func squared() -> Tensor {
    mapped({ $0 * $0 }, derivative: { x, _ in 2 * x })
  }

  /// Returns |x|; the derivative at 0 is 0.
  public func absolute() -> Tensor {
    mapped({ abs($0) }, derivative: { x, _ in x > 0 ? 1 : x < 0 ? -1 : 0 })
  }

  /// Returns eˣ.
  public func exponential() -> Tensor {
    mapped({ expf($0) }, derivative: { _, y in y })
  }

  /// Returns ln x, for x > 0.
  public func logarithm() -> Tensor {
    mapped({ logf($0) }, derivative: { x, _ in 1 / x })
  }

  /// Returns x + constant.
  public func plus(_ constant: Float) -> Tensor {
    mapped({ $0 + constant }, derivative: { _, _ in 1 })
  }

  /// Returns x · coefficient.
  public func scaled(by coefficient: Coefficient) -> Tensor {
    tape.record(reading: [self], width: width, layout: layout) {
      ScaleOperation(input: self, output: $0, coefficient: coefficient)
    }
  }

  /// Returns x · factor.
  public func scaled(by factor: Float) -> Tensor {
    scaled(by: .constant(factor))
  }

  /// Returns the sum of each row, `[rows, 1]`.
  public func rowSums() -> Tensor {
    tape.record(reading: [self], width: 1) { RowSumOperation(input: self, output: $0) }
  }

  /// Returns some neighbouring columns, `[rows, range.count]`.
  public func columns(_ range: Range<Int>) -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= width, "columns \(range) of \(width)")
    return tape.record(reading: [self], width: range.count) {
      ColumnsOperation(input: self, output: $0, first: range.lowerBound)
    }
  }
}

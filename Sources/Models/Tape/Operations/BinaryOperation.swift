internal import CKernels

/// A function of two values of one shape, element by element.
class BinaryOperation: Operation {
  private final let left: Tensor
  private final let right: Tensor
  private final let output: Tensor
  private final var a = Place(offset: 0)
  private final var b = Place(offset: 0)
  private final var y = Place(offset: 0)
  private final var outputGradient: Place?
  private final var leftGradient: GradientPlace?
  private final var rightGradient: GradientPlace?

  init(left: Tensor, right: Tensor, output: Tensor) {
    self.left = left
    self.right = right
    self.output = output
  }

  /// Computes y from a and b.
  func compute(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    preconditionFailure("\(type(of: self)) computes nothing")
  }

  /// Puts the gradient of one of them at `d`, or adds it there; `other` is the other one.
  func gradient(
    isLeft: Bool, other: UnsafePointer<Float>, dy: UnsafePointer<Float>, count: Int,
    into d: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    preconditionFailure("\(type(of: self)) has no gradient")
  }

  override func bind(_ places: inout PlaceBinder) {
    a = places.place(left)
    b = places.place(right)
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    guard outputGradient != nil else { return }
    leftGradient = places.inputGradient(left)
    rightGradient = places.inputGradient(right)
  }

  override func forward(_ frame: Frame) {
    compute(a.pointer(frame), b.pointer(frame), count: count(frame), into: y.pointer(frame))
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient else { return }
    let dy = outputGradient.pointer(frame)
    if let leftGradient {
      gradient(
        isLeft: true, other: b.pointer(frame), dy: dy, count: count(frame),
        into: leftGradient.place.pointer(frame), accumulates: leftGradient.accumulates)
    }
    if let rightGradient {
      gradient(
        isLeft: false, other: a.pointer(frame), dy: dy, count: count(frame),
        into: rightGradient.place.pointer(frame), accumulates: rightGradient.accumulates)
    }
  }

  private func count(_ frame: Frame) -> Int {
    output.layout.size(width: output.width, rows: frame.rows)
  }
}

/// y = a + sign · b.
final class SumOperation: BinaryOperation {
  private let sign: Float

  init(left: Tensor, right: Tensor, output: Tensor, sign: Float) {
    self.sign = sign
    super.init(left: left, right: right, output: output)
  }

  override func compute(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    ae_scale_add(a, 1, count, y, 0)
    ae_scale_add(b, sign, count, y, 1)
  }

  override func gradient(
    isLeft: Bool, other: UnsafePointer<Float>, dy: UnsafePointer<Float>, count: Int,
    into d: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    ae_scale_add(dy, isLeft ? 1 : sign, count, d, accumulates ? 1 : 0)
  }
}

/// y = a · b.
final class ProductOperation: BinaryOperation {
  override func compute(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    for index in 0..<count {
      y[index] = a[index] * b[index]
    }
  }

  override func gradient(
    isLeft: Bool, other: UnsafePointer<Float>, dy: UnsafePointer<Float>, count: Int,
    into d: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    for index in 0..<count {
      d[index] = (accumulates ? d[index] : 0) + dy[index] * other[index]
    }
  }
}

/// Two matrices side by side, `[rows, a.width + b.width]`.
final class ConcatenationOperation: Operation {
  /// What a step needs to know of a part: numbers only, so that nothing is counted.
  private struct Columns {
    var place: Place
    var gradient: GradientPlace?
    var first: Int
    var width: Int
  }

  private let parts: [Tensor]
  private let output: Tensor
  private var columns: [Columns] = []
  private var y = Place(offset: 0)
  private var outputGradient: Place?

  init(parts: [Tensor], output: Tensor) {
    self.parts = parts
    self.output = output
  }

  override func bind(_ places: inout PlaceBinder) {
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    var first = 0
    for part in parts {
      columns.append(
        Columns(
          place: places.place(part),
          gradient: outputGradient == nil ? nil : places.inputGradient(part),
          first: first, width: part.width))
      first += part.width
    }
  }

  override func forward(_ frame: Frame) {
    let width = output.width
    for part in columns {
      for row in 0..<frame.rows {
        (y.pointer(frame) + row * width + part.first).update(
          from: part.place.pointer(frame) + row * part.width, count: part.width)
      }
    }
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient else { return }
    let width = output.width
    for part in columns {
      guard let gradient = part.gradient else { continue }
      for row in 0..<frame.rows {
        ae_scale_add(
          outputGradient.pointer(frame) + row * width + part.first, 1, part.width,
          gradient.place.pointer(frame) + row * part.width, gradient.accumulates ? 1 : 0)
      }
    }
  }
}

extension Tensor {
  /// Returns a + b, element by element.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    left.combined(with: right) { SumOperation(left: left, right: right, output: $0, sign: 1) }
  }

  /// Returns a − b, element by element.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    left.combined(with: right) { SumOperation(left: left, right: right, output: $0, sign: -1) }
  }

  /// Returns a · b, element by element.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    left.combined(with: right) { ProductOperation(left: left, right: right, output: $0) }
  }

  /// Returns this matrix and others side by side.
  public func beside(_ others: Tensor...) -> Tensor {
    beside(others)
  }

  /// Returns this matrix and others side by side.
  func beside(_ others: [Tensor]) -> Tensor {
    let parts = [self] + others
    return tape.record(reading: parts, width: parts.reduce(0) { $0 + $1.width }) {
      ConcatenationOperation(parts: parts, output: $0)
    }
  }

  private func combined(with other: Tensor, make: (Tensor) -> Operation) -> Tensor {
    precondition(
      width == other.width && layout == other.layout,
      "values of \(width) and \(other.width) columns")
    return tape.record(reading: [self, other], width: width, layout: layout, make: make)
  }
}

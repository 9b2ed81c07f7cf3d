internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The derivative of an activation at each element of its output y: a = activation′(x).
///
/// ∂a/∂y is what the penalty on a Jacobian needs besides; at the corners of the ReLU it is 0.
final class SlopeOperation: UnaryOperation {
  private let activation: Activation

  /// Creates the operation on an activation's output.
  init(input: Tensor, output: Tensor, activation: Activation) {
    self.activation = activation
    super.init(input: input, output: output)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let activation = activation
    for index in 0..<(rows * input.width) {
      y[index] = activation.slope(atOutput: x[index])
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let activation = activation
    for index in 0..<(rows * input.width) {
      dx[index] += dy[index] * activation.slopeChange(atOutput: x[index])
    }
  }
}

extension Activation {
  /// Returns dy/dx, given y.
  func slope(atOutput y: Float) -> Float {
    switch self {
    case .identity: 1
    case .relu: y > 0 ? 1 : 0
    case .leakyReLU: y < 0 ? 0.01 : 1
    case .sigmoid: y * (1 - y)
    case .tanh: 1 - y * y
    case .softplus: 1 - expf(-y)
    }
  }

  /// Returns the derivative of that by y.
  func slopeChange(atOutput y: Float) -> Float {
    switch self {
    case .identity, .relu, .leakyReLU: 0
    case .sigmoid: 1 - 2 * y
    case .tanh: -2 * y
    case .softplus: expf(-y)
    }
  }
}

/// Random signs, +1 or −1 with the same chance, from the step's random key, `[rows, width]`.
final class RandomSignOperation: Operation {
  private let output: Tensor
  private let stream: UInt32
  private var place = Place(offset: 0)

  /// Creates the operation; `stream` keeps several noises of one program apart.
  init(output: Tensor, stream: UInt32) {
    self.output = output
    self.stream = stream
  }

  override func bind(_ places: inout PlaceBinder) {
    place = places.place(output)
  }

  override func forward(_ frame: Frame) {
    var key = frame.random
    key.purpose |= stream << 8
    let signs = place.pointer(frame)
    ae_uniform(key, frame.samples, frame.rows, output.width, signs)
    for index in 0..<(frame.rows * output.width) {
      signs[index] = signs[index] < 0.5 ? -1 : 1
    }
  }

  override func backward(_ frame: Frame) {}
}

extension Tensor {
  /// Returns the derivative of the activation whose output this is, at each element.
  func slopes(of activation: Activation) -> Tensor {
    tape.record(reading: [self], width: width) {
      SlopeOperation(input: self, output: $0, activation: activation)
    }
  }
}

extension Tape {
  /// Records random signs, `[rows, width]`: +1 or −1, fresh for every step and sample.
  func randomSigns(width: Int) -> Tensor {
    let stream = nextNoiseStream()
    return record(reading: [], width: width) { RandomSignOperation(output: $0, stream: stream) }
  }
}

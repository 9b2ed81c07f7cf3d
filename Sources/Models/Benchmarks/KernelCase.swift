/// A kernel at one size, as it is measured.
struct KernelCase {
  /// The kernel's name, without `ae_`.
  let kernel: String
  /// What it is called for, in words and sizes.
  let size: String
  /// What a call does.
  let work: Work
  /// Bytes that a call touches, which decide what cache they come from.
  let footprint: Int
  /// One call.
  let call: () -> Void

  /// What a call does, in what bounds it.
  enum Work {
    /// Floating-point operations.
    case operations(Int)
    /// Bytes that are read or written.
    case bytes(Int)
  }

  /// Creates a case that arithmetic bounds.
  init(
    _ kernel: String, _ size: String, operations: Int, floats: Int, _ call: @escaping () -> Void
  ) {
    self.kernel = kernel
    self.size = size
    work = .operations(operations)
    footprint = floats * MemoryLayout<Float>.stride
    self.call = call
  }

  /// Creates a case that the transport of so many floats bounds.
  init(_ kernel: String, _ size: String, floats: Int, _ call: @escaping () -> Void) {
    self.kernel = kernel
    self.size = size
    footprint = floats * MemoryLayout<Float>.stride
    work = .bytes(footprint)
    self.call = call
  }

  /// Every kernel at the sizes of the benchmark's models, a shard of 64 samples.
  static var all: [KernelCase] {
    [peak] + products + layers + losses + gaussians + vectors + optimizers + noises + convolutions
      + pictures + lanes + sparse
  }
}

/// Memory for measuring, filled with numbers in −1…1.
func benchmarkNumbers(_ count: Int) -> FloatBuffer {
  let buffer = FloatBuffer(count: count)
  for index in 0..<count {
    buffer.start[index] = Float(index * 7919 % 2003) / 1001 - 1
  }
  return buffer
}

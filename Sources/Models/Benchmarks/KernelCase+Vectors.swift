internal import CKernels

// The kernels that run over vectors: arithmetic, optimizers, random numbers, rows that are named.
extension KernelCase {
  private static let count = 64 * 784

  /// The bound itself.
  static var peak: KernelCase {
    let result = benchmarkNumbers(1)
    let turns = 2000
    return KernelCase(
      "peak", "in registers", operations: turns * ae_peak(1, 0.5, result.start), floats: 0
    ) { _ = ae_peak(turns, 0.5, result.start) }
  }

  /// Sums and products of vectors.
  static var vectors: [KernelCase] {
    let x = benchmarkNumbers(count)
    let y = benchmarkNumbers(count)
    let result = benchmarkNumbers(1)
    // Numbers that are multiplied again and again are to stay what they are.
    let scales = FloatBuffer([Float](repeating: 1, count: 64))
    let indices = UnsafeMutablePointer<Int32>.allocate(capacity: count + 1)
    let keyMemory = FloatBuffer(count: 512)
    let keys = UnsafeMutableRawPointer(keyMemory.start).assumingMemoryBound(to: Int32.self)
    return [
      KernelCase("scale_add", "64×784", floats: 2 * count) {
        ae_scale_add(x.start, 0.5, count, y.start, 0)
      },
      KernelCase("scale_rows", "64×784", floats: 2 * count) {
        ae_scale_rows(y.start, scales.start, 64, 784)
      },
      KernelCase("square_sum", "64×784", floats: count) {
        result.start[0] = Float(ae_square_sum(x.start, count))
      },
      KernelCase("nonzero", "64×784", floats: 2 * count) {
        result.start[0] = Float(ae_nonzero(x.start, count, indices))
      },
      KernelCase("keep_largest", "25 of 512, 64 rows", floats: 2 * 64 * 512) {
        withExtendedLifetime(keyMemory) {
          ae_keep_largest(x.start, nil, 64, 512, 25, keys, y.start)
        }
      },
    ]
  }

  /// Steps of optimizers, the gradients of two shards at M5's 1,202,324 parameters.
  static var optimizers: [KernelCase] {
    let count = 1_202_324
    let parameters = benchmarkNumbers(count)
    let gradients = [benchmarkNumbers(count), benchmarkNumbers(count)]
    let first = benchmarkNumbers(count)
    let second = FloatBuffer(count: count)
    let starts = gradients.map { UnsafePointer($0.start) as UnsafePointer<Float>? }
    func update(_ body: @escaping (inout AEUpdate) -> Void) -> () -> Void {
      {
        starts.withUnsafeBufferPointer { starts in
          var update = AEUpdate(
            parameters: parameters.start, gradients: starts.baseAddress, shards: starts.count,
            first: 0, count: count, gradient_scale: 1e-3, rate: 1e-3, decay: 0)
          body(&update)
          // The closures point into the gradients.
          withExtendedLifetime(gradients) {}
        }
      }
    }
    return [
      KernelCase(
        "adam", "M5's parameters, 2 shards", floats: 8 * count,
        update { ae_adam(&$0, first.start, second.start, 0.9, 0.999, 1e-8) }),
      KernelCase(
        "sgd", "M5's parameters, 2 shards", floats: 6 * count,
        update { ae_sgd(&$0, first.start, 0.9) }),
      KernelCase(
        "gradient_square_sum", "M5's parameters, 2 shards", floats: 2 * count,
        update { second.start[0] = Float(ae_gradient_square_sum(&$0)) * 0 }),
    ]
  }

  /// Random numbers, and what they spoil.
  static var noises: [KernelCase] {
    let x = benchmarkNumbers(count)
    let y = benchmarkNumbers(count)
    let words = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    let samples = (0..<64).map { Int32($0) }
    let key = AERandomKey(seed_low: 1, seed_high: 2, epoch: 3, purpose: 4)
    return [
      KernelCase("uniform", "64×784", floats: count) {
        ae_uniform(key, samples, 64, 784, y.start)
      },
      KernelCase("normal", "64×784", floats: count) { ae_normal(key, samples, 64, 784, y.start) },
      KernelCase("random_bits", "50,176", floats: count) { ae_random_bits(key, 0, count, words) },
      KernelCase("add_noise", "64×784", floats: 3 * count) {
        ae_add_noise(x.start, 0.3, count, y.start)
      },
      KernelCase("salt_and_pepper", "64×784", floats: 3 * count) {
        ae_salt_and_pepper(x.start, 0.3, count, y.start)
      },
      KernelCase("mask", "64×784", floats: 3 * count) { ae_mask(x.start, 0.3, count, y.start) },
    ]
  }

  /// Rows that are named, as ratings name them.
  static var sparse: [KernelCase] {
    let (named, width) = (100, 512)
    let matrix = benchmarkNumbers(1000 * width)
    let indices = (0..<named).map { Int32($0 * 37 % 1000) }
    let values = benchmarkNumbers(named)
    let x = benchmarkNumbers(width)
    let y = benchmarkNumbers(width)
    let points = benchmarkNumbers(64 * 16)
    let pull = benchmarkNumbers(16)
    let constants: [Float] = [0.1, 1, 10]
    return [
      KernelCase("sparse_sum", "100 of 1,000 rows of 512", floats: named * width) {
        ae_sparse_sum(matrix.start, indices, values.start, named, width, y.start)
      },
      KernelCase("sparse_dots", "100 of 1,000 rows of 512", floats: named * width) {
        ae_sparse_dots(matrix.start, indices, x.start, named, width, values.start)
      },
      KernelCase("sparse_add", "100 of 1,000 rows of 512", floats: 2 * named * width) {
        ae_sparse_add(matrix.start, indices, x.start, x.start, named, width)
      },
      KernelCase(
        "multiquadric_sum", "64 points of 16, 3 scales", operations: 64 * (3 * 16 + 3 * 3),
        floats: 64 * 16
      ) {
        pull.start[0] = ae_multiquadric_sum(x.start, points.start, 64, 16, constants, 3) * 0
      },
      KernelCase(
        "multiquadric_pull", "64 points of 16, 3 scales", operations: 64 * (6 * 16 + 6 * 3),
        floats: 64 * 16
      ) {
        ae_multiquadric_pull(
          x.start, points.start, 64, 16, constants, 3, nil, 1e-6, pull.start)
      },
    ]
  }
}

internal import CKernels

/// Everything that one run of a program on one shard reads and writes: pointers and numbers only.
struct Frame {
  /// The shard's arena: all values and gradients.
  let arena: UnsafeMutablePointer<Float>
  /// Samples in this shard.
  let rows: Int
  /// Samples in the whole batch, which the objective is averaged over.
  let batchRows: Int
  /// All parameters of the model.
  let parameters: UnsafePointer<Float>
  /// Where the shard's gradient of the parameters goes; nil to evaluate only.
  let gradients: UnsafeMutablePointer<Float>?
  /// The data set's bytes.
  let data: FrameData
  /// The number of each row's sample in the data set.
  let samples: UnsafePointer<Int32>
  /// The place of this step's random numbers.
  let random: AERandomKey
  /// Current values of the controls.
  let controls: UnsafePointer<Float>
  /// For each term of the objective, where to put its sum over this shard's rows.
  let sums: UnsafeMutablePointer<Double>
  /// Whether the gradients of weights are computed later, from all shards at once (`WeightProduct`).
  var defersProducts = false
}

/// The bytes of a data set that a run reads; row r is those of sample `Frame.samples[r]`.
struct FrameData {
  /// The images, one byte a feature, or nil where the input is already in the arena.
  var images: UnsafePointer<UInt8>?
  /// What outputs are compared with, where that is not the image itself.
  var targets: UnsafePointer<UInt8>?
  /// A class for each sample.
  var labels: UnsafePointer<UInt8>?

  /// No data: everything is in the arena.
  static var none: FrameData { FrameData() }
}

/// Where a value's numbers lie in the arena, in floats from its start.
struct Place: Equatable {
  /// The first number.
  var offset: Int

  /// Returns the numbers' address in a run.
  func pointer(_ frame: Frame) -> UnsafeMutablePointer<Float> {
    frame.arena + offset
  }

  /// Returns the address in a run as that of bytes, for what is not floats.
  func bytes(_ frame: Frame) -> UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer(frame.arena + offset).assumingMemoryBound(to: UInt8.self)
  }
}

/// Where an operation adds the gradient of a parameter.
struct ParameterGradient {
  /// Its place among all parameters.
  var offset: Int
  /// Whether another operation has already put its share there.
  var accumulates: Bool
}

/// Where an operation adds the gradient of something that it read.
struct GradientPlace {
  /// Where the gradient lies.
  var place: Place
  /// Whether another operation has already put its share there.
  var accumulates: Bool
}

internal import CKernels

/// Spoilt images: fresh noise for every epoch and sample, as `Corruption` makes it.
///
/// A run for evaluation has the noise of epoch 0, which is what the screen shows of a test image.
final class CorruptionOperation: UnaryOperation {
  private let kind: CorruptionKind
  private let level: Coefficient
  private let shape: ImageShape

  /// Creates the operation on images `[rows, shape.count]`.
  init(
    input: Tensor, output: Tensor, kind: CorruptionKind, level: Coefficient, shape: ImageShape
  ) {
    self.kind = kind
    self.level = level
    self.shape = shape
    super.init(input: input, output: output)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    var key = frame.random
    key.purpose = RandomPurpose.corruption.rawValue
    let level = level.value(in: frame)
    kind.apply(
      CorruptionPass(
        images: x, result: y, samples: frame.samples, rows: rows, shape: shape,
        level: min(max(level, kind.levels.lowerBound), kind.levels.upperBound), key: key))
  }
}

extension Tensor {
  /// Returns the images `[rows, shape.count]` spoilt; no gradient comes through.
  ///
  /// - Parameters:
  ///   - kind: how.
  ///   - level: how much, in the kind's own measure; brought into its range.
  ///   - shape: the images'.
  /// - Returns: `[rows, shape.count]`, intensities in 0…1.
  public func corrupted(_ kind: CorruptionKind, level: Coefficient, shape: ImageShape) -> Tensor {
    precondition(width == shape.count, "\(width) features are no images of \(shape)")
    let images = detached()
    return tape.record(reading: [images], width: width) {
      CorruptionOperation(input: images, output: $0, kind: kind, level: level, shape: shape)
    }
  }
}

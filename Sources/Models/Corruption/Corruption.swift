internal import CKernels

/// A way to spoil an image.
///
/// A new kind is one new file and one line in `CorruptionCatalog`.
public struct CorruptionKind: Sendable, Identifiable {
  /// Its name on the command line: `gaussian`.
  public let id: String
  /// Its name for people.
  public let title: String
  /// The letter of its level, as `σ` or `p`.
  public let symbol: String
  /// The levels that it may have.
  public let levels: ClosedRange<Float>
  /// The level when none is given.
  public let defaultLevel: Float
  /// From one level to the next, for keys.
  public let levelStep: Float
  /// Spoils images of intensities in 0…1, which stay in 0…1.
  let apply: @Sendable (CorruptionPass) -> Void
}

/// Some images to spoil, and where the spoilt ones go.
///
/// Screen and training come here both, so that they see the same noise, to the bit.
struct CorruptionPass {
  /// The images, `[rows, shape.count]`.
  let images: UnsafePointer<Float>
  /// The spoilt images, likewise; no part of `images`.
  let result: UnsafeMutablePointer<Float>
  /// The number of each image's sample.
  let samples: UnsafePointer<Int32>
  /// Images.
  let rows: Int
  /// The shape of each.
  let shape: ImageShape
  /// How much, in the kind's own measure.
  let level: Float
  /// The place of the random numbers.
  let key: AERandomKey

  /// Pixels in all.
  var count: Int { rows * shape.count }
}

/// All kinds of corruption.
public enum CorruptionCatalog {
  /// The kinds, in the order in which they are shown.
  public static let all: [CorruptionKind] = [
    .gaussian, .saltAndPepper, .masking, .block,
  ]

  /// Returns the kind with an id, if there is one.
  public static func kind(_ id: String) -> CorruptionKind? {
    all.first { $0.id == id }
  }
}

/// A kind of corruption at a level.
public struct Corruption: Equatable, Sendable {
  /// The kind.
  public var kind: CorruptionKind
  /// How much of it, in the kind's own measure.
  public var level: Float

  /// Creates a corruption; the level is brought into the kind's range.
  public init(_ kind: CorruptionKind, level: Float? = nil) {
    self.kind = kind
    let wanted = level ?? kind.defaultLevel
    self.level = min(max(wanted, kind.levels.lowerBound), kind.levels.upperBound)
  }

  /// Returns a spoilt copy of an image.
  ///
  /// - Parameters:
  ///   - image: `[height * width]`, intensities in 0…1.
  ///   - shape: its shape.
  ///   - seed: the same seed and sample give the same noise.
  ///   - sample: the image's number.
  ///   - epoch: a new number gives new noise.
  /// - Returns: `[height * width]`, intensities in 0…1.
  public func applied(
    to image: [Float], shape: ImageShape, seed: UInt64, sample: Int, epoch: Int = 0
  ) -> [Float] {
    precondition(image.count == shape.count, "\(image.count) pixels for a shape of \(shape.count)")
    return applied(
      to: image, shape: shape, samples: [Int32(truncatingIfNeeded: sample)],
      key: RandomKey(seed: seed, epoch: epoch, purpose: .corruption))
  }

  /// Returns spoilt copies of images `[samples.count, shape.count]`.
  func applied(
    to images: [Float], shape: ImageShape, samples: [Int32], key: RandomKey
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: images.count) { buffer, initialized in
      images.withUnsafeBufferPointer { images in
        samples.withUnsafeBufferPointer { samples in
          guard let result = buffer.baseAddress, let images = images.baseAddress,
            let numbers = samples.baseAddress
          else { return }
          kind.apply(
            CorruptionPass(
              images: images, result: result, samples: numbers, rows: samples.count, shape: shape,
              level: level, key: key.raw))
        }
      }
      initialized = images.count
    }
  }

  /// Returns whether kind and level are the same.
  public static func == (left: Corruption, right: Corruption) -> Bool {
    left.kind.id == right.kind.id && left.level == right.level
  }
}

/// What a model makes of spoilt images, at several levels of one kind of noise.
///
/// Every model can be asked; only one that was trained on spoilt images has a reason to be good at it.
public struct RestorationCurve: Equatable, Sendable {
  /// Signal-to-noise ratios at one level, each a mean over the images, in dB.
  public struct Point: Equatable, Sendable {
    /// The level, in the kind's own measure.
    public let level: Float
    /// Of the spoilt images.
    public let spoilt: Double
    /// Of what the model makes of them.
    public let restored: Double

    /// Creates a point.
    public init(level: Float, spoilt: Double, restored: Double) {
      self.level = level
      self.spoilt = spoilt
      self.restored = restored
    }
  }

  /// The points, in the order of their levels.
  public let points: [Point]

  /// Creates a curve.
  public init(_ points: [Point]) {
    self.points = points
  }

  /// The seed of the noise on test images: that with which `LinearDenoiser` is measured too.
  public static let seed: UInt64 = 0

  /// Measures a model on the first images of a split; pixels that the output puts outside 0…1 are
  /// cut off.
  ///
  /// - Parameters:
  ///   - inference: encodes and decodes.
  ///   - weights: the model's.
  ///   - split: the clean images.
  ///   - shape: theirs.
  ///   - kind: how they are spoilt.
  ///   - levels: how much.
  ///   - limit: the most images to look at.
  ///   - isCancelled: asked before each level.
  /// - Returns: nil if it was cancelled.
  public static func measured(
    with inference: Inference, weights: WeightSnapshot, on split: Split, shape: ImageShape,
    kind: CorruptionKind, levels: [Float], limit: Int, isCancelled: () -> Bool = { false }
  ) -> RestorationCurve? {
    let count = min(split.count, limit)
    let clean = split.images[..<(count * shape.count)].map { Float($0) * (1 / 255) }
    let labels = Array(split.labels[..<count])
    let samples = (0..<count).map(Int32.init)
    let key = RandomKey(seed: seed, epoch: 0, purpose: .corruption)
    var points: [Point] = []
    for level in levels {
      guard !isCancelled() else { return nil }
      let spoilt = Corruption(kind, level: level)
        .applied(to: clean, shape: shape, samples: samples, key: key)
      let codes = inference.encode(spoilt, weights: weights, labels: labels)
      let restored = inference.decode(codes.means, weights: weights, labels: labels)
      points.append(
        Point(
          level: level,
          spoilt: SignalToNoise.mean(of: spoilt, clean: clean, features: shape.count),
          restored: SignalToNoise.mean(of: restored, clean: clean, features: shape.count)))
    }
    return RestorationCurve(points)
  }
}

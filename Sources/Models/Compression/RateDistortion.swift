/// How good pictures are after their codes were rounded to few bits.
public struct RateDistortion: Equatable, Sendable {
  /// One way of rounding.
  public struct Point: Equatable, Sendable {
    /// Bits of each of the code's numbers before an entropy coder.
    public let bits: Int
    /// Bits a pixel behind an ideal entropy coder.
    public let rate: Double
    /// Signal to noise of the pictures, in dB, as a mean.
    public let ratio: Double

    /// Creates a point.
    public init(bits: Int, rate: Double, ratio: Double) {
      self.bits = bits
      self.rate = rate
      self.ratio = ratio
    }
  }

  /// The points, fewest bits first.
  public let points: [Point]

  /// Creates a curve.
  public init(_ points: [Point]) {
    self.points = points
  }

  /// Measures the curve of some codes.
  ///
  /// - Parameters:
  ///   - codes: of images, `[count, size]`.
  ///   - quantizer: what rounds them.
  ///   - images: the images of the first codes, `[some, features]`: what their pictures are compared
  ///     with.
  ///   - features: of an image.
  ///   - pixels: of an image, by which the rate is divided.
  ///   - isCancelled: asked now and then.
  ///   - decode: makes pictures `[some, features]` of codes `[some, size]`.
  /// - Returns: nil when it was given up.
  public static func measured(
    of codes: [Float], by quantizer: UniformQuantizer, images: [Float], features: Int, pixels: Int,
    isCancelled: () -> Bool = { false }, decode: ([Float]) -> [Float]
  ) -> RateDistortion? {
    let shown = images.count / features
    var points: [Point] = []
    for bits in UniformQuantizer.bits {
      if isCancelled() { return nil }
      let numbers = quantizer.numbers(of: codes, bits: bits)
      let rounded = quantizer.codes(
        of: Array(numbers.prefix(shown * quantizer.size)), bits: bits)
      let sum = SignalToNoise.sum(of: decode(rounded), clean: images, features: features)
      points.append(
        Point(
          bits: bits, rate: quantizer.entropy(of: numbers, bits: bits) / Double(pixels),
          ratio: sum / Double(max(1, shown))))
    }
    return RateDistortion(points)
  }
}

extension Split {
  /// Returns the bits a pixel that zlib needs for the images, one behind the other, without loss.
  ///
  /// - Parameter features: of an image.
  /// - Returns: 8 where nothing is gained.
  public func losslessRate(features: Int) -> Double {
    8 * Double(Zlib.deflatedSize(of: images)) / Double(max(1, count * features))
  }
}

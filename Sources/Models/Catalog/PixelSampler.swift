/// Draws a picture one pixel after the other, where each depends on those before.
///
/// `begin`, then `advance` as often as there are pixels left; the picture can be looked at at any
/// time. A sampler keeps memory of its own: each thread needs one for itself.
public protocol PixelSampler: AnyObject {
  /// Pixels of a picture.
  var count: Int { get }
  /// Pixels that are drawn, row by row from the upper left.
  var position: Int { get }
  /// The picture so far, `[count]`: 0 or 1 where it is drawn, elsewhere 0.
  var picture: [Float] { get }
  /// Each drawn pixel's probability of being 1 given those before it, `[count]`; elsewhere 0.
  var probabilities: [Float] { get }

  /// Begins a picture.
  ///
  /// - Parameters:
  ///   - code: what is drawn, `[codeSize]`.
  ///   - weights: the model's.
  ///   - seed: the same code, weights and seed give the same picture.
  func begin(code: [Float], weights: WeightSnapshot, seed: UInt64)

  /// Draws up to `count` more pixels.
  func advance(_ count: Int)
}

extension PixelSampler {
  /// Returns a whole picture, `[count]`.
  public func draw(code: [Float], weights: WeightSnapshot, seed: UInt64 = 0) -> [Float] {
    begin(code: code, weights: weights, seed: seed)
    advance(count)
    return picture
  }
}

/// The layout of images for convolutions: sixteen images side by side in the lanes of a vector,
/// `[group][y][x][channel][16 images]`.
///
/// Every loop over pixels and channels is then the scalar loop with vectors for numbers, which wastes
/// nothing at edges, nor where channels are few. In the last group lanes may be empty; they hold zeros
/// in inputs and in gradients.
enum Lanes {
  /// Images side by side.
  static let count = 16

  /// Returns how many groups hold this many images.
  static func groups(_ rows: Int) -> Int {
    (rows + count - 1) / count
  }
}

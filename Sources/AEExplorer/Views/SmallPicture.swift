import Render

/// A picture among many that may all change at once.
enum SmallPicture {
  /// Greys of each: few, so that a frame with all of them stays small.
  static let grays = 6

  /// Returns a picture of intensities `[pixels]`.
  static func image(_ pixels: [Float], width: Int, height: Int) -> GrayImage {
    var image = GrayImage(pixels, width: width, height: height)
    image.grays = grays
    return image
  }
}

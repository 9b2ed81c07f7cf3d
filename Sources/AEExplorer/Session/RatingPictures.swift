import Models

/// Ratings as pictures: a row folded into lines, the highest rating white, and black where nothing is.
struct RatingPictures {
  /// The size of the pictures, in pixels.
  let shape: ImageShape
  private let scale: Float

  /// Creates the pictures of rows of so many ratings.
  init(features: Int, facts: RatingsFacts) {
    // A width that leaves no gap at the end, if one is about as wide as high.
    let root = Int(Double(features).squareRoot().rounded(.up))
    let width = (root...max(root, 2 * root)).first { features.isMultiple(of: $0) } ?? root
    shape = ImageShape(height: (features + width - 1) / width, width: width)
    scale = 255 / (RatingsFacts.stepsPerStar * facts.highest)
  }

  /// Returns the picture of a row in the units of models, bytes divided by 255.
  func picture(_ row: [Float]) -> [Float] {
    var picture = row.map { min(max(scale * $0, 0), 1) }
    picture += Array(repeating: 0, count: shape.count - picture.count)
    return picture
  }

  /// Returns a picture as the row that it shows, with nothing where `row` has nothing.
  func row(_ picture: [Float], like row: [Float]) -> [Float] {
    zip(picture, row).map { $1 == 0 ? 0 : max($0 / scale, .leastNonzeroMagnitude) }
  }

  /// Returns a row's bytes in the units of models.
  static func row(_ bytes: ArraySlice<UInt8>) -> [Float] { bytes.map { Float($0) / 255 } }
}

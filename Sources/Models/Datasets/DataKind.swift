/// What the samples of a dataset are; a model learns from some kinds and not from others.
public enum DataKind: String, CaseIterable, Codable, Sendable {
  /// Pictures: intensities in 0…1 on a grid.
  case images
  /// Points of a few coordinates, each in 0…1.
  case points
  /// Ratings that people gave to things, most of them unknown.
  case ratings

  /// What several samples are called.
  public var samples: String {
    switch self {
    case .images: "images"
    case .points: "points"
    case .ratings: "rows of ratings"
    }
  }
}

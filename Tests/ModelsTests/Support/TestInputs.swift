@testable import Models

extension ModelCatalog {
  /// The models that can be made for small images.
  static var ofAnyImages: [ModelDescription] {
    all.filter {
      $0.kinds.contains(.images)
        && $0.imageFault(ModelConfiguration(defaultsOf: $0), ImageShape(height: 2, width: 3)) == nil
    }
  }
}

extension InputDescription {
  /// Images of one row of pixels, of two classes.
  static func row(_ meanImage: [Float]) -> InputDescription {
    InputDescription(
      shape: ImageShape(height: 1, width: meanImage.count), meanImage: meanImage, classCount: 2)
  }

  /// Square images whose mean has the same intensity everywhere, of ten classes.
  static func square(side: Int, intensity: Float) -> InputDescription {
    InputDescription(
      shape: ImageShape(height: side, width: side),
      meanImage: Array(repeating: intensity, count: side * side), classCount: 10)
  }
}

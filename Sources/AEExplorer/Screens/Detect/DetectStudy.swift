import Models

/// How strange each test image is to the model, and to principal components.
struct DetectStudy: Study {
  /// The most test images that are scored.
  static let images = 2_000

  /// Components that the linear model may use.
  var components: Int
  /// Whether its scores are not known yet; they depend on the data only.
  var needsLinear: Bool
  /// Whether pixels are taken for probabilities.
  var isCrossEntropy: Bool

  static func == (left: DetectStudy, right: DetectStudy) -> Bool {
    left.components == right.components && left.isCrossEntropy == right.isCrossEntropy
  }

  func run(in context: StudyContext) -> DetectScreen.Finding? {
    guard !context.inference.drawsPixelByPixel else { return .takesTooLong }
    let split = context.dataset.test.first(Self.images)
    let scores = context.inference.anomalyScores(
      on: split, weights: context.weights, isCrossEntropy: isCrossEntropy)
    guard !context.isCancelled() else { return nil }
    let shape = context.dataset.shape
    var linear: [Float]?
    if needsLinear, shape.count <= PrincipalComponents.maximumFeatures {
      linear = context.principalComponents.squaredErrors(on: split, components: components)
    }
    return .scores(
      DetectScreen.Scores(
        model: scores, linear: linear, labels: split.labels,
        images: split.images))
  }
}

/// What a model must know of the data before it can be made.
public struct InputDescription: Equatable, Sendable {
  /// The shape of an input.
  public var shape: ImageShape
  /// Where the output's bias begins, `[features]`.
  public var meanImage: [Float]
  /// Classes of the labels.
  public var classCount: Int
  /// Samples to learn from; 0 where that is not known.
  public var sampleCount = 0
  /// What the inputs are.
  public var kind: DataKind
  /// What is known of them if they are ratings.
  public var ratings: RatingsFacts?

  /// Creates a description.
  ///
  /// - Precondition: the mean image has the shape.
  public init(
    shape: ImageShape, meanImage: [Float], classCount: Int, kind: DataKind = .images,
    ratings: RatingsFacts? = nil
  ) {
    precondition(
      meanImage.count == shape.count, "\(meanImage.count) pixels for a shape of \(shape)")
    self.shape = shape
    self.meanImage = meanImage
    self.classCount = classCount
    self.kind = kind
    self.ratings = ratings
  }

  /// Creates the description of a dataset.
  public init(_ dataset: Dataset) {
    self.init(
      shape: dataset.shape, meanImage: dataset.meanImage, classCount: dataset.classNames.count,
      kind: dataset.kind, ratings: dataset.test.ratings)
    sampleCount = dataset.train.count
  }

  /// Features of an input.
  public var size: Int { shape.count }
}

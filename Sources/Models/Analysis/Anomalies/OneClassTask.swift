/// Learning what is normal from one class of a dataset, and being judged by all of its test images:
/// those of the other classes are the anomalies.
///
/// Source: Ruff et al., *Deep One-Class Classification* (2018), section 4.1, the protocol.
public struct OneClassTask: Sendable {
  /// The class that is normal.
  public let normalClass: Int
  /// The training images of that class, and all test images.
  public let dataset: Dataset

  /// Creates the task of a class; nil where the dataset is not of images, has no training image of the
  /// class, or its test images are all of one kind.
  public init?(trainOnClass normalClass: Int, of dataset: Dataset) {
    let isNormal = { (label: UInt8) in Int(label) == normalClass }
    guard dataset.kind != .ratings, let train = dataset.train.part(where: isNormal),
      dataset.test.labels.contains(where: isNormal),
      !dataset.test.labels.allSatisfy(isNormal)
    else { return nil }
    self.normalClass = normalClass
    self.dataset = Dataset(
      name: dataset.name, title: dataset.title, shape: dataset.shape, train: train,
      test: dataset.test, classNames: dataset.classNames, kind: dataset.kind)
  }

  /// Compares scores of the test images of other classes with those of the normal one.
  ///
  /// - Parameter scores: one for each test image, the higher the stranger.
  /// - Returns: how well they tell them apart.
  public func characteristic(of scores: [Float]) -> OperatingCharacteristic {
    let labels = dataset.test.labels
    precondition(scores.count == labels.count, "\(scores.count) scores for \(labels.count) images")
    let samples = zip(scores, labels)
    return OperatingCharacteristic(
      normal: samples.filter { Int($0.1) == normalClass }.map(\.0),
      anomalous: samples.filter { Int($0.1) != normalClass }.map(\.0))
  }
}

extension Split {
  /// Returns the samples whose label fulfils a condition, in their order; nil if there are none.
  public func part(where isWanted: (UInt8) -> Bool) -> Split? {
    let wanted = labels.indices.filter { isWanted(labels[$0]) }
    guard !wanted.isEmpty else { return nil }
    let targetCount = targets.count / count
    return Split(
      images: wanted.flatMap { image($0) }, labels: wanted.map { labels[$0] },
      targets: wanted.flatMap { targets[($0 * targetCount)..<(($0 + 1) * targetCount)] },
      ratings: ratings)
  }
}

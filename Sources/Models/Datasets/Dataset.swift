#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The shape of one image: `[channels, height, width]`, sizes in pixels.
public struct ImageShape: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// Values a pixel has: 1 for grey.
  public let channels: Int
  /// Rows of pixels.
  public let height: Int
  /// Columns of pixels.
  public let width: Int

  /// Creates a shape.
  ///
  /// - Precondition: every size is at least 1.
  public init(channels: Int = 1, height: Int, width: Int) {
    precondition(
      channels > 0 && height > 0 && width > 0,
      "an image cannot have the shape [\(channels), \(height), \(width)]")
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// The values of one image: channels × height × width.
  public var count: Int { channels * height * width }

  /// The shape in words, as `28x28`: width, then height.
  public var description: String {
    channels == 1 ? "\(width)x\(height)" : "\(width)x\(height)x\(channels)"
  }
}

/// One part of a dataset: images with their labels, in the order of their file.
public struct Split: Equatable, Sendable {
  /// The number of images.
  public let count: Int
  /// The pixels, row-major `[count, height * width]`: 0 is background, 255 full ink.
  public let images: [UInt8]
  /// The class of each image, `[count]`.
  public let labels: [UInt8]
  /// What outputs are compared with, row-major `[count, targets]`, where that is not the image
  /// itself; else empty.
  public let targets: [UInt8]
  /// What is known of them if they are ratings.
  public let ratings: RatingsFacts?

  /// Creates a split.
  ///
  /// - Precondition: there is at least one image, one label for each, and all have the same size.
  public init(
    images: [UInt8], labels: [UInt8], targets: [UInt8] = [], ratings: RatingsFacts? = nil
  ) {
    precondition(
      labels.isEmpty || targets.count.isMultiple(of: labels.count),
      "\(targets.count) target values cannot be divided among \(labels.count) images")
    precondition(
      !labels.isEmpty && !images.isEmpty && images.count.isMultiple(of: labels.count),
      "\(images.count) pixels cannot be divided among \(labels.count) images")
    self.count = labels.count
    self.images = images
    self.labels = labels
    self.targets = targets
    self.ratings = ratings
  }

  /// The values of one image.
  public var featureCount: Int { images.count / count }

  /// Calls `body` with the places of the split's bytes, which are valid as long as the call lasts.
  func withData<Result>(_ body: (FrameData) -> Result) -> Result {
    images.withUnsafeBufferPointer { images in
      labels.withUnsafeBufferPointer { labels in
        targets.withUnsafeBufferPointer { targets in
          body(
            FrameData(
              images: images.baseAddress,
              targets: targets.isEmpty ? nil : targets.baseAddress, labels: labels.baseAddress))
        }
      }
    }
  }

  /// Returns the pixels of one image, in `0..<count`.
  public func image(_ index: Int) -> ArraySlice<UInt8> {
    precondition(index >= 0 && index < count, "image \(index) of \(count)")
    return images[index * featureCount..<(index + 1) * featureCount]
  }
}

/// Samples to train on and samples to test with, and what charts need to know about them.
public final class Dataset: Sendable {
  /// What the samples are.
  public let kind: DataKind
  /// The registered name or the folder's name.
  public let name: String
  /// The name for people.
  public let title: String
  /// The shape of every image.
  public let shape: ImageShape
  /// What models learn from.
  public let train: Split
  /// What models are judged by.
  public let test: Split
  /// The names of the classes; a label is an index into them.
  public let classNames: [String]
  /// The mean of the training images, `[height * width]`, in 0 … 1; of ratings, the mean of those that
  /// were observed, drawn towards the mean of all, and 0 for a feature without any.
  public let meanImage: [Float]
  /// The least possible Bernoulli cross-entropy of a test image, in nats, as a mean over the split.
  ///
  /// A grey pixel `x` costs `H(x) = -(x ln x + (1 - x) ln(1 - x))` nats even when it is
  /// reconstructed exactly, so a chart of the cross-entropy has its zero here.
  public let entropyFloor: Double

  /// Creates a dataset.
  ///
  /// - Precondition: the images of both splits have the shape, and every label has a name.
  public init(
    name: String, title: String, shape: ImageShape, train: Split, test: Split,
    classNames: [String], kind: DataKind = .images
  ) {
    for split in [train, test] {
      precondition(
        split.featureCount == shape.count,
        "images of \(split.featureCount) values cannot have the shape \(shape)")
      precondition(
        split.labels.allSatisfy { Int($0) < classNames.count },
        "label \(split.labels.max() ?? 0) among \(classNames.count) class names")
    }
    self.kind = kind
    self.name = name
    self.title = title
    self.shape = shape
    self.train = train
    self.test = test
    self.classNames = classNames
    switch kind {
    case .images, .points:
      meanImage = Self.meanImage(of: train)
      entropyFloor = Self.entropyFloor(of: test)
    case .ratings:
      meanImage = Self.meanRatings(of: train)
      entropyFloor = 0
    }
  }

  /// Returns the mean image of a split, `[features]`, in 0 … 1.
  static func meanImage(of split: Split) -> [Float] {
    let features = split.featureCount
    var sums = [UInt64](repeating: 0, count: features)
    for start in stride(from: 0, to: split.images.count, by: features) {
      for feature in 0..<features {
        sums[feature] &+= UInt64(split.images[start + feature])
      }
    }
    return sums.map { Float(Double($0) / (255 * Double(split.count))) }
  }

  /// Returns the mean over the images of the summed Bernoulli entropy of their pixels, in nats.
  static func entropyFloor(of split: Split) -> Double {
    // Of 256 possible pixels each is worked out once.
    var occurrences = [Int](repeating: 0, count: 256)
    for pixel in split.images { occurrences[Int(pixel)] += 1 }
    var total = 0.0
    for grey in 1..<255 where occurrences[grey] > 0 {
      let x = Double(grey) / 255
      total -= Double(occurrences[grey]) * (x * log(x) + (1 - x) * log(1 - x))
    }
    return total / Double(split.count)
  }
}

#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
  import Glibc
#endif

/// The exact principal components of a training split: the best that any linear code can do.
///
/// With the mean μ `[features]` and the orthonormal components V `[components, features]`, an image
/// x in 0 … 1 has the code `z = V (x - μ)` and the reconstruction `μ + Vᵀ z`. Of all linear
/// autoencoders with k code units this one has the least squared error on the training split.
///
/// Source: Pearson, *On Lines and Planes of Closest Fit* (1901); Baldi & Hornik, *Neural Networks
/// and Principal Component Analysis* (1989).
public struct PrincipalComponents: Sendable {
  /// The most values an image may have: the covariance matrix has the square of that many.
  public static let maximumFeatures = 4_096
  /// Images that are worked on at a time.
  private static let blockSize = 1_024
  /// How many training images choose the clipping of `crossEntropy`.
  private static let clippingSample = 4_000
  /// The values among which the clipping is chosen.
  private static let clippings: [Float] = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1]

  /// The mean image μ, `[features]`, in 0 … 1.
  public let mean: [Float]
  /// The variance along each component, largest first, in squared intensities; divided by the
  /// number of images, not by one less.
  public let eigenvalues: [Double]
  /// The components V, row-major `[features, features]`, in the order of the eigenvalues.
  ///
  /// The sign of a component means nothing: the entry of the largest magnitude is made positive.
  public let components: [Float]
  /// The values of an image.
  public var featureCount: Int { mean.count }
  private let train: Split

  /// Works out all components of a split: under half a second for 60,000 images of 28x28.
  ///
  /// - Precondition: the images have the shape, and at most `maximumFeatures` values.
  public init(of split: Split, shape: ImageShape) {
    let features = split.featureCount
    precondition(
      features == shape.count, "images of \(features) values cannot have the shape \(shape)")
    precondition(
      features <= Self.maximumFeatures,
      "\(features) features are more than the \(Self.maximumFeatures) that fit a covariance matrix")
    mean = Dataset.meanImage(of: split)
    train = split
    let covariance = Self.covariance(of: split, mean: mean)
    (eigenvalues, components) = Self.eigenvectors(of: covariance, size: features)
  }

  /// Returns the codes of images.
  ///
  /// - Parameters:
  ///   - images: row-major `[count, features]`, in 0 … 1.
  ///   - count: the number of images.
  ///   - components: the size of a code, in `0...featureCount`.
  /// - Returns: row-major `[count, components]`.
  public func codes(of images: [Float], count: Int, components: Int) -> [Float] {
    precondition(
      images.count == count * featureCount,
      "\(images.count) values are not \(count) images of \(featureCount)")
    checkCodeSize(components)
    var centred = images
    for start in stride(from: 0, to: images.count, by: featureCount) {
      for feature in 0..<featureCount { centred[start + feature] -= mean[feature] }
    }
    return project(centred, count: count, components: components)
  }

  /// Returns what the codes stand for.
  ///
  /// - Parameters:
  ///   - codes: row-major `[count, components]`.
  ///   - count: the number of codes.
  ///   - components: the size of a code, in `0...featureCount`.
  /// - Returns: row-major `[count, features]`, near 0 … 1 but not clipped.
  public func reconstruct(codes: [Float], count: Int, components: Int) -> [Float] {
    precondition(
      codes.count == count * components,
      "\(codes.count) values are not \(count) codes of \(components)")
    checkCodeSize(components)
    var images: [Float] = []
    images.reserveCapacity(count * featureCount)
    for _ in 0..<count { images.append(contentsOf: mean) }
    guard count > 0, components > 0 else { return images }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(count), Int32(featureCount),
      Int32(components), 1, codes, Int32(components), self.components, Int32(featureCount), 1,
      &images, Int32(featureCount))
    return images
  }

  /// Returns the mean over the split's images of the summed squared error, for every code size.
  ///
  /// The components are a basis, so what a code of k leaves over is the squares of the other
  /// coordinates: all sizes come out of one pass.
  ///
  /// - Returns: `featureCount + 1` values, for k = 0, which is the mean image, to all components.
  public func squaredErrors(on split: Split) -> [Double] {
    var squares = [Double](repeating: 0, count: featureCount)
    forEachBlock(of: split) { centred, count in
      let codes = project(centred, count: count, components: featureCount)
      for start in stride(from: 0, to: codes.count, by: featureCount) {
        for index in 0..<featureCount {
          let coordinate = Double(codes[start + index])
          squares[index] += coordinate * coordinate
        }
      }
    }
    // Summed from the smallest, which keeps the last errors exact.
    var errors = [Double](repeating: 0, count: featureCount + 1)
    for index in squares.indices.reversed() {
      errors[index] = errors[index + 1] + squares[index] / Double(split.count)
    }
    return errors
  }

  /// Returns the mean over the split's images of the Bernoulli cross-entropy of their
  /// reconstructions from codes of `components` values, in nats.
  ///
  /// A linear reconstruction is not a probability, so it is clipped to `[c, 1 - c]`; c is the one of
  /// a few values with the least cross-entropy on the first 4,000 images of the training split.
  /// It is an honest linear line for charts of the cross-entropy, not the least of all: that would
  /// be logistic PCA, which has no closed form.
  public func crossEntropy(on split: Split, components: Int) -> Double {
    checkCodeSize(components)
    let sample = crossEntropies(
      on: train, first: Self.clippingSample, components: components, clippings: Self.clippings)
    let best = sample.indices.min { sample[$0] < sample[$1] } ?? 0
    return crossEntropies(
      on: split, first: split.count, components: components, clippings: [Self.clippings[best]])[0]
  }

  private func checkCodeSize(_ components: Int) {
    precondition(
      components >= 0 && components <= featureCount,
      "a code of \(components) values from \(featureCount) components")
  }
}

// MARK: - Blocks of images

extension PrincipalComponents {
  /// Calls `body` with the images in 0 … 1 less the mean, `[count, features]`, block by block.
  private func forEachBlock(
    of split: Split, first: Int = .max, _ body: (_ centred: [Float], _ count: Int) -> Void
  ) {
    precondition(
      split.featureCount == featureCount,
      "images of \(split.featureCount) values, components of \(featureCount)")
    Self.forEachBlock(of: split, first: first, mean: mean, body)
  }

  private static func forEachBlock(
    of split: Split, first: Int = .max, mean: [Float],
    _ body: (_ centred: [Float], _ count: Int) -> Void
  ) {
    let features = mean.count
    let total = min(first, split.count)
    for start in stride(from: 0, to: total, by: blockSize) {
      let count = min(blockSize, total - start)
      var centred = [Float](repeating: 0, count: count * features)
      for row in 0..<count {
        let source = (start + row) * features
        for feature in 0..<features {
          centred[row * features + feature] =
            Float(split.images[source + feature]) * (1 / 255) - mean[feature]
        }
      }
      body(centred, count)
    }
  }

  /// Returns `[count, components]`, the coordinates of centred images.
  private func project(_ centred: [Float], count: Int, components: Int) -> [Float] {
    var codes = [Float](repeating: 0, count: count * components)
    guard count > 0, components > 0 else { return codes }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(count), Int32(components),
      Int32(featureCount), 1, centred, Int32(featureCount), self.components, Int32(featureCount),
      0, &codes, Int32(components))
    return codes
  }

  /// Returns the mean cross-entropy on the first images of a split, for each clipping, in nats.
  private func crossEntropies(
    on split: Split, first: Int, components: Int, clippings: [Float]
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: clippings.count)
    forEachBlock(of: split, first: first) { centred, count in
      let codes = project(centred, count: count, components: components)
      let images = reconstruct(codes: codes, count: count, components: components)
      for row in 0..<count {
        let start = row * featureCount
        for (index, clipping) in clippings.enumerated() {
          var sum: Float = 0
          for feature in 0..<featureCount {
            let target = centred[start + feature] + mean[feature]
            let output = min(max(images[start + feature], clipping), 1 - clipping)
            sum -= target * log(output) + (1 - target) * log(1 - output)
          }
          sums[index] += Double(sum)
        }
      }
    }
    return sums.map { $0 / Double(min(first, split.count)) }
  }
}

// MARK: - Covariance and eigenvectors

extension PrincipalComponents {
  /// Returns the covariance matrix, `[features, features]`; one triangle is filled.
  ///
  /// A block's products are summed in single precision, the blocks in double, so that the error
  /// doesn't grow with the number of images.
  private static func covariance(of split: Split, mean: [Float]) -> [Double] {
    let features = mean.count
    var covariance = [Double](repeating: 0, count: features * features)
    var products = [Float](repeating: 0, count: features * features)
    forEachBlock(of: split, mean: mean) { centred, count in
      cblas_ssyrk(
        CblasRowMajor, CblasUpper, CblasTrans, Int32(features), Int32(count), 1, centred,
        Int32(features), 0, &products, Int32(features))
      for index in products.indices { covariance[index] += Double(products[index]) }
    }
    for index in covariance.indices { covariance[index] /= Double(split.count) }
    return covariance
  }

  /// Returns the eigenvalues, largest first, and their eigenvectors as rows.
  private static func eigenvectors(
    of matrix: [Double], size: Int
  ) -> (values: [Double], vectors: [Float]) {
    var vectors = matrix
    var values = [Double](repeating: 0, count: size)
    // For LAPACK, which counts by columns, our upper triangle is the lower one.
    var job = CChar(bitPattern: UInt8(ascii: "V"))
    var triangle = CChar(bitPattern: UInt8(ascii: "L"))
    var order = Int32(size)
    var leading = order
    var workSize = Int32(1 + 6 * size + 2 * size * size)
    var integerWorkSize = Int32(3 + 5 * size)
    var work = [Double](repeating: 0, count: Int(workSize))
    var integerWork = [Int32](repeating: 0, count: Int(integerWorkSize))
    var status: Int32 = 0
    dsyevd_(
      &job, &triangle, &order, &vectors, &leading, &values, &work, &workSize, &integerWork,
      &integerWorkSize, &status)
    precondition(status == 0, "dsyevd failed with status \(status) on a matrix of order \(size)")
    return descending(values, vectors)
  }

  /// Returns LAPACK's ascending eigenpairs in descending order, with a fixed sign.
  private static func descending(
    _ values: [Double], _ vectors: [Double]
  ) -> (values: [Double], vectors: [Float]) {
    let size = values.count
    var rows: [Float] = []
    rows.reserveCapacity(size * size)
    for index in values.indices.reversed() {
      let vector = vectors[index * size..<(index + 1) * size]
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      let sign: Double = largest < 0 ? -1 : 1
      rows.append(contentsOf: vector.map { Float($0 * sign) })
    }
    // Rounding makes the eigenvalues of pixels that never vary a little negative.
    return (values.reversed().map { max(0, $0) }, rows)
  }
}

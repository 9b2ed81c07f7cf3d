internal import Synchronization

#if canImport(Accelerate)
  internal import Accelerate
#else
  internal import COpenBLAS
  internal import Glibc
#endif

/// The best linear restorer of spoilt images: x ≈ μ + M (y − ν), with the least squared error on the
/// training images, each spoilt once.
///
/// It is the line that a denoising autoencoder has to stay above: M = C_xy C_yy⁻¹.
public struct LinearDenoiser: Sendable {
  /// The most values an image may have: it takes their square in memory, several times, and their cube
  /// in time.
  public static let maximumFeatures = 1_600
  /// Images that are worked on at a time.
  private static let blockSize = 1_024

  private let corruption: Corruption
  private let shape: ImageShape
  private let seed: UInt64
  /// The mean clean image, `[features]`.
  private let mean: [Float]
  /// The mean spoilt image, `[features]`.
  private let spoiltMean: [Float]
  /// M transposed, `[spoilt features, features]`.
  private let matrix: [Float]

  /// Works out the restorer: about a second for 60,000 images of 28x28.
  ///
  /// - Parameters:
  ///   - train: the images to learn from.
  ///   - shape: theirs.
  ///   - corruption: how they are spoilt.
  ///   - seed: the noise's; training images have that of epoch 1.
  ///   - limit: the most images to use.
  public init(
    train: Split, shape: ImageShape, corruption: Corruption, seed: UInt64, limit: Int = .max
  ) {
    precondition(
      shape.count <= Self.maximumFeatures, "a linear restorer of \(shape.count) features")
    self.corruption = corruption
    self.shape = shape
    self.seed = seed
    let features = shape.count
    let count = min(train.count, limit)
    var sums = Moments(features: features)
    for first in stride(from: 0, to: count, by: Self.blockSize) {
      let rows = min(Self.blockSize, count - first)
      let clean = Self.images(train, first: first, rows: rows)
      let key = RandomKey(seed: seed, epoch: 1, purpose: .corruption)
      sums.add(
        clean, Self.spoilt(clean, corruption, shape, key, first: first), rows: rows)
    }
    mean = sums.mean(of: sums.clean, count: count)
    spoiltMean = sums.mean(of: sums.spoilt, count: count)
    matrix = sums.solved(count: count)
  }

  /// Returns the signal-to-noise ratios of a split's images, each a mean over the images, in dB.
  ///
  /// The noise is that with which trainings of the same seed are evaluated. What is restored is cut
  /// off at 0 and 1 before it is compared.
  ///
  /// - Parameters:
  ///   - split: the images.
  ///   - limit: the most images to look at.
  /// - Returns: of the spoilt and of the restored images.
  public func ratios(on split: Split, limit: Int = .max) -> (spoilt: Double, restored: Double) {
    let features = shape.count
    let count = min(split.count, limit)
    var sums = (spoilt: 0.0, restored: 0.0)
    for first in stride(from: 0, to: count, by: Self.blockSize) {
      let rows = min(Self.blockSize, count - first)
      let clean = Self.images(split, first: first, rows: rows)
      let spoilt = Self.spoilt(
        clean, corruption, shape, RandomKey(seed: seed, epoch: 0, purpose: .corruption),
        first: first)
      let restored = restore(spoilt, rows: rows)
      sums.spoilt += SignalToNoise.sum(of: spoilt, clean: clean, features: features)
      sums.restored += SignalToNoise.sum(of: restored, clean: clean, features: features)
    }
    return (sums.spoilt / Double(count), sums.restored / Double(count))
  }

  private func restore(_ spoilt: [Float], rows: Int) -> [Float] {
    let features = shape.count
    var centred = spoilt
    var result: [Float] = []
    result.reserveCapacity(spoilt.count)
    for row in 0..<rows {
      for feature in 0..<features {
        centred[row * features + feature] -= spoiltMean[feature]
      }
      result.append(contentsOf: mean)
    }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(features), Int32(features), 1,
      centred, Int32(features), matrix, Int32(features), 1, &result, Int32(features))
    return result
  }

  private static func images(_ split: Split, first: Int, rows: Int) -> [Float] {
    let features = split.featureCount
    return split.images[(first * features)..<((first + rows) * features)].map {
      Float($0) * (1 / 255)
    }
  }

  private static func spoilt(
    _ images: [Float], _ corruption: Corruption, _ shape: ImageShape, _ key: RandomKey, first: Int
  ) -> [Float] {
    corruption.applied(
      to: images, shape: shape,
      samples: (first..<(first + images.count / shape.count)).map { Int32($0) }, key: key)
  }
}

/// Peak signal-to-noise ratios of pictures with intensities in 0…1, in dB.
public enum SignalToNoise {
  /// Returns the sum over the pictures of −10 log₁₀ of their mean squared error, cut off at 0 and 1.
  ///
  /// - Parameters:
  ///   - pictures: `[count, features]`.
  ///   - clean: what they should be, likewise.
  ///   - features: pixels of each.
  /// - Returns: the sum, in dB; a picture without any error counts as 100 dB.
  public static func sum(of pictures: [Float], clean: [Float], features: Int) -> Double {
    precondition(pictures.count == clean.count, "\(pictures.count) values for \(clean.count)")
    var sum = 0.0
    pictures.withUnsafeBufferPointer { pictures in
      clean.withUnsafeBufferPointer { clean in
        for first in stride(from: 0, to: clean.count, by: features) {
          var error: Float = 0
          for index in first..<(first + features) {
            let difference = min(max(pictures[index], 0), 1) - clean[index]
            error += difference * difference
          }
          sum -= 10 * log10(max(Double(error) / Double(features), 1e-10))
        }
      }
    }
    return sum
  }
}

extension SignalToNoise {
  /// Returns the mean over the pictures, in dB; the arguments are those of `sum`.
  static func mean(of pictures: [Float], clean: [Float], features: Int) -> Double {
    sum(of: pictures, clean: clean, features: features) / Double(max(clean.count / features, 1))
  }
}

/// Keeps what linear restorers reach, because each takes a while to work out.
enum LinearDenoiserCache {
  private struct Entry {
    let train: Split
    let corruption: Corruption
    let images: Int?
    let ratios: (spoilt: Double, restored: Double)
  }

  private static let entries = Mutex<[Entry]>([])
  /// Training images that a restorer learns from.
  private static let limit = 10_000
  /// Entries that are kept.
  private static let most = 16

  /// Returns the ratios of a restorer on the first images of a split; on all, learnt from all, where
  /// `images` is nil.
  static func ratios(
    train: Split, split: Split, shape: ImageShape, corruption: Corruption, images: Int?
  ) -> (spoilt: Double, restored: Double) {
    let known = entries.withLock { entries in
      entries.first {
        $0.corruption == corruption && $0.images == images && $0.train.isSame(as: train)
      }?.ratios
    }
    if let known { return known }
    let denoiser = LinearDenoiser(
      train: train, shape: shape, corruption: corruption, seed: 0,
      limit: images == nil ? .max : limit)
    let ratios = denoiser.ratios(on: split, limit: images ?? .max)
    entries.withLock { entries in
      entries.append(Entry(train: train, corruption: corruption, images: images, ratios: ratios))
      if entries.count > most { entries.removeFirst() }
    }
    return ratios
  }
}

extension Split {
  /// Returns whether the images lie at the same place in memory, without comparing them.
  fileprivate func isSame(as other: Split) -> Bool {
    images.withUnsafeBufferPointer { own in
      other.images.withUnsafeBufferPointer { $0.baseAddress == own.baseAddress }
    }
  }
}

/// Sums over clean and spoilt images, in double precision over the blocks.
private struct Moments {
  let features: Int
  var clean: [Double]
  var spoilt: [Double]
  /// Σ y yᵀ; the upper triangle.
  private var squares: [Double]
  /// Σ y xᵀ.
  private var products: [Double]

  init(features: Int) {
    self.features = features
    clean = Array(repeating: 0, count: features)
    spoilt = clean
    squares = Array(repeating: 0, count: features * features)
    products = squares
  }

  mutating func add(_ x: [Float], _ y: [Float], rows: Int) {
    var block = [Float](repeating: 0, count: features * features)
    let size = Int32(features)
    cblas_ssyrk(
      CblasRowMajor, CblasUpper, CblasTrans, size, Int32(rows), 1, y, size, 0, &block, size)
    for index in block.indices { squares[index] += Double(block[index]) }
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, size, size, Int32(rows), 1, y, size, x, size, 0,
      &block, size)
    for index in block.indices { products[index] += Double(block[index]) }
    for row in 0..<rows {
      for feature in 0..<features {
        clean[feature] += Double(x[row * features + feature])
        spoilt[feature] += Double(y[row * features + feature])
      }
    }
  }

  func mean(of sums: [Double], count: Int) -> [Float] {
    sums.map { Float($0 / Double(count)) }
  }

  /// Returns C_yy⁻¹ C_yx, `[spoilt features, features]`.
  func solved(count: Int) -> [Float] {
    let n = Double(count)
    var covariance = squares
    // For LAPACK, which counts by columns, each of its right sides is one of our rows: C_xy.
    var sides = [Double](repeating: 0, count: features * features)
    for i in 0..<features {
      for j in 0..<features {
        covariance[i * features + j] -= spoilt[i] * spoilt[j] / n
        sides[j * features + i] = products[i * features + j] - spoilt[i] * clean[j] / n
      }
      // Pixels that never vary have no inverse.
      covariance[i * features + i] += 1e-6 * n
    }
    var triangle = CChar(bitPattern: UInt8(ascii: "L"))
    var size = Int32(features)
    var columns = size
    var leading = size
    var leadingOfSides = size
    var status: Int32 = 0
    dposv_(
      &triangle, &size, &columns, &covariance, &leading, &sides, &leadingOfSides, &status)
    precondition(status == 0, "dposv failed with status \(status) on a matrix of \(features)")
    return (0..<(features * features)).map { index in
      Float(sides[index % features * features + index / features])
    }
  }
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Stores images of zeros and ones without loss, in about −ELBO bits each.
///
/// An image x is put on a stack in three moves: a code z is taken off the stack as if it were a sample
/// of the posterior q(z|x), which gives bits back; x is put on it by p(x|z); z by the prior. Undone in
/// the opposite order, each move restores exactly what was there.
///
/// Source: Townsend, Bird & Barber, *Practical Lossless Compression with Latent Variables using Bits
/// Back Coding* (2019), algorithm 1; Hinton & van Camp, *Keeping Neural Networks Simple* (1993), for
/// the idea.
public final class BitsBackCoder {
  /// Bits of a pixel's probability.
  private static let pixelPrecision = 16

  private let inference: Inference
  private let weights: WeightSnapshot
  private let bins = GaussianBins()
  private let binariser: Computation

  /// Creates a coder.
  ///
  /// - Parameters:
  ///   - model: a variational one with Bernoulli pixels of binarised images.
  ///   - weights: the same for compressing and restoring.
  /// - Throws: why the model can't compress.
  public init(model: any Autoencoder, weights: WeightSnapshot) throws(CompressionError) {
    guard let variational = model as? any VariationalModel, model.makePixelSampler() == nil else {
      throw .noDistribution
    }
    guard !model.isConditional else { throw .needsClasses }
    let pixels = variational.networks.pixels
    guard pixels.deviation == nil, pixels.binarisation != .grey else { throw .greyPixels }
    let size = model.inputSize
    inference = Inference(model: model)
    self.weights = weights
    binariser = Computation { tape in [pixels.data(tape.input(width: size))] }
  }

  /// Returns images as zeros and ones, in the way that the model was trained with.
  public func binarised(_ split: Split, images: Range<Int>) -> [UInt8] {
    binariser.run(split, samples: images, weights: weights)[0].map { $0 > 0.5 ? 1 : 0 }
  }

  /// Puts images on a stack.
  ///
  /// - Parameters:
  ///   - images: zeros and ones, `[count, pixels]`.
  ///   - shape: of an image.
  ///   - isCancelled: asked before each image.
  /// - Returns: the images; nil when it was given up.
  /// - Throws: when the encoder says what is no number.
  public func compress(
    _ images: [UInt8], shape: ImageShape, isCancelled: () -> Bool = { false }
  ) throws(CompressionError) -> CompressedImages? {
    let width = inference.model.inputSize
    precondition(images.count % width == 0, "\(images.count) pixels are no images of \(width)")
    // The first code is taken off before anything is there.
    let seed = Self.seed(words: inference.model.codeSize + 2)
    var stack = EntropyStack(words: seed)
    for first in stride(from: 0, to: images.count, by: width) {
      if isCancelled() { return nil }
      try push(Array(images[first..<(first + width)]), on: &stack)
    }
    return CompressedImages(
      shape: shape, count: images.count / width, weights: weights.fingerprint,
      seedWords: seed.count, checksum: CompressedImages.checksum(of: images), stack: stack)
  }

  /// Takes images off a stack.
  ///
  /// - Returns: zeros and ones, `[count, pixels]`.
  /// - Throws: when the images were made with other weights, or are damaged.
  public func restore(_ compressed: CompressedImages) throws(CompressionError) -> [UInt8] {
    guard compressed.arithmetic == CompressedImages.arithmeticHere else {
      throw .otherArithmetic(
        wanted: compressed.arithmetic, here: CompressedImages.arithmeticHere)
    }
    guard compressed.weights == weights.fingerprint else { throw .otherWeights }
    let width = inference.model.inputSize
    guard compressed.shape.count == width else { throw .otherWeights }
    var stack = compressed.stack
    var images = [UInt8](repeating: 0, count: compressed.count * width)
    for image in (0..<compressed.count).reversed() {
      let pixels = try pop(from: &stack)
      images.replaceSubrange((image * width)..<((image + 1) * width), with: pixels)
    }
    // What lay there before the first image has to come out as well.
    guard stack == EntropyStack(words: Self.seed(words: compressed.seedWords)),
      compressed.checksum == CompressedImages.checksum(of: images)
    else { throw .damaged }
    return images
  }

  // MARK: - One image

  private func push(_ image: [UInt8], on stack: inout EntropyStack) throws(CompressionError) {
    let posterior = try posterior(of: image)
    var code: [Int] = []
    for (mean, deviation) in posterior {
      let slot = stack.pop(precision: GaussianBins.precision) { slot in
        let bin = bins.bin(at: slot, mean: mean, deviation: deviation)
        code.append(bin)
        return bins.interval(bin, mean: mean, deviation: deviation)
      }
      guard slot != nil else { throw .damaged }
    }
    for (pixel, probability) in zip(image, probabilities(of: code)) {
      stack.push(Self.interval(pixel, probability), precision: Self.pixelPrecision)
    }
    for bin in code {
      stack.push(.init(start: UInt64(bin), length: 1), precision: GaussianBins.bits)
    }
  }

  private func pop(from stack: inout EntropyStack) throws(CompressionError) -> [UInt8] {
    let size = inference.model.codeSize
    var code = [Int](repeating: 0, count: size)
    for dimension in (0..<size).reversed() {
      let found = stack.pop(precision: GaussianBins.bits) { .init(start: $0, length: 1) }
      guard let found else { throw .damaged }
      code[dimension] = Int(found.start)
    }
    let probabilities = probabilities(of: code)
    var image = [UInt8](repeating: 0, count: probabilities.count)
    for index in probabilities.indices.reversed() {
      let zero = Self.interval(0, probabilities[index])
      let found = stack.pop(precision: Self.pixelPrecision) { slot in
        slot < zero.length ? zero : Self.interval(1, probabilities[index])
      }
      guard let found else { throw .damaged }
      image[index] = found.start == 0 ? 0 : 1
    }
    for (bin, (mean, deviation)) in zip(code, try posterior(of: image)).reversed() {
      stack.push(
        bins.interval(bin, mean: mean, deviation: deviation), precision: GaussianBins.precision)
    }
    return image
  }

  /// Returns mean and standard deviation of each dimension.
  private func posterior(
    of image: [UInt8]
  ) throws(CompressionError) -> [(mean: Double, deviation: Double)] {
    // One image at a time, so that it is the same arithmetic on the way back.
    let codes = inference.encode(image.map(Float.init), weights: weights)
    let logVariances = codes.logVariances ?? []
    guard codes.means.allSatisfy(\.isFinite), logVariances.allSatisfy(\.isFinite) else {
      throw .notFinite
    }
    return zip(codes.means, logVariances).map {
      (Double($0), max(1e-6, exp(0.5 * Double($1))))
    }
  }

  private func probabilities(of code: [Int]) -> [Float] {
    inference.decode(code.map { bins.centres[$0] }, weights: weights)
  }

  /// Zeros first, then ones; neither is impossible.
  private static func interval(_ pixel: UInt8, _ probability: Float) -> EntropyStack.Interval {
    let whole = Float(1 << pixelPrecision)
    let ones = min(max((probability * whole).rounded(), 1), whole - 1)
    let zeros = UInt64(whole) - UInt64(ones.isNaN ? whole / 2 : ones)
    return pixel == 0
      ? .init(start: 0, length: zeros) : .init(start: zeros, length: UInt64(whole) - zeros)
  }

  /// The bits that lie on the stack at first: any will do, if they are the same on the way back.
  private static func seed(words: Int) -> [UInt32] {
    RandomKey(seed: 0, epoch: 0, purpose: .evaluation).bits(sample: 0, count: words)
  }
}

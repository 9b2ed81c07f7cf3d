import Models

/// Principal components as a way to make short codes, with their rounding.
struct LinearCoder: Sendable {
  var principal: PrincipalComponents
  /// Components of a code.
  var count: Int
  var quantizer: UniformQuantizer
  var curve: RateDistortion
}

/// What there is to know of compressing with one model.
struct CompressionFinding: Sendable {
  /// What rounds the model's codes.
  var quantizer: UniformQuantizer
  var curve: RateDistortion
  /// The same for principal components; nil when they are known already, or there are none.
  var linear: LinearCoder?
  /// Bits a pixel that zlib needs without loss.
  var lossless: Double
  /// Test images behind it.
  var images: Int
  /// The step of the weights.
  var step: Int
}

/// The curves of model and components over the bits of a number.
struct CompressionStudy: Study {
  /// The most test images that codes are taken from.
  static let images = 1_000
  /// The most whose pictures are compared.
  static let pictures = 256

  /// Whether the components are not known yet; they depend on the data and the code's size only.
  var needsLinear: Bool

  static func == (left: CompressionStudy, right: CompressionStudy) -> Bool { true }

  func run(in context: StudyContext) -> CompressScreen.Finding? {
    guard !context.inference.drawsPixelByPixel else { return .takesTooLong }
    let split = context.dataset.test.first(Self.images)
    let shape = context.dataset.shape
    let shown = min(Self.pictures, split.count)
    let images = split.images.prefix(shown * shape.count).map { Float($0) * (1 / 255) }
    let labels = Array(split.labels.prefix(shown))
    let codes = context.inference.encode(split, weights: context.weights).means
    let size = context.model.codeSize
    guard codes.allSatisfy(\.isFinite) else { return .notFinite }
    let quantizer = UniformQuantizer(covering: codes, size: size)
    let curve = RateDistortion.measured(
      of: codes, by: quantizer, images: images, features: shape.count, pixels: shape.count,
      isCancelled: context.isCancelled
    ) { context.inference.decode($0, weights: context.weights, labels: labels) }
    guard let curve else { return nil }
    var linear: LinearCoder?
    if needsLinear, shape.count <= PrincipalComponents.maximumFeatures {
      linear = Self.linear(context, split, images: images, size: min(size, shape.count))
      if linear == nil { return nil }
    }
    return .curves(
      CompressionFinding(
        quantizer: quantizer, curve: curve, linear: linear,
        lossless: split.losslessRate(features: shape.count), images: split.count,
        step: context.weights.step))
  }

  private static func linear(
    _ context: StudyContext, _ split: Split, images: [Float], size: Int
  ) -> LinearCoder? {
    let shape = context.dataset.shape
    let principal = context.principalComponents
    guard !context.isCancelled() else { return nil }
    let pixels = split.images.map { Float($0) * (1 / 255) }
    let codes = principal.codes(of: pixels, count: split.count, components: size)
    let quantizer = UniformQuantizer(covering: codes, size: size)
    let curve = RateDistortion.measured(
      of: codes, by: quantizer, images: images, features: shape.count, pixels: shape.count,
      isCancelled: context.isCancelled
    ) { principal.reconstruct(codes: $0, count: $0.count / size, components: size) }
    return curve.map {
      LinearCoder(principal: principal, count: size, quantizer: quantizer, curve: $0)
    }
  }
}

/// One digit, by codes of several bits.
struct CompressedDigit: Sendable {
  /// What is left of it at some bits.
  struct Version: Sendable {
    var bits: Int
    /// `[pixels]`.
    var picture: [Float]
    /// Signal to noise, in dB.
    var ratio: Double
  }

  var original: [Float]
  /// By the model, and by principal components; fewest bits first.
  var model: [Version]
  var linear: [Version]
}

/// The digit by all bits: a few decodings.
struct CompressedDigitStudy: Study {
  var digit: Int
  var quantizer: UniformQuantizer
  var linear: LinearCoder?
  var isInstant: Bool { true }

  static func == (left: CompressedDigitStudy, right: CompressedDigitStudy) -> Bool {
    left.digit == right.digit && left.quantizer == right.quantizer
      && (left.linear == nil) == (right.linear == nil)
  }

  func run(in context: StudyContext) -> CompressScreen.Finding? {
    let dataset = context.dataset
    guard (0..<dataset.test.count).contains(digit), !context.inference.drawsPixelByPixel,
      quantizer.size == context.model.codeSize
    else { return nil }
    let original = dataset.test.image(digit).map { Float($0) * (1 / 255) }
    let before = context.inference.condition
    defer { context.inference.condition = before }
    context.inference.condition = Int(dataset.test.labels[digit])
    let code = context.inference.encode(original, weights: context.weights).means
    let model = Self.versions(of: code, by: quantizer, original: original) {
      context.inference.decode($0, weights: context.weights)
    }
    let components = linear.map { linear in
      Self.versions(
        of: linear.principal.codes(of: original, count: 1, components: linear.count),
        by: linear.quantizer, original: original
      ) {
        linear.principal.reconstruct(
          codes: $0, count: $0.count / linear.count, components: linear.count)
      }
    }
    return .digit(
      CompressedDigit(original: original, model: model, linear: components ?? []), of: self)
  }

  private static func versions(
    of code: [Float], by quantizer: UniformQuantizer, original: [Float],
    decode: ([Float]) -> [Float]
  ) -> [CompressedDigit.Version] {
    let codes = UniformQuantizer.bits.flatMap { bits in
      quantizer.codes(of: quantizer.numbers(of: code, bits: bits), bits: bits)
    }
    let pictures = decode(codes)
    let width = original.count
    return UniformQuantizer.bits.enumerated().map { index, bits in
      let picture = Array(pictures[(index * width)..<((index + 1) * width)])
      return CompressedDigit.Version(
        bits: bits, picture: picture,
        ratio: SignalToNoise.sum(of: picture, clean: original, features: width))
    }
  }
}

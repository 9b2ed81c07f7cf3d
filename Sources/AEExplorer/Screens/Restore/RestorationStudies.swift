import Models

/// A square of pixels that is cut out of the digit.
struct Hole: Equatable, Sendable {
  /// The first column.
  var left: Int
  /// The first row.
  var top: Int
  /// Columns and rows.
  var side: Int

  /// Moves it, and keeps it inside an image.
  mutating func move(x: Int, y: Int, in shape: ImageShape) {
    side = min(max(side, 1), min(shape.width, shape.height))
    left = min(max(left + x, 0), shape.width - side)
    top = min(max(top + y, 0), shape.height - side)
  }

  /// Returns whether a pixel is in it.
  func contains(column: Int, row: Int) -> Bool {
    column >= left && column < left + side && row >= top && row < top + side
  }
}

/// One digit, spoilt and restored.
struct RestoredDigit: Equatable, Sendable {
  /// Level of the noise; nil where a hole was cut.
  var level: Float?
  /// `[pixels]`, intensities in 0…1.
  var clean: [Float]
  /// What the encoder saw.
  var spoilt: [Float]
  /// What the decoder made of it.
  var restored: [Float]
  /// Of spoilt and of restored: signal to noise in dB; of a hole, within it.
  var ratios: (spoilt: Double, restored: Double)
  /// Signal to noise, in dB, of the mean image in the hole; nil without one.
  var meanImageRatio: Double?

  static func == (left: RestoredDigit, right: RestoredDigit) -> Bool {
    left.level == right.level && left.clean == right.clean && left.spoilt == right.spoilt
      && left.restored == right.restored
  }

  /// The digit with only the hole filled in by the model.
  func pasted(_ hole: Hole, in shape: ImageShape) -> [Float] {
    clean.indices.map { index in
      hole.contains(column: index % shape.width, row: index / shape.width % shape.height)
        ? restored[index] : clean[index]
    }
  }
}

/// The digit as it is shown large, at the level that is set or with a hole: as quick as `inspect`.
struct RestoredDigitStudy: Study {
  var digit: Int
  var noise: Corruption
  var hole: Hole?
  var isInstant: Bool { true }

  func run(in context: StudyContext) -> RestoreScreen.Finding? {
    guard (0..<context.dataset.test.count).contains(digit) else { return nil }
    let restored =
      if let hole { context.restored(digit, hole) } else {
        context.restored(digit, [noise]).first
      }
    return restored.map { .digit($0, of: self) }
  }
}

/// Everything that takes longer: the digit at several levels, the curve over the levels, and a part of
/// the linear restorer's line.
struct RestorationStudy: Study {
  /// Test images that the curve is a mean of.
  static let images = 256
  /// The same where each pixel is drawn by itself.
  static let drawnImages = 2

  var kind: CorruptionKind
  var levels: [Float]
  var digit: Int
  /// Whether the curve is wanted too: not while somebody steps through digits.
  var includesCurve: Bool
  /// The level whose linear restorer is to be found next; not a reason to work anew.
  var lineLevel: Float?
  /// Counts the lines known while training stands still, when nothing else would ask for the next.
  var knownLines: Int

  static func == (left: RestorationStudy, right: RestorationStudy) -> Bool {
    left.kind.id == right.kind.id && left.digit == right.digit
      && left.includesCurve == right.includesCurve && left.knownLines == right.knownLines
  }

  func run(in context: StudyContext) -> RestoreScreen.Finding? {
    guard (0..<context.dataset.test.count).contains(digit) else { return nil }
    let shape = context.dataset.shape
    let isSlow = context.inference.drawsPixelByPixel
    let strip = context.restored(digit, levels.map { Corruption(kind, level: $0) })
    var found = Restorations(kind: kind.id, digit: digit, strip: strip, isRough: isSlow)
    guard includesCurve else { return .all(found) }
    found.images = min(isSlow ? Self.drawnImages : Self.images, context.dataset.test.count)
    found.curve = RestorationCurve.measured(
      with: context.inference, weights: context.weights, on: context.dataset.test, shape: shape,
      kind: kind, levels: levels, limit: found.images, isCancelled: context.isCancelled)
    guard found.curve != nil, !context.isCancelled() else { return nil }
    if let lineLevel, shape.count <= LinearDenoiser.maximumFeatures {
      let line = LinearDenoiser(
        train: context.dataset.train, shape: shape,
        corruption: Corruption(kind, level: lineLevel), seed: RestorationCurve.seed,
        limit: Self.learntImages)
      let ratio = line.ratios(on: context.dataset.test, limit: Self.images).restored
      found.line = RestorationLinePoint(level: lineLevel, ratio: ratio)
    }
    return .all(found)
  }

  /// The most training images that the linear restorer learns from: more change it by little.
  private static let learntImages = 10_000
}

/// What the linear restorer reaches at one level.
struct RestorationLinePoint: Equatable, Sendable {
  var level: Float
  /// Signal to noise, in dB.
  var ratio: Double
}

/// What a study has found.
struct Restorations: Equatable, Sendable {
  /// The kind of noise.
  var kind: String
  var digit: Int
  /// The digit at each level.
  var strip: [RestoredDigit]
  /// Whether the curve is a mean over few images, because each takes so long.
  var isRough = false
  /// Test images behind the curve.
  var images = 0
  var curve: RestorationCurve?
  var line: RestorationLinePoint?
}

extension StudyContext {
  /// Returns a test digit, spoilt in several ways and restored.
  fileprivate func restored(_ digit: Int, _ corruptions: [Corruption]) -> [RestoredDigit] {
    let clean = dataset.test.image(digit).map { Float($0) * (1 / 255) }
    let shape = dataset.shape
    let spoilt = corruptions.map {
      $0.applied(to: clean, shape: shape, seed: RestorationCurve.seed, sample: digit)
    }
    let restored = pictures(of: spoilt, label: dataset.test.labels[digit])
    return zip(corruptions, zip(spoilt, restored)).map { corruption, pictures in
      RestoredDigit(
        level: corruption.level, clean: clean, spoilt: pictures.0, restored: pictures.1,
        ratios: (
          SignalToNoise.sum(of: pictures.0, clean: clean, features: shape.count),
          SignalToNoise.sum(of: pictures.1, clean: clean, features: shape.count)
        ))
    }
  }

  /// Returns a test digit with a hole, and what the model fills it with.
  fileprivate func restored(_ digit: Int, _ hole: Hole) -> RestoredDigit {
    let clean = dataset.test.image(digit).map { Float($0) * (1 / 255) }
    let shape = dataset.shape
    let inside = clean.indices.filter {
      hole.contains(column: $0 % shape.width, row: $0 / shape.width % shape.height)
    }
    var spoilt = clean
    for index in inside { spoilt[index] = 0 }
    let restored = pictures(of: [spoilt], label: dataset.test.labels[digit])[0]
    func ratio(_ picture: [Float]) -> Double {
      SignalToNoise.sum(
        of: inside.map { picture[$0] }, clean: inside.map { clean[$0] }, features: inside.count)
    }
    return RestoredDigit(
      clean: clean, spoilt: spoilt, restored: restored,
      ratios: (ratio(spoilt), ratio(restored)), meanImageRatio: ratio(dataset.meanImage))
  }

  /// Returns what the model makes of images of one class.
  private func pictures(of images: [[Float]], label: UInt8) -> [[Float]] {
    let before = inference.condition
    defer { inference.condition = before }
    inference.condition = Int(label)
    let all = inference.reconstruct(images.flatMap { $0 }, weights: weights)
    let width = dataset.shape.count
    return images.indices.map { Array(all[($0 * width)..<(($0 + 1) * width)]) }
  }
}

import Models

/// Reads a drawing with the model, or fetches a test digit to be drawn upon.
struct DrawStudy: Study {
  /// What is wanted.
  enum Wish: Equatable, Sendable {
    /// A test digit's pixels; requests are counted, since the same digit may be wanted again.
    case load(digit: Int, request: Int)
    /// What the model makes of pixels `[height * width]`, intensities in 0…1.
    case read([Float])
  }

  /// What is wanted.
  var wish: Wish
  /// The codes of the test digits, among which the nearest are found.
  var codes: Codes?
  /// The step that those are of: codes of the same step are the same.
  var codesStep: Int?
  /// Whether it is worked out before the next frame.
  var isInstant = true

  static func == (left: DrawStudy, right: DrawStudy) -> Bool {
    left.wish == right.wish && left.codesStep == right.codesStep
      && left.isInstant == right.isInstant
  }

  func run(in context: StudyContext) -> DrawAnswer? {
    switch wish {
    case .load(let digit, _):
      return .loaded(digit: digit, pixels: picture(of: digit, in: context))
    case .read(let pixels):
      guard pixels.count == context.model.inputSize else { return nil }
      return .read(reading(of: pixels, in: context))
    }
  }

  private func reading(of pixels: [Float], in context: StudyContext) -> DrawingReading {
    let inference = context.inference
    let code = inference.encode(pixels, weights: context.weights)
    let picture = inference.decode(code.means, weights: context.weights)
    return DrawingReading(
      image: pixels, reconstruction: picture, code: code.means, logVariance: code.logVariances,
      neighbours: neighbours(of: code.means).map { index, distance in
        DrawingReading.Neighbour(
          digit: index, distance: distance, picture: self.picture(of: index, in: context))
      },
      condition: context.model.isConditional ? inference.condition : nil,
      isDrawnPixelByPixel: inference.drawsPixelByPixel)
  }

  private func picture(of digit: Int, in context: StudyContext) -> [Float] {
    guard (0..<context.dataset.test.count).contains(digit) else { return [] }
    return context.dataset.test.image(digit).map { Float($0) / 255 }
  }

  /// The test digits whose codes are nearest, the nearest first.
  private func neighbours(of code: [Float]) -> [(index: Int, distance: Float)] {
    guard let codes, codes.size == code.count else { return [] }
    var best: [(index: Int, distance: Float)] = []
    for index in 0..<codes.count {
      var sum: Float = 0
      for dimension in 0..<codes.size {
        let difference = codes.means[index * codes.size + dimension] - code[dimension]
        sum += difference * difference
      }
      guard sum.isFinite, best.count < Self.neighbourCount || sum < best[best.count - 1].distance
      else { continue }
      let place = best.firstIndex { $0.distance > sum } ?? best.count
      best.insert((index, sum), at: place)
      if best.count > Self.neighbourCount { best.removeLast() }
    }
    return best.map { ($0.index, $0.distance.squareRoot()) }
  }

  /// How many neighbours are looked for.
  static let neighbourCount = 8
}

/// What comes of a study of a drawing.
enum DrawAnswer: Equatable, Sendable {
  /// A test digit, and its pixels.
  case loaded(digit: Int, pixels: [Float])
  /// What the model makes of the drawing.
  case read(DrawingReading)
}

/// A drawing on its way through the model.
struct DrawingReading: Equatable, Sendable {
  /// A test digit near by.
  struct Neighbour: Equatable, Sendable {
    /// Its number in the test split.
    var digit: Int
    /// How far its code is from that of the drawing.
    var distance: Float
    /// Its pixels.
    var picture: [Float]
  }

  /// What the encoder saw, `[pixels]`, intensities in 0…1.
  var image: [Float]
  /// What the decoder made of it, `[pixels]`.
  var reconstruction: [Float]
  /// Its code (the mean, where codes are distributions).
  var code: [Float]
  /// ln σ² of each dimension of the code, where codes are distributions.
  var logVariance: [Float]?
  /// The test digits whose codes are nearest, the nearest first.
  var neighbours: [Neighbour]
  /// The class that the model was told; nil for models that are told none.
  var condition: Int?
  /// Whether its picture came about pixel by pixel, which takes time.
  var isDrawnPixelByPixel = false

  /// Squared error of the reconstruction, summed over pixels.
  var squaredError: Float {
    zip(image, reconstruction).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}

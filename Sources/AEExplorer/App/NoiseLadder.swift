import Models

/// A test digit on its way through the model, with noise of one level.
struct NoiseStep: Equatable, Sendable {
  /// The noise.
  var noise: Corruption
  /// What became of the digit.
  var inspection: DigitInspection
}

/// The same digit at five levels of noise.
struct NoiseLadder: Equatable, Sendable {
  /// What was asked for.
  struct Question: Equatable, Sendable {
    var digit: Int
    var kind: String
    var generation: Int
    var step: Int
  }

  /// What was asked for last.
  var question: Question?
  /// What was found, from no noise to the most.
  var steps: [NoiseStep] = []

  /// How many levels there are.
  static let count = 5

  /// Returns the levels of a kind of noise: from none to the most, equally spaced.
  static func levels(of kind: CorruptionKind) -> [Corruption] {
    (0..<count).map { index in
      let share = Float(index) / Float(count - 1)
      let (least, most) = (kind.levels.lowerBound, kind.levels.upperBound)
      return Corruption(kind, level: least + share * (most - least))
    }
  }
}

extension AppState {
  mutating func toggleNoiseLevels() {
    if case .noiseLevels = overlay {
      overlay = nil
    } else {
      overlay = .noiseLevels
      noiseLadder.question = nil
    }
  }

  /// Asks for the digit at all levels, if it is to be shown and was not asked for yet.
  mutating func orderNoiseLevels() -> [Effect] {
    guard case .noiseLevels = overlay, let training else { return [] }
    let question = NoiseLadder.Question(
      digit: digit, kind: noise.kind.id, generation: generation,
      step: viewedStep ?? training.weights.step)
    guard question != noiseLadder.question else { return [] }
    noiseLadder.question = question
    return [.inspectLevels(digit: digit, NoiseLadder.levels(of: noise.kind))]
  }

  mutating func receive(_ steps: [NoiseStep]) {
    guard steps.allSatisfy({ $0.inspection.digit == digit }) else { return }
    noiseLadder.steps = steps
  }

  /// Keys of the card with all levels: those of the digit mean what they mean elsewhere.
  mutating func handleNoiseLevels(_ input: OverlayInput) -> [Effect] {
    switch input {
    case .move(let distance), .change(let distance):
      return abs(distance) < dataset.count ? show(digit: digit + distance) : []
    case .type(let character):
      guard let scalar = character.unicodeScalars.first else { return [] }
      switch KeyTable.action(for: .character(scalar), on: .explore) {
      case .moveDigit(let distance): return show(digit: digit + distance)
      case .randomDigit: return showRandomDigit()
      case .nextWorst: return showNextWorst()
      case .nextNoiseKind: return chooseNextNoise()
      case .toggleNoiseLevels, .quit: overlay = nil
      case _: break
      }
    case .apply: overlay = nil
    case .choose, .erase, .restoreDefault: break
    }
    return []
  }
}

extension DigitInspection {
  /// How much stronger the image is than the error of the reconstruction, in decibels (PSNR).
  var restoredRatio: Double {
    signalToNoise(squaredError: Double(squaredError), count: image.count)
  }

  /// How much stronger the image is than what was done to it, in decibels; infinite without noise.
  var noisyRatio: Double {
    let error = zip(image, input).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return signalToNoise(squaredError: Double(error), count: image.count)
  }
}

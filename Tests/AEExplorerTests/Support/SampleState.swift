import Render

@testable import AEExplorer
@testable import Models

/// A training that never was, always the same: for pictures of screens and for reducers.
enum SampleState {
  /// Returns the explorer in the middle of its seventh epoch.
  static func make(
    width: Int = 120, height: Int = 40, codeSize: Int = 2, model: String = "vae",
    appearance: Appearance = Appearance()
  ) -> AppState {
    var state = starting(
      width: width, height: height, codeSize: codeSize, model: model, appearance: appearance)
    let isGaussian = model == "vae"
    state.training = snapshot(isGaussian: isGaussian)
    state.baselines = Baselines(components: codeSize, squaredError: 43.8, crossEntropy: 201.3)
    let observation = observation(codeSize: codeSize, isGaussian: isGaussian)
    _ = reduce(&state, .observed(ObservationNews(generation: 0, observation: observation)))
    state.digit = 16
    state.inspection = inspection(of: 16, codes: observation.codes)
    state.cursor[0] = 0.42
    if codeSize > 1 { state.cursor[1] = -1.1 }
    state.decoded = DecodedPoint(code: state.cursor, picture: picture(thickness: 3.2), step: 224)
    return state
  }

  /// Returns the explorer before its first snapshot.
  static func starting(
    width: Int = 120, height: Int = 40, codeSize: Int = 2, model: String = "vae",
    appearance: Appearance = Appearance()
  ) -> AppState {
    let description = ModelCatalog.all.first { $0.id == model } ?? ModelCatalog.all[0]
    var configuration = ModelConfiguration(defaultsOf: description)
    configuration.codeSize = codeSize
    return AppState(
      configuration: TrainingConfiguration(model: configuration), dataset: dataset,
      appearance: appearance, width: width, height: height)
  }

  /// Returns the explorer with a rival of four times the β.
  static func compared(
    width: Int = 120, height: Int = 40, appearance: Appearance = Appearance()
  ) -> AppState {
    var state = make(width: width, height: height, appearance: appearance)
    _ = reduce(&state, .show(.compare))
    var next = state.configuration
    next.model.settings["beta"] = 4
    _ = state.beginRival(next)
    state.message = nil
    var training = snapshot(step: 216)
    training.controls["beta"] = 4
    _ = reduce(&state, .rival(.trained(TrainingNews(generation: 1, snapshot: training))))
    let seen = observation(codeSize: 2, isGaussian: true, step: 210)
    let half = Codes(
      size: 2, count: seen.codes.count, means: seen.codes.means.map { 0.6 * $0 },
      logVariances: seen.codes.logVariances)
    let observed = Observation(step: 210, codes: half, errors: seen.errors.map { $0 + 3 })
    _ = reduce(
      &state, .rival(.observed(ObservationNews(generation: 1, observation: observed))))
    var inspection = inspection(of: state.digit, codes: half)
    inspection.reconstruction = picture(thickness: 4)
    let point = DecodedPoint(code: state.cursor, picture: picture(thickness: 4.4), step: 216)
    _ = reduce(&state, .rival(.seen(inspection, point)))
    return state
  }

  /// Some earlier steps.
  static let timeline = WeightArchive.Contents(
    steps: [0, 1, 2, 4, 8, 12, 18, 27, 40, 60, 90, 135, 200], bytes: 56_000_000,
    budget: 128_000_000)

  /// Returns a snapshot of the steps up to `step`.
  static func snapshot(
    number: Int = 1, step: Int = 224, status: TrainingStatus = .running, isGaussian: Bool = true
  ) -> TrainingSnapshot {
    let names = isGaussian ? ["reconstruction", "kl"] : ["reconstruction"]
    var train = LossHistories(termCount: names.count)
    var test = LossHistories(termCount: names.count)
    for index in 0...step {
      let (reconstruction, kl) = losses(at: index)
      let values = isGaussian ? [reconstruction, kl] : [reconstruction]
      let total = values.reduce(0, +)
      if index % 32 == 0 { append([total + 1.5] + values, step: index, to: &test) }
      guard index > 0 else { continue }
      let jitter = Float(index * 7919 % 41) / 41 - 0.5
      append([total + 6 * jitter] + values.map { $0 + 2 * jitter }, step: index, to: &train)
    }
    return TrainingSnapshot(
      number: number, status: status, step: step, epoch: step / 32, stepInEpoch: step % 32,
      stepsPerEpoch: 32, epochs: nil, learningRate: 1e-3, learningRateInUse: 1e-3, pace: .full,
      imagesPerSecond: 61_200,
      seconds: 0.47, termNames: names, train: train, test: test, lastEpoch: nil,
      controls: isGaussian ? ["beta": 1] : [:],
      controlsInUse: [:],
      weights: WeightSnapshot([0], step: step))
  }

  private static func append(_ values: [Float], step: Int, to histories: inout LossHistories) {
    histories.loss.append(step: step, value: values[0])
    for index in histories.terms.indices {
      histories.terms[index].append(step: step, value: values[index + 1])
    }
  }

  /// A fall like that of a real run: fast, then slower and slower.
  private static func losses(at step: Int) -> (reconstruction: Float, kl: Float) {
    let time = Float(step)
    return (141 + 60 / (1 + time / 20) + 340 / (1 + time * time / 4), 7.2 * time / (time + 30))
  }

  private static let dataset = DatasetFacts(
    name: "mnist-5k", shape: ImageShape(channels: 1, height: 28, width: 28),
    labels: (0..<1000).map { UInt8($0 * 7 % 10) }, classNames: (0...9).map(String.init),
    entropyFloor: 45.5)

  /// Ten blobs round the origin.
  static func observation(codeSize: Int, isGaussian: Bool, step: Int = 224) -> Observation {
    var generator = SampleGenerator(state: 42)
    var means: [Float] = []
    for index in 0..<1000 {
      let label = index * 7 % 10
      for dimension in 0..<codeSize {
        let center = 2.1 * wave(label * 10 + 25 * (dimension % 2) + dimension / 2 * 7)
        means.append(center + 0.5 * generator.normal())
      }
    }
    let logVariances = isGaussian ? [Float](repeating: -4.6, count: means.count) : nil
    let codes = Codes(size: codeSize, count: 1000, means: means, logVariances: logVariances)
    let errors = (0..<1000).map { 20 + Float($0 * 613 % 1000) / 20 }
    return Observation(step: step, codes: codes, errors: errors)
  }

  /// A sine of a hundredth of a circle, made of a parabola: no library, the same everywhere.
  private static func wave(_ hundredths: Int) -> Float {
    let x = Float(((hundredths % 100) + 100) % 100) / 50
    return x < 1 ? 4 * x * (1 - x) : -4 * (x - 1) * (2 - x)
  }

  static func inspection(of digit: Int, codes: Codes) -> DigitInspection {
    var generator = SampleGenerator(state: 7)
    let image = picture(thickness: 2.2)
    return DigitInspection(
      digit: digit, image: image,
      input: image.map { min(max($0 + 0.4 * generator.normal(), 0), 1) },
      reconstruction: picture(thickness: 3), code: codes.mean(digit),
      logVariance: codes.logVariances == nil ? nil : Array(repeating: -4.6, count: codes.size),
      step: 224)
  }

  /// A digit at five levels of noise.
  static var noiseSteps: [NoiseStep] {
    let codes = Codes(size: 2, count: 17, means: Array(repeating: 0.5, count: 34))
    return NoiseLadder.levels(of: .gaussian).enumerated().map { index, noise in
      var step = inspection(of: 16, codes: codes)
      var generator = SampleGenerator(state: 7)
      step.input = step.image.map {
        min(max($0 + noise.level * generator.normal(), 0), 1)
      }
      step.reconstruction = picture(thickness: 2.4 + 0.3 * Float(index))
      return NoiseStep(noise: noise, inspection: step)
    }
  }

  /// A ring with a stroke, a little like a digit.
  static func picture(thickness: Float) -> [Float] {
    (0..<784).map { index in
      let (x, y) = (Float(index % 28) - 13.5, Float(index / 28) - 10)
      let ring = abs((x * x * 1.4 + y * y).squareRoot() - 6)
      let stroke = y > -2 && y < 14 ? abs(x - 5 + y * 0.25) : 99
      return min(max((thickness - min(ring, stroke)) / 1.5, 0), 1)
    }
  }
}

/// Random numbers that are always the same.
struct SampleGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// Nearly Gaussian: a sum of twelve uniform numbers.
  mutating func normal() -> Float {
    (0..<12).reduce(-6) { sum, _ in sum + Float(next() >> 40) / Float(1 << 24) }
  }
}

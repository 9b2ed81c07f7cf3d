import CKernels
import Testing

@testable import Models

extension EngineTests {
  struct CorruptionTests {
    static let kinds = CorruptionCatalog.all.map(\.id)

    /// What the encoder sees in training is what the screen shows of that sample, to the bit.
    @Test(arguments: kinds, KernelVariants.here)
    func screenAndTrainingSpoilAlike(id: String, variant: String) throws {
      let kind = try #require(CorruptionCatalog.kind(id))
      let shape = ImageShape(height: 5, width: 7)
      let images = waveOfIntensities(3 * 35)
      try KernelVariants.use(variant) {
        let runner = ProgramRunner(rows: 3) { recorder in
          let x = recorder.input(width: 35, images)
          let level = recorder.tape.control("level", initially: 0.4)
          _ = recorder.watch(x.corrupted(kind, level: level, shape: shape))
          return Loss("sum", x.rowSums())
        }
        runner.random = RandomKey(seed: 5, epoch: 9, purpose: .posterior)
        let spoilt = runner.run(stale: .nan).watched[0]
        for row in 0..<3 {
          let single = Corruption(kind, level: 0.4).applied(
            to: Array(images[(row * 35)..<((row + 1) * 35)]), shape: shape, seed: 5,
            sample: Int(runner.samples[row]), epoch: 9)
          #expect(Array(spoilt[(row * 35)..<((row + 1) * 35)]) == single)
        }
      }
    }

    @Test(arguments: kinds)
    func noiseIsFreshForEveryEpochAndSample(id: String) throws {
      let corruption = Corruption(try #require(CorruptionCatalog.kind(id)), level: 0.4)
      let shape = ImageShape(height: 28, width: 28)
      let image = [Float](repeating: 0.5, count: 784)
      let spoilt = [(0, 1), (0, 2), (1, 1)].map { sample, epoch in
        corruption.applied(to: image, shape: shape, seed: 1, sample: sample, epoch: epoch)
      }
      #expect(spoilt[0] != spoilt[1])
      #expect(spoilt[0] != spoilt[2])
      #expect(spoilt.allSatisfy { $0.allSatisfy { (0...1).contains($0) } })
    }

    @Test(arguments: kinds)
    func nothingIsSpoiltAtLevelZero(id: String) throws {
      let corruption = Corruption(try #require(CorruptionCatalog.kind(id)), level: 0)
      let image = waveOfIntensities(35)
      let shape = ImageShape(height: 5, width: 7)
      #expect(corruption.applied(to: image, shape: shape, seed: 1, sample: 3) == image)
    }

    /// The shares of pixels, and the noise's variance, over many.
    @Test func theLevelsAreWhatTheySay() {
      let shape = ImageShape(height: 100, width: 100)
      let image = [Float](repeating: 0.5, count: 10_000)
      func spoilt(_ kind: CorruptionKind, _ level: Float) -> [Float] {
        Corruption(kind, level: level).applied(to: image, shape: shape, seed: 2, sample: 0)
      }
      let salted = spoilt(.saltAndPepper, 0.3)
      #expect(abs(Double(salted.count { $0 == 0 }) / 1e4 - 0.15) < 0.015)
      #expect(abs(Double(salted.count { $0 == 1 }) / 1e4 - 0.15) < 0.015)
      #expect(abs(Double(spoilt(.masking, 0.3).count { $0 == 0 }) / 1e4 - 0.3) < 0.02)
      #expect(spoilt(.block, 0.3).count { $0 == 0 } == 900)
      let noise = spoilt(.gaussian, 0.1).map { Double($0) - 0.5 }
      let variance = noise.reduce(0) { $0 + $1 * $1 } / 1e4
      #expect(abs(variance.squareRoot() - 0.1) < 0.003)
    }

    /// The kernels against plain loops, at every width.
    @Test(arguments: KernelVariants.here)
    func kernelsMatchTheirTwins(variant: String) throws {
      try KernelVariants.use(variant) {
        for count in 1...40 {
          let x = waveOfIntensities(count)
          let normal = wave(count, amplitude: 3, a: 1.7)
          let uniform = waveOfIntensities(count).map { min($0, 0.999) }
          let noisy = GuardedFloats(normal)
          ae_add_noise(x, 0.25, count, noisy.start)
          let expected = zip(x, normal).map { min(max(Double($0) + 0.25 * Double($1), 0), 1) }
          #expect(largestError(noisy.values, expected, floor: 1) < 2e-7)
          let salted = GuardedFloats(uniform)
          ae_salt_and_pepper(x, 0.5, count, salted.start)
          #expect(
            salted.values == zip(x, uniform).map { $1 < 0.25 ? 0 : $1 < 0.5 ? 1 : $0 })
          let masked = GuardedFloats(uniform)
          ae_mask(x, 0.5, count, masked.start)
          #expect(masked.values == zip(x, uniform).map { $1 < 0.5 ? 0 : $0 })
        }
      }
    }

    /// The encoder sees the spoilt image, and the target is the clean one (models.md 2.2, defect 6).
    @Test func theTargetStaysClean() throws {
      var configuration = ModelConfiguration(defaultsOf: DenoisingCatalog.description)
      configuration.hidden = []
      configuration.codeSize = 6
      configuration.codeActivation = .identity
      configuration.settings = ["noise": 2, "level": 1]
      let model = try ModelCatalog.make(configuration, input: .row(waveOfIntensities(6)))
      let x = waveOfIntensities(24)
      let runner = ProgramRunner(rows: 4) { recorder in
        recorder.layout = model.layout
        let input = recorder.input(width: 6, x)
        return model.objective(input: input, target: input)
      }
      // All is masked: the output is the decoder's bias, whatever the image.
      let bias = runner["decoder.0.bias"]
      let expected = (0..<24).reduce(0.0) { sum, index in
        let difference = Double(bias[index % 6]) - Double(x[index])
        return sum + difference * difference
      }
      #expect(abs(runner.run().objective - expected / 4) < 1e-5)
    }

    /// On data that is linear the restorer finds the Wiener filter's error.
    @Test func theLinearRestorerIsTheBest() throws {
      let dataset = try ShippedDigits.dataset
      let corruption = Corruption(.gaussian, level: 0.2)
      let denoiser = LinearDenoiser(
        train: dataset.train, shape: dataset.shape, corruption: corruption, seed: 1)
      let ratios = denoiser.ratios(on: dataset.test)
      // numpy's least squares on the same 4,000 digits, with other noise, cut off at 0 and 1: 16.75 and
      // 22.39 dB. (On twice as many digits it is 22.80.)
      #expect(abs(ratios.spoilt - 16.75) < 0.1, "\(ratios.spoilt)")
      #expect(abs(ratios.restored - 22.39) < 0.1, "\(ratios.restored)")
    }
  }
}

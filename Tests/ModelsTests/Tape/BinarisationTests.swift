import Testing

@testable import Models

extension EngineTests {
  struct BinarisationTests {
    @Test(arguments: [Binarisation.threshold, .fixed, .dynamic])
    func pixelsBecomeZeroOrOne(binarisation: Binarisation) {
      let pixels = Self.pixels(binarisation, intensities: waveOfIntensities(64))
      #expect(pixels.allSatisfy { $0 == 0 || $0 == 1 })
    }

    @Test(arguments: [Binarisation.fixed, .dynamic])
    func aPixelIsOneAsOftenAsItsIntensitySays(binarisation: Binarisation) {
      let pixels = Self.pixels(binarisation, intensities: Array(repeating: 0.3, count: 20_000))
      let mean = pixels.reduce(0, +) / Float(pixels.count)
      #expect(abs(mean - 0.3) < 0.01, "\(mean)")
    }

    @Test(arguments: Binarisation.allCases)
    func blackAndWhiteStayAsTheyAre(binarisation: Binarisation) {
      let intensities: [Float] = (0..<64).map { $0.isMultiple(of: 3) ? 1 : 0 }
      #expect(Self.pixels(binarisation, intensities: intensities) == intensities)
    }

    @Test func theStaticOneIsTheSameInEveryEpochAndRun() {
      let first = Self.pixels(.fixed, random: RandomKey(seed: 1, epoch: 0, purpose: .posterior))
      let second = Self.pixels(.fixed, random: RandomKey(seed: 2, epoch: 9, purpose: .evaluation))
      #expect(first == second)
    }

    @Test func theDynamicOneIsNewInEveryEpoch() {
      let first = Self.pixels(.dynamic, random: RandomKey(seed: 1, epoch: 0, purpose: .posterior))
      let second = Self.pixels(.dynamic, random: RandomKey(seed: 1, epoch: 1, purpose: .posterior))
      #expect(first != second)
    }

    @Test func everyEvaluationSeesTheStaticOne() {
      let expected = Self.pixels(.fixed, random: RandomKey(seed: 1, epoch: 0, purpose: .posterior))
      for epoch in 0..<3 {
        let key = RandomKey(seed: 5, epoch: epoch, purpose: .evaluation)
        #expect(Self.pixels(.dynamic, random: key) == expected)
      }
    }

    private static func pixels(
      _ binarisation: Binarisation, intensities: [Float] = waveOfIntensities(64),
      random: RandomKey = RandomKey(seed: 7, epoch: 3, purpose: .posterior)
    ) -> [Float] {
      let runner = ProgramRunner(rows: 2) { recorder in
        let x = recorder.input(width: intensities.count / 2, intensities)
        _ = recorder.watch(x.binarised(binarisation))
        return Loss("nothing", x.columns(0..<1))
      }
      runner.random = random
      return runner.run().watched[0]
    }
  }
}

import Testing

@testable import Models

extension EngineTests {
  /// Cross-entropy of classes, distances of images, black and white.
  struct ClassificationTests {
    @Test func classificationMatchesFiniteDifferences() {
      expectFiniteDifferences(
        ProgramRunner(rows: 3) { recorder in
          let logits = recorder.value("logits", width: 4, wave(12, amplitude: 3))
          // The last row's class is not known.
          let labels = recorder.input(width: 4, [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0])
          return Loss("classification", classification(logits: logits, labels: labels))
        })
    }

    @Test func classificationOfEqualLogitsIsTheLogarithmOfTheirNumber() {
      let result = Self.classified([7, 7, 7, 7], labels: [0, 1, 0, 0])
      #expect(abs(result.sums[0] - 1.3862944) < 1e-6)
    }

    @Test func largeLogitsOverflowNothing() {
      #expect(Self.classified([3e38, 0, -3e38, 0], labels: [1, 0, 0, 0]).sums[0] == 0)
      #expect(Self.classified([500, 0, 0, 0], labels: [0, 1, 0, 0]).sums[0] == 500)
    }

    static let decisions: [(logits: [Float], expected: Double)] = [
      ([0.1, 2, 1.9], 1), ([2, 0.1, 1.9], 0), ([.nan, 1, 0], 0),
    ]

    @Test(arguments: decisions)
    func correctIsWhereTheLargestLogitIsTheClass(logits: [Float], expected: Double) {
      let runner = ProgramRunner(rows: 1) { recorder in
        let logits = recorder.value("logits", width: 3, logits)
        let labels = recorder.input(width: 3, [0, 1, 0])
        return Loss("correct", correctness(logits: logits, labels: labels))
      }
      #expect(runner.run(stale: .nan).sums[0] == expected)
    }

    @Test func distancesOfImagesMatchFiniteDifferences() {
      expectFiniteDifferences(
        ProgramRunner(rows: 18) { recorder in
          let a = ImageTensor(
            recorder.value("a", width: 6, wave(18 * 6)), height: 1, width: 3, channels: 2)
          let b = ImageTensor(
            recorder.value("b", width: 6, wave(18 * 6, a: 2)), height: 1, width: 3, channels: 2)
          let half = recorder.tape.control("half", initially: 0.5)
          return Loss("distance", a.squaredDistance(to: b) * b.squaredLength())
            + half * Loss("sum", (a + b).activated(.tanh).squaredLength())
        })
    }

    @Test func aThresholdMakesZerosAndOnes() {
      let values = waveOfIntensities(40)
      #expect(Self.binarized(values, .threshold, epoch: 0) == values.map { $0 > 0.5 ? 1 : 0 })
    }

    @Test func drawnPixelsAreWhiteAsOftenAsTheyAreBright() {
      let values = [Float](repeating: 0.3, count: 20_000)
      let drawn = Self.binarized(values, .stochastic, epoch: 0)
      #expect(drawn.allSatisfy { $0 == 0 || $0 == 1 })
      // Five standard deviations.
      #expect(abs(drawn.reduce(0, +) / 20_000 - 0.3) < 0.0162)
      #expect(drawn == Self.binarized(values, .stochastic, epoch: 0))
      #expect(drawn != Self.binarized(values, .stochastic, epoch: 1))
      #expect(Self.binarized([0, 1], .stochastic, epoch: 3) == [0, 1])
    }

    private static func classified(_ logits: [Float], labels: [Float]) -> ProgramRunner.Result {
      ProgramRunner(rows: 1) { recorder in
        let logits = recorder.value("logits", width: 4, logits)
        return Loss(
          "classification",
          classification(logits: logits, labels: recorder.input(width: 4, labels)))
      }.run(stale: .nan)
    }

    private static func binarized(
      _ values: [Float], _ binarization: Binarization, epoch: Int
    ) -> [Float] {
      let runner = ProgramRunner(rows: 1) { recorder in
        let x = recorder.input(width: values.count, values)
        return Loss("sum", recorder.watch(x.binarized(binarization)).rowSums())
      }
      runner.random.epoch = epoch
      return runner.run(stale: .nan).watched[0]
    }
  }
}

import Testing

@testable import Models

extension EngineTests {
  /// Cross-entropy of classes, distances of images.
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

    private static func classified(_ logits: [Float], labels: [Float]) -> ProgramRunner.Result {
      ProgramRunner(rows: 1) { recorder in
        let logits = recorder.value("logits", width: 4, logits)
        return Loss(
          "classification",
          classification(logits: logits, labels: recorder.input(width: 4, labels)))
      }.run(stale: .nan)
    }
  }
}

import Testing

@testable import Models

extension EngineTests {
  struct SparsityOperationTests {
    private static let functions: [(name: String, apply: @Sendable (Tensor) -> Tensor)] = [
      ("magnitudes", { $0.magnitudeSums() }), ("squares", { $0.squareSums() }),
      ("largest", { $0.largest(.constant(2)) }),
      (
        "divergence",
        { $0.activated(.sigmoid).batchMean().divergence(fromRate: .constant(0.2)) }
      ),
    ]

    @Test(arguments: functions.map(\.name))
    func hasTheGradientOfItsDifferences(name: String) throws {
      let function = try #require(Self.functions.first { $0.name == name })
      expectFiniteDifferences(
        ProgramRunner(rows: 3) { recorder in
          let x = recorder.value("x", width: 4, wave(12, a: 1.3, b: 0.4))
          let y = function.apply(x)
          let probe = recorder.input(width: y.width, wave(3 * y.width, a: 0.3, b: 0.5))
          return probed(y, with: probe)
        })
    }

    @Test(arguments: [
      (1, [0, 0, 3, 0, 0] as [Float]), (2, [0, 2, 3, 0, 0]), (3, [1, 2, 3, 0, 0]),
      (4, [1, 2, 3, 0, 1]), (5, [1, 2, 3, -1, 1]), (9, [1, 2, 3, -1, 1]), (0, [0, 0, 3, 0, 0]),
    ])
    func keepsTheLargestAndTheFirstOfEquals(count: Int, expected: [Float]) {
      #expect(
        Self.watched(width: 5, [1, 2, 3, -1, 1]) { $0.largest(.constant(Float(count))) }
          == expected)
    }

    @Test func keepsOnlyWhereTheRatesAreZero() {
      let watched = ProgramRunner(rows: 1) { recorder in
        let x = recorder.input(width: 4, [5, -2, 4, -3])
        let rates = recorder.input(width: 4, [1, 0, 0.25, 0])
        _ = recorder.watch(x.largest(.constant(1), whereZero: rates))
        _ = recorder.watch(x.largest(.constant(3), whereZero: rates))
        return Loss("sum", x.rowSums())
      }.run(stale: 9).watched
      #expect(watched[0] == [0, -2, 0, 0])
      #expect(watched[1] == [0, -2, 0, -3])
    }

    /// Were it dropped, a divergence would look like a code of zeros.
    @Test func whatIsNoNumberIsKept() {
      let kept = Self.watched(width: 3, [.nan, 1, 2]) { $0.largest(.constant(1)) }
      #expect(kept[0].isNaN)
    }

    @Test func marksWhatFires() {
      #expect(Self.watched(width: 3, [0, -1, 2]) { $0.firing() } == [0, 1, 1])
      #expect(Self.watched(width: 3, [0, -1, 2]) { $0.equalToZero() } == [1, 0, 0])
    }

    /// The gradient of a unit that never fires is finite, and not 0.
    @Test func aDeadUnitIsCalledBack() {
      let result = ProgramRunner(rows: 2) { recorder in
        let x = recorder.value("x", width: 2, [0, 1, 0, 1])
        return Loss("sparsity", x.batchMean().divergence(fromRate: .constant(0.05)))
      }.run()
      #expect(result.objective.isFinite)
      #expect(result.gradients[0] < 0 && result.gradients[0].isFinite)
      #expect(result.gradients[1] > 0 && result.gradients[1].isFinite)
    }

    private static func watched(
      width: Int, _ values: [Float], _ function: (Tensor) -> Tensor
    ) -> [Float] {
      ProgramRunner(rows: 1) { recorder in
        let x = recorder.input(width: width, values)
        _ = recorder.watch(function(x))
        return Loss("sum", x.rowSums())
      }.run(stale: 9).watched[0]
    }
  }
}

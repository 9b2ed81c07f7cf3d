import Testing

@testable import Models

extension EngineTests {
  struct ArithmeticTests {
    private static let functions: [(name: String, apply: @Sendable (Tensor) -> Tensor)] = [
      ("squared", { $0.squared() }), ("absolute", { $0.absolute() }),
      ("exponential", { $0.exponential() }), ("logarithm", { $0.squared().plus(1).logarithm() }),
      ("scaled", { $0.scaled(by: -2.5) }), ("row sums", { $0.rowSums() }),
      ("columns", { $0.columns(1..<3) }), ("tanh", { $0.activated(.tanh) }),
      ("batch mean", { $0.batchMean() }), ("sum", { $0 + $0.squared() }),
      ("difference", { $0.squared() - $0 }), ("product", { $0 * $0.exponential() }),
      ("beside", { $0.beside($0.squared(), $0) }),
      ("controlled", { $0.scaled(by: $0.tape.control("factor", initially: 1.5)) }),
    ]

    @Test(arguments: functions.map(\.name))
    func hasTheGradientOfItsDifferences(name: String) throws {
      let function = try #require(Self.functions.first { $0.name == name })
      expectFiniteDifferences(
        ProgramRunner(rows: 3) { recorder in
          let x = recorder.value("x", width: 4, wave(12, a: 1.3))
          let y = function.apply(x)
          let probe = recorder.input(width: y.width, wave(3 * y.width, a: 0.3))
          return probed(y, with: probe)
        })
    }

    @Test func computesWhatItsNameSays() {
      let x: [Float] = [1, -2, 3, 0.5, 4, -1]
      let watched = ProgramRunner(rows: 2) { recorder in
        let x = recorder.input(width: 3, x)
        for y in [
          x.squared(), x.absolute(), x.plus(1), x.scaled(by: 2), x + x, x - x.squared(), x * x,
          x.rowSums(), x.columns(1..<3), x.beside(x.rowSums()), x.batchMean(),
        ] {
          _ = recorder.watch(y)
        }
        return Loss("sum", x.rowSums())
      }.run().watched
      #expect(watched[0] == [1, 4, 9, 0.25, 16, 1])
      #expect(watched[1] == [1, 2, 3, 0.5, 4, 1])
      #expect(watched[2] == [2, -1, 4, 1.5, 5, 0])
      #expect(watched[3] == [2, -4, 6, 1, 8, -2])
      #expect(watched[4] == watched[3])
      #expect(watched[5] == [0, -6, -6, 0.25, -12, -2])
      #expect(watched[6] == watched[0])
      #expect(watched[7] == [2, 3.5])
      #expect(watched[8] == [-2, 3, 4, -1])
      #expect(watched[9] == [1, -2, 3, 2, 0.5, 4, -1, 3.5])
      #expect(watched[10] == [0.75, 1, 1, 0.75, 1, 1])
    }

    @Test func noGradientFlowsThroughADetachedValue() {
      let runner = ProgramRunner(rows: 3) { recorder in
        let x = recorder.value("x", width: 4, wave(12, a: 1.3))
        return probed(x.detached() * x, with: recorder.input(width: 4, wave(12, a: 0.3)))
      }
      // As if the first factor were a constant: its value times the probe, over the batch.
      let expected = zip(wave(12, a: 1.3), wave(12, a: 0.3)).map { Double($0 * $1) / 3 }
      let gradients = Array(runner.run().gradients[..<12])
      #expect(largestError(gradients, expected, floor: 1) < 1e-6)
    }

    @Test func aWatchedTermIsSummedAndHasNoGradient() {
      let runner = ProgramRunner(rows: 3) { recorder in
        let x = recorder.value("x", width: 1, [1, 2, 3])
        return Loss("kept", x) + .watched("seen", x.squared())
      }
      let result = runner.run()
      #expect(result.sums == [6, 14])
      let third: Float = 1 / 3
      #expect(result.gradients[0..<3].allSatisfy { $0 == third })
    }

    @Test func labelsAreOneHotRows() {
      let runner = ProgramRunner(rows: 3) { recorder in
        let labels = recorder.watch(recorder.tape.labels(classes: 4))
        return Loss("sum", labels.rowSums())
      }
      // The samples of a test program are 10, 13 and 16.
      var labels = [UInt8](repeating: 0, count: 17)
      (labels[10], labels[13], labels[16]) = (2, 0, 3)
      let result = labels.withUnsafeBufferPointer {
        runner.run(data: FrameData(labels: $0.baseAddress))
      }
      #expect(result.watched[0] == [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    }
  }
}

import Testing

@testable import Models

extension EngineTests {
  struct LossOperationTests {
    @Test func bernoulliGradientMatchesFiniteDifferences() throws {
      expectFiniteDifferences(try Self.bernoulliRunner(batchRows: 3))
    }

    @Test func bernoulliMatchesPyTorchForLargeLogitsToo() throws {
      let runner = try Self.bernoulliRunner(batchRows: 1)
      let result = runner.run(stale: 5)
      let reference = try ReferenceCase("bce-with-logits")
      try reference.expect(result.watched[0], "perSample")
      try reference.expect(runner.numbers(of: "logits", in: result.gradients), "d_logits")
    }

    @Test func squaredErrorGradientMatchesFiniteDifferences() throws {
      expectFiniteDifferences(try Self.squaredErrorRunner(batchRows: 3))
    }

    @Test func squaredErrorMatchesPyTorch() throws {
      let runner = try Self.squaredErrorRunner(batchRows: 1)
      let result = runner.run(stale: 5)
      let reference = try ReferenceCase("mse")
      try reference.expect(result.watched[0], "perSample")
      try reference.expect(runner.numbers(of: "output", in: result.gradients), "d_output")
    }

    @Test func sigmoidGradientMatchesFiniteDifferences() {
      expectFiniteDifferences(
        ProgramRunner(rows: 3) { recorder in
          let x = recorder.value("x", width: 4, wave(12, amplitude: 3, a: 1.7))
          return probed(sigmoid(x), with: recorder.input(width: 4, wave(12, a: 0.6)))
        })
    }

    @Test func aConstantCoefficientScalesItsTermAlone() {
      expectFiniteDifferences(Self.twoTerms { _ in .constant(-2.5) })
      let plain = Self.twoTerms { _ in .constant(1) }.run()
      let scaled = Self.twoTerms { _ in .constant(-2.5) }.run()
      #expect(scaled.sums == plain.sums)
      #expect(abs(scaled.objective - (plain.sums[0] - 2.5 * plain.sums[1]) / 3) < 1e-6)
    }

    @Test func aControlScalesWithItsCurrentValue() {
      let runner = Self.twoTerms { $0.control("weight", initially: 1) }
      #expect(runner.controls == [1])
      runner.controls = [3.5]
      expectFiniteDifferences(runner)
      #expect(runner.run().gradients == Self.twoTerms { _ in .constant(3.5) }.run().gradients)
    }

    @Test func fixedCoefficientsMultiply() {
      let tape = Tape()
      let loss = 2 * (3 * Loss("term", tape.input(width: 1)))
      #expect(loss.terms[0].coefficient == .constant(6))
    }

    @Test func aLossCanBeReadTwice() {
      // The values then have two readers, and the gradient can't be computed with them.
      let losses: [(Tensor, Tensor) -> Loss] = [
        squaredError(outputs:target:), bernoulli(logits:target:),
      ]
      for loss in losses {
        expectFiniteDifferences(
          ProgramRunner(rows: 3) { recorder in
            let target = recorder.input(width: 4, waveOfIntensities(12))
            let term = loss(recorder.value("y", width: 4, wave(12, a: 1.1)), target)
            return 0.5 * term + 0.25 * term
          })
      }
    }

    private static func bernoulliRunner(batchRows: Int) throws -> ProgramRunner {
      try lossRunner("bce-with-logits", "logits", batchRows, bernoulli(logits:target:))
    }

    private static func squaredErrorRunner(batchRows: Int) throws -> ProgramRunner {
      try lossRunner("mse", "output", batchRows, squaredError(outputs:target:))
    }

    /// The fixture's loss of 6 pixels on 3 samples.
    private static func lossRunner(
      _ name: String, _ prediction: String, _ batchRows: Int, _ loss: (Tensor, Tensor) -> Loss
    ) throws -> ProgramRunner {
      let reference = try ReferenceCase(name)
      let y = try reference.floats(prediction)
      // Both losses of the fixture have the same target.
      let target = try ReferenceCase("bce-with-logits").floats("target")
      return ProgramRunner(rows: 3, batchRows: batchRows) { recorder in
        let outputs = recorder.value(prediction, width: 6, y)
        let term = loss(outputs, recorder.input(width: 6, target))
        _ = recorder.watch(term.terms[0].values)
        return term
      }
    }

    /// Two terms from one layer's output, the second with a coefficient.
    private static func twoTerms(_ coefficient: (Tape) -> Coefficient) -> ProgramRunner {
      ProgramRunner(rows: 3) { recorder in
        let target = recorder.input(width: 4, waveOfIntensities(12))
        let probe = recorder.input(width: 4, wave(12, a: 0.3))
        let first = recorder.value("first", width: 4, wave(12, a: 0.8))
        let second = recorder.value("second", width: 4, wave(12, a: 1.9))
        let scaled = coefficient(recorder.tape) * bernoulli(logits: second, target: target)
        return probed(first, with: probe) + scaled
      }
    }
  }
}

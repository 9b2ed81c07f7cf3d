import Testing

@testable import Models

extension EngineTests {
  struct GaussianOperationsTests {
    @Test func divergenceGradientMatchesFiniteDifferences() throws {
      expectFiniteDifferences(try Self.divergenceRunner(batchRows: 3))
    }

    @Test func divergenceMatchesPyTorch() throws {
      let runner = try Self.divergenceRunner(batchRows: 1)
      let result = runner.run(stale: 5)
      let reference = try ReferenceCase("gaussian-kl")
      try reference.expect(result.watched[0], "perSample")
      let gradient = halves(runner.numbers(of: "p", in: result.gradients), size: 2)
      try reference.expect(gradient.left, "d_mean")
      try reference.expect(gradient.right, "d_logVariance")
    }

    @Test func divergencesOfOnePosteriorAddUp() throws {
      let p = try Self.parameters("gaussian-kl")
      expectFiniteDifferences(
        ProgramRunner(rows: 3) { recorder in
          let posterior = DiagonalGaussian(raw: recorder.value("p", width: 4, p))
          return klDivergence(posterior) + 0.5 * klDivergence(posterior)
        })
    }

    @Test func reparameterizationGradientMatchesFiniteDifferences() throws {
      expectFiniteDifferences(try Self.reparameterizationRunner(batchRows: 3))
    }

    @Test func reparameterizationMatchesPyTorch() throws {
      let runner = try Self.reparameterizationRunner(batchRows: 1)
      let result = runner.run(stale: 5)
      let reference = try ReferenceCase("reparameterise")
      try reference.expect(result.watched[0], "z")
      let gradient = halves(runner.numbers(of: "p", in: result.gradients), size: 2)
      try reference.expect(gradient.left, "d_mean")
      try reference.expect(gradient.right, "d_logVariance")
    }

    @Test func softClampGradientMatchesFiniteDifferences() throws {
      expectFiniteDifferences(try Self.softClampRunner(batchRows: 3))
    }

    @Test func softClampMatchesPyTorchAndLetsTheMeansPass() throws {
      let runner = try Self.softClampRunner(batchRows: 1)
      let result = runner.run(stale: 5)
      let reference = try ReferenceCase("soft-clamp")
      let output = halves(result.watched[0], size: 2)
      #expect(output.left == wave(6, amplitude: 30, a: 0.9))
      try reference.expect(output.right, "output")
      let gradient = halves(runner.numbers(of: "raw", in: result.gradients), size: 2)
      #expect(gradient.left == wave(6, a: 0.4))
      try reference.expect(gradient.right, "d_raw")
    }

    @Test func aSampleIsTheMeanAndTheNoiseOfItsSample() {
      let means = wave(6, a: 0.4)
      let runner = ProgramRunner(rows: 3) { recorder in
        // Raw log-variances of 0 stay 0: a deviation of 1.
        let raw = recorder.value("raw", width: 4, joined(means, [0, 0, 0, 0, 0, 0], size: 2))
        let z = recorder.watch(DiagonalGaussian(raw: raw).sample())
        return squaredError(outputs: z, target: recorder.input(width: 2, wave(6)))
      }
      let noise = runner.samples.flatMap { runner.random.normal(sample: Int($0), count: 2) }
      #expect(runner.run().watched[0] == zip(means, noise).map { $0 + $1 })
    }

    @Test func twoSamplesHaveNoiseOfTheirOwn() {
      let runner = ProgramRunner(rows: 3) { recorder in
        let posterior = DiagonalGaussian(raw: recorder.value("raw", width: 4, wave(12)))
        let target = recorder.input(width: 2, wave(6))
        let first = recorder.watch(posterior.sample())
        let second = recorder.watch(posterior.sample())
        return squaredError(outputs: first, target: target)
          + squaredError(outputs: second, target: target)
      }
      let watched = runner.run().watched
      #expect(zip(watched[0], watched[1]).allSatisfy { $0 != $1 })
      expectFiniteDifferences(runner)
    }

    private static func divergenceRunner(batchRows: Int) throws -> ProgramRunner {
      let p = try parameters("gaussian-kl")
      return ProgramRunner(rows: 3, batchRows: batchRows) { recorder in
        let raw = recorder.value("p", width: 4, p)
        return Loss(
          "kl",
          recorder.watch(
            recorder.tape.record(reading: [raw], width: 1) {
              GaussianDivergenceOperation(parameters: raw, output: $0)
            }))
      }
    }

    private static func reparameterizationRunner(batchRows: Int) throws -> ProgramRunner {
      let reference = try ReferenceCase("reparameterise")
      let p = try parameters("reparameterise")
      let given = try reference.floats("noise")
      let probe = try reference.floats("probe")
      return ProgramRunner(rows: 3, batchRows: batchRows) { recorder in
        let raw = recorder.value("p", width: 4, p)
        let noise = recorder.input(width: 2, given)
        let z = recorder.tape.record(reading: [raw, noise], width: 2) {
          ReparameterizeOperation(parameters: raw, noise: noise, output: $0)
        }
        return probed(recorder.watch(z), with: recorder.input(width: 2, probe))
      }
    }

    private static func softClampRunner(batchRows: Int) throws -> ProgramRunner {
      let reference = try ReferenceCase("soft-clamp")
      let raw = joined(wave(6, amplitude: 30, a: 0.9), try reference.floats("raw"), size: 2)
      let probe = joined(wave(6, a: 0.4), try reference.floats("probe"), size: 2)
      return ProgramRunner(rows: 3, batchRows: batchRows) { recorder in
        let value = recorder.value("raw", width: 4, raw)
        let clamped = recorder.tape.record(reading: [value], width: 4) {
          SoftClampOperation(input: value, output: $0, firstColumn: 2, limit: 10)
        }
        return probed(recorder.watch(clamped), with: recorder.input(width: 4, probe))
      }
    }

    private static func parameters(_ name: String) throws -> [Float] {
      let reference = try ReferenceCase(name)
      return joined(
        try reference.floats("mean"), try reference.floats("logVariance"), size: 2)
    }
  }
}

/// Returns rows of means and log-variances from both apart.
func joined(_ left: [Float], _ right: [Float], size: Int) -> [Float] {
  stride(from: 0, to: left.count, by: size).flatMap {
    left[$0..<($0 + size)] + right[$0..<($0 + size)]
  }
}

/// Returns means and log-variances apart.
func halves(_ rows: [Float], size: Int) -> (left: [Float], right: [Float]) {
  var result: (left: [Float], right: [Float]) = ([], [])
  for start in stride(from: 0, to: rows.count, by: 2 * size) {
    result.left += rows[start..<(start + size)]
    result.right += rows[(start + size)..<(start + 2 * size)]
  }
  return result
}

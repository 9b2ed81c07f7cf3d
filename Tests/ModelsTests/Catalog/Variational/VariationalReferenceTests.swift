import Testing

@testable import Models

extension EngineTests {
  /// Frozen values and gradients by PyTorch, from `Tests/Reference/variational.py`.
  struct VariationalReferenceTests {
    @Test(arguments: [5, 2])
    func densitiesUnderAllPosteriorsMatchPyTorch(batch: Int) throws {
      let reference = try Self.reference("aggregated-density/\(batch)")
      let runner = try Self.densityRunner(reference, batch: batch)
      let result = runner.run(stale: 7)
      try reference.expect(result.watched[0], "output")
      // The objective is a mean over the batch.
      for name in ["parameters", "z"] {
        let gradient = runner.numbers(of: name, in: result.gradients).map { $0 * Float(batch) }
        try reference.expect(gradient, "d_\(name)", tolerance: 5e-6)
      }
    }

    /// A known defect elsewhere: the weight of the sample's own posterior stood in the first column.
    @Test(arguments: [2, 5, 128])
    func stratifiedWeightsSumToOneAndASamplesOwnIsTheRarest(batch: Int) {
      let weights = StratifiedWeights(batch: batch, data: 4_000)
      for i in 0..<batch {
        let row = (0..<batch).map { Double(weights.log(i, $0)) }.map { Self.exponential($0) }
        #expect(abs(row.reduce(0, +) - 1) < 1e-5)
        #expect(abs(row[i] - 1.0 / 4_000) < 1e-8)
      }
    }

    @Test func theImportanceWeightedBoundMatchesPyTorch() throws {
      let reference = try Self.reference("importance-weighted")
      let names = ["noise0", "noise1", "noise2"]
      let noises = try names.map { try reference.floats($0) }
      let (values, centre) = (try reference.floats("parameters"), try reference.floats("centre"))
      let runner = ProgramRunner(rows: 4) { recorder in
        let parameters = recorder.value("parameters", width: 4, values)
        let posterior = DiagonalGaussian(parameters: parameters)
        let centre = recorder.input(width: 2, centre)
        let weights = noises.map { values -> Tensor in
          let noise = recorder.input(width: 2, values)
          let z = recorder.tape.record(reading: [parameters, noise], width: 2) {
            ReparameterizeOperation(parameters: parameters, noise: noise, output: $0)
          }
          let error = (z - centre).squared().rowSums()
          return (error + posterior.logRatio(ofSample: z, noise: noise)).scaled(by: -1)
        }
        let bound = weights[0].beside(weights[1], weights[2]).logMeanExponential()
        return Loss("bound", recorder.watch(bound.scaled(by: -1)))
      }
      let result = runner.run(stale: 7)
      try reference.expect(result.watched[0], "bound")
      try reference.expect(
        runner.numbers(of: "parameters", in: result.gradients), "d_parameters")
    }

    @Test func theStraightThroughGradientMatchesPyTorch() throws {
      let reference = try Self.reference("vector-quantised")
      let (values, probe) = (try reference.floats("z"), try reference.floats("probe"))
      let runner = ProgramRunner(rows: 4) { recorder in
        let codebook = Codebook(count: 5, size: 2, layout: &recorder.layout)
        let z = recorder.value("z", width: 6, values)
        let numbers = recorder.watch(codebook.numbers(of: z))
        let e = recorder.watch(codebook.vectors(numbers).detached())
        let straight = z + (e - z).detached()
        let probe = recorder.input(width: 6, probe)
        return Loss("reconstruction", (straight * probe).squared().rowSums())
          + 0.25 * Loss("commitment", (z - e).squared().rowSums())
      }
      runner["codebook.vectors"] = try reference.floats("codebook")
      let result = runner.run(stale: 7)
      try reference.expect(result.watched[0], "numbers")
      try reference.expect(result.watched[1], "codes")
      try reference.expect(runner.numbers(of: "z", in: result.gradients), "d_z")
    }

    /// Two shards with a part of the batch each: what they leave adds up to the step.
    @Test func theMovingAveragesMatchPyTorchWhateverTheShards() throws {
      let reference = try Self.reference("vector-quantised")
      let values = try reference.floats("z")
      var use = try reference.floats("use")
      var sums = try reference.floats("sums")
      for rows in [0..<1, 1..<4] {
        let part = Array(values[(rows.lowerBound * 6)..<(rows.upperBound * 6)])
        let runner = ProgramRunner(rows: rows.count, batchRows: 4) { recorder in
          let codebook = Codebook(count: 5, size: 2, layout: &recorder.layout)
          return Loss(
            "quantisation", codebook.averaged(recorder.input(width: 6, part), decay: 0.9))
        }
        runner["codebook.vectors"] = try reference.floats("codebook")
        runner["codebook.use"] = try reference.floats("use")
        runner["codebook.sum"] = try reference.floats("sums")
        let gradients = runner.run(stale: 7).gradients
        use = zip(use, runner.numbers(of: "codebook.use", in: gradients)).map { $0 - $1 }
        sums = zip(sums, runner.numbers(of: "codebook.sum", in: gradients)).map { $0 - $1 }
      }
      try reference.expect(use, "newUse")
      try reference.expect(sums, "newSums")
    }

    private static func reference(_ name: String) throws -> ReferenceCase {
      try ReferenceCase(name, file: "variational.json")
    }

    private static func densityRunner(
      _ reference: ReferenceCase, batch: Int
    ) throws -> ProgramRunner {
      let (parameters, z) = (try reference.floats("parameters"), try reference.floats("z"))
      let probe = try reference.floats("probe")
      let data = Int(try reference.floats("data")[0])
      return ProgramRunner(rows: batch) { recorder in
        let posterior = DiagonalGaussian(
          parameters: recorder.value("parameters", width: 6, parameters))
        let z = recorder.value("z", width: 3, z)
        let densities = recorder.watch(posterior.aggregatedLogDensities(of: z, dataCount: data))
        let probe = recorder.input(width: 4, probe)
        return Loss("probe", (densities * probe).rowSums())
      }
    }

    private static func exponential(_ x: Double) -> Double {
      var (sum, term) = (1.0, 1.0)
      for n in 1..<40 {
        term *= x / Double(n)
        sum += term
      }
      return sum
    }
  }
}

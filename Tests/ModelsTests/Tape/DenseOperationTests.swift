import Testing

@testable import Models

extension EngineTests {
  struct DenseOperationTests {
    @Test(arguments: Activation.allCases)
    func gradientMatchesFiniteDifferences(activation: Activation) throws {
      expectFiniteDifferences(try Self.runner(activation, sumsRows: false))
    }

    @Test(arguments: Activation.allCases)
    func valueAndGradientsMatchPyTorch(activation: Activation) throws {
      let runner = try Self.runner(activation, sumsRows: true)
      let result = runner.run(stale: 5)
      let reference = try ReferenceCase("dense/\(activation.rawValue)")
      try reference.expect(result.watched[0], "output")
      try reference.expect(runner.numbers(of: "x", in: result.gradients), "d_x")
      try reference.expect(
        runner.numbers(of: "layer.weight", in: result.gradients), "d_weight", isTransposed: true)
      try reference.expect(runner.numbers(of: "layer.bias", in: result.gradients), "d_bias")
    }

    @Test func theMatrixProductsMatchATripleLoop() {
      let (m, n, k) = (3, 5, 7)
      let a = wave(m * k, a: 1.3)
      let b = wave(n * k, a: 0.7)
      var c = [Float](repeating: 9, count: m * n)
      MatrixProduct.multiply(a, transposed: b, into: &c, m: m, n: n, k: k)
      let expected = (0..<(m * n)).map { index in
        (0..<k).reduce(0.0) {
          $0 + Double(a[index / n * k + $1]) * Double(b[index % n * k + $1])
        }
      }
      #expect(largestError(c, expected, floor: 1) < 1e-6)
    }

    /// The fixture's layer of 4 inputs and 5 outputs on 3 samples.
    private static func runner(_ activation: Activation, sumsRows: Bool) throws -> ProgramRunner {
      let reference = try ReferenceCase("dense/\(activation.rawValue)")
      let x = try reference.floats("x")
      let probe = try reference.floats("probe")
      let runner = ProgramRunner(rows: 3, batchRows: sumsRows ? 1 : 3) { recorder in
        let layer = Dense(
          "layer", inputs: 4, outputs: 5, activation: activation, layout: &recorder.layout)
        let y = recorder.watch(layer(recorder.value("x", width: 4, x)))
        return probed(y, with: recorder.input(width: 5, probe))
      }
      runner["layer.weight"] = try reference.transposed("weight")
      runner["layer.bias"] = try reference.floats("bias")
      return runner
    }
  }
}

import Testing

@testable import Models

extension EngineTests {
  struct ContractionTests {
    /// Activations that have a derivative everywhere.
    @Test(arguments: [Activation.identity, .sigmoid, .tanh, .softplus])
    func theClosedFormHasTheGradientOfItsDifferences(activation: Activation) {
      expectFiniteDifferences(
        ProgramRunner(rows: 3) { recorder in
          let layer = Dense(
            "layer", inputs: 4, outputs: 5, activation: activation, layout: &recorder.layout)
          let x = recorder.input(width: 4, wave(12, a: 1.3))
          return contraction(of: layer(x), layer: layer)
        })
    }

    @Test func theEstimateHasTheGradientOfItsDifferences() {
      expectFiniteDifferences(Self.estimating([.tanh, .softplus, .sigmoid], probes: 2))
    }

    /// Masks of ReLUs have no derivative; what is left is exact.
    @Test func theEstimatesGradientIsExactBetweenTheCornersOfReLU() {
      expectFiniteDifferences(Self.estimating([.relu, .leakyReLU], probes: 1))
    }

    @Test(arguments: [1, 6, 40])
    func tiedLayersHaveTheGradientOfTheirDifferences(rows: Int) {
      expectFiniteDifferences(
        ProgramRunner(rows: rows) { recorder in
          let layer = Dense(
            "layer", inputs: 4, outputs: 3, activation: .tanh, layout: &recorder.layout)
          let tied = TiedDense(
            "back", of: layer, activation: .softplus, layout: &recorder.layout)
          let x = recorder.value("x", width: 4, wave(4 * rows, a: 1.3))
          let probe = recorder.input(width: 4, wave(4 * rows, a: 0.3))
          return probed(tied(layer(x)), with: probe)
        })
    }

    /// Gate 8: over many draws the estimate's mean is ‖J‖² of the exact Jacobian, within three
    /// standard errors.
    @Test func theEstimatesExpectationIsTheExactNorm() throws {
      let reference = try #require(
        Fixture.decode("sparse.json", as: ReferenceCases.self)["contractive/deep"])
      let exact = try #require(reference["term contraction"]?.values.first)
      let runner = try Self.deepModel()
      let draws = (0..<4_000).map { draw in
        runner.random = RandomKey(seed: 7, epoch: draw, purpose: .posterior)
        return runner.run().sums[1] / 4
      }
      let mean = draws.reduce(0, +) / Double(draws.count)
      let variance =
        draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count - 1)
      let error = (variance / Double(draws.count)).squareRoot()
      #expect(abs(mean - exact) < 3 * error, "mean \(mean) ± \(error), exact \(exact)")
      #expect(error < 0.02 * exact, "too wide to say anything: ± \(error)")
    }

    /// The gradient's mean is that of the exact penalty, which PyTorch took through the Jacobian.
    @Test func theExpectedGradientIsThatOfTheExactNorm() throws {
      let reference = try #require(
        Fixture.decode("sparse.json", as: ReferenceCases.self)["contractive/deep"])
      let runner = try Self.deepModel()
      let count = 4_000
      var sums = [Double](repeating: 0, count: runner.parameters.count)
      for draw in 0..<count {
        runner.random = RandomKey(seed: 9, epoch: draw, purpose: .posterior)
        for (index, value) in runner.run().gradients.enumerated() {
          sums[index] += Double(value) / Double(count)
        }
      }
      for parameter in runner.layout.parameters {
        let expected = try #require(reference[parameter.name]).values
        let range = parameter.offset..<(parameter.offset + parameter.count)
        let scale = max(expected.map(abs).max() ?? 0, 0.1)
        #expect(
          largestError(sums[range].map { Float($0) }, expected, floor: scale) < 0.05,
          "\(parameter.name)")
      }
    }

    /// With a code of one dimension the signs cancel out: one draw is exact.
    @Test func oneDimensionIsExactInOneDraw() {
      let runner = Self.estimating([.tanh, .sigmoid], probes: 1, outputs: 1)
      let first = runner.run().objective
      runner.random = RandomKey(seed: 8, epoch: 1, purpose: .posterior)
      #expect(abs(runner.run().objective - first) < 1e-6 * first)
    }

    /// `EncoderJacobian` against differences of the code.
    @Test func theJacobianIsThatOfTheCode() throws {
      let layers = [(4, 5, Activation.tanh), (5, 3, .sigmoid)]
      var layout = ParameterLayout()
      let dense = layers.enumerated().map { index, layer in
        Dense(
          "\(index)", inputs: layer.0, outputs: layer.1, activation: layer.2, layout: &layout)
      }
      let x = wave(4, a: 0.8)
      let values = layout.initialValues(seed: 3)
      func outputs(_ x: [Float]) -> [[Float]] {
        var result: [[Float]] = []
        let runner = ProgramRunner(rows: 1) { recorder in
          recorder.layout = layout
          let first = recorder.watch(dense[0](recorder.input(width: 4, x)))
          let second = recorder.watch(dense[1](first))
          return Loss("sum", second.rowSums())
        }
        runner.parameters = values
        result = runner.run().watched
        return result
      }
      let jacobian = EncoderJacobian(
        dense,
        weights: dense.map {
          Array(values[$0.weight.offset..<($0.weight.offset + $0.weight.count)])
        },
        outputs: outputs(x))
      for column in 0..<4 {
        var right = x
        var left = x
        right[column] += 1 / 64
        left[column] -= 1 / 64
        let difference = zip(outputs(right)[1], outputs(left)[1]).map { ($0 - $1) * 32 }
        for row in 0..<3 {
          #expect(abs(jacobian.values[row * 4 + column] - difference[row]) < 1e-3)
        }
      }
      let squares = jacobian.singularValues.reduce(0) { $0 + Double($1 * $1) }
      #expect(abs(squares - jacobian.squaredNorm) < 1e-5 * jacobian.squaredNorm)
      #expect(jacobian.singularValues.count == 3)
      #expect(jacobian.singularValues == jacobian.singularValues.sorted(by: >))
    }

    // MARK: - Recording

    private static func estimating(
      _ activations: [Activation], probes: Int, outputs: Int = 3
    ) -> ProgramRunner {
      ProgramRunner(rows: 3) { recorder in
        var layers: [Dense] = []
        var values: [Tensor] = []
        let x = recorder.input(width: 4, wave(12, a: 1.3))
        for (index, activation) in activations.enumerated() {
          let isLast = index == activations.count - 1
          let layer = Dense(
            "\(index)", inputs: index == 0 ? 4 : 5, outputs: isLast ? outputs : 5,
            activation: activation, layout: &recorder.layout)
          layers.append(layer)
          values.append(layer(values.last ?? x))
        }
        return estimatedContraction(of: layers, values: values, probes: probes)
      }
    }

    /// The deep case of `sparse.py`.
    private static func deepModel() throws -> ProgramRunner {
      var configuration = ModelConfiguration(defaultsOf: Contractive.description)
      configuration.hidden = [5]
      configuration.codeSize = 3
      configuration.activation = .tanh
      configuration.settings = ["lambda": 0.7]
      let model = try ModelCatalog.make(configuration, input: .row(waveOfIntensities(6)))
      let runner = ProgramRunner(rows: 4) { recorder in
        recorder.layout = model.layout
        let x = recorder.input(width: 6, waveOfIntensities(24))
        return model.objective(input: x, target: x)
      }
      for (number, parameter) in runner.layout.parameters.enumerated() {
        runner[parameter.name] = wave(
          parameter.count, amplitude: 0.7, a: 1.3, b: Double(number))
      }
      return runner
    }
  }
}

import Testing

@testable import Models

extension EngineTests {
  struct ObjectiveTests {
    /// The models' objectives, with activations that have no corner.
    ///
    /// A difference across a corner is no derivative.
    ///
    /// Models of any size, made small; those of a fixed size, and those whose objective goes through
    /// a discriminator with corners, have tests of their own.
    static let configurations: [ModelConfiguration] = ModelCatalog.ofAnyImages.filter {
      !["wae-gan", "vae-gan", "ali"].contains($0.id)
    }.flatMap { description in
      ReconstructionLoss.allCases.flatMap { loss in
        [[Int](), [5], [5, 4]].map { hidden in
          var configuration = ModelConfiguration(defaultsOf: description)
          configuration.hidden = hidden
          configuration.codeSize = 2
          configuration.loss = loss
          configuration.activation = .tanh
          smooth(&configuration)
          if configuration.codeActivation == .relu { configuration.codeActivation = .softplus }
          return configuration
        }
      }
    }

    /// Chooses settings with which the objective is smooth over the differences' steps.
    private static func smooth(_ configuration: inout ModelConfiguration) {
      switch configuration.model {
      case TopKSparse.description.id:
        // Three of four units; the second term holds the code fixed, which differences do not.
        configuration.codeSize = 4
        configuration.settings = ["k": 3, "revival": 0]
      case ImportanceWeighted.description.id:
        // With σ = 0.1 one sample outweighs all others, and which one changes within a step.
        configuration.settings["sigma"] = 1
      default:
        break
      }
    }

    @Test(arguments: configurations)
    func gradientMatchesFiniteDifferences(configuration: ModelConfiguration) throws {
      let model = try ModelCatalog.make(configuration, input: .row(waveOfIntensities(6)))
      let runner = try Self.runner(configuration)
      // Not their first values, which may be 1; large weights or small deviations would make the differences rough.
      runner.controls = runner.controls.map { min($0 * 1.7, 2.5) }
      if configuration.model == TopKSparse.description.id {
        // k, a control too, is 2.5 now, which is rounded; the last unit is never among the three.
        runner["encoder.\(configuration.hidden.count).bias"] = [0.3, -0.2, 0.1, -12]
      }
      // The encoder's gradient of a quantised code is not that of the objective, on purpose: it
      // passes by the choice. The decoder's is.
      let isQuantised = configuration.model == VectorQuantized.description.id
      expectFiniteDifferences(
        runner, trainedBy: model.phases.first, prefix: isQuantised ? "decoder." : "")
    }

    @Test(arguments: ["mse", "bce"])
    func undercompleteMatchesPyTorch(loss: String) throws {
      let reference = try ReferenceCase("undercomplete/\(loss)")
      var configuration = ModelConfiguration(defaultsOf: Undercomplete.description)
      configuration.hidden = [5]
      configuration.codeSize = 3
      configuration.loss = try #require(ReconstructionLoss(rawValue: loss))
      let runner = try Self.runner(configuration)
      try Self.load(reference, into: runner)
      let result = runner.run(stale: 5)
      try reference.expect([Float(result.objective)], "loss")
      try Self.expectGradients(reference, runner, result)
    }

    @Test(arguments: [1, 4])
    func variationalMatchesPyTorchWithTheSameNoise(beta: Int) throws {
      let reference = try ReferenceCase("vae/beta-\(beta)")
      let noise = try reference.floats("noise")
      let runner = Self.variational { recorder, posterior in
        let noise = recorder.input(width: 2, noise)
        return recorder.tape.record(reading: [posterior.parameters, noise], width: 2) {
          ReparameterizeOperation(parameters: posterior.parameters, noise: noise, output: $0)
        }
      }
      try Self.load(reference, into: runner)
      runner.controls = [Float(beta)]
      let result = runner.run(stale: 5)
      try reference.expect([Float(result.sums[0] / 4)], "reconstruction")
      try reference.expect([Float(result.sums[1] / 4)], "kl")
      try reference.expect([Float(result.objective)], "loss")
      try Self.expectGradients(reference, runner, result)
    }

    /// The comparison with PyTorch is of the model only if this holds.
    @Test func theCatalogsModelComputesWhatWasComparedWithPyTorch() throws {
      var configuration = ModelConfiguration(defaultsOf: VariationalAutoencoder.description)
      configuration.hidden = [5]
      let model = try Self.runner(configuration)
      let parts = Self.variational { _, posterior in posterior.sample() }
      parts.parameters = model.parameters
      #expect(model.layout.parameters.map(\.name) == parts.layout.parameters.map(\.name))
      #expect(model.run().gradients == parts.run().gradients)
      #expect(model.run().sums == parts.run().sums)
    }

    /// A model's own objective on 4 samples of 6 pixels.
    private static func runner(_ configuration: ModelConfiguration) throws -> ProgramRunner {
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

    /// The variational objective 6-5-2-5-6, put together from its parts.
    private static func variational(
      _ sample: (inout ProgramRecorder, DiagonalGaussian) -> Tensor
    ) -> ProgramRunner {
      ProgramRunner(rows: 4) { recorder in
        let x = recorder.input(width: 6, waveOfIntensities(24))
        let trunk = Dense(
          "encoder.0", inputs: 6, outputs: 5, activation: .relu, layout: &recorder.layout)
        let head = Dense.gaussianHead(
          "encoder", inputs: 5, size: 2, weights: .glorot, layout: &recorder.layout)
        let decoder = Network(
          "decoder", sizes: [2, 5, 6], activation: .relu, last: .identity,
          layout: &recorder.layout)
        let beta = recorder.tape.control("beta", initially: 1)
        let posterior = DiagonalGaussian(raw: head(trunk(x)))
        let z = sample(&recorder, posterior)
        return bernoulli(logits: decoder(z), target: x) + beta * klDivergence(posterior)
      }
    }

    private static func load(_ reference: ReferenceCase, into runner: ProgramRunner) throws {
      for parameter in runner.layout.parameters {
        runner[parameter.name] = try reference.transposed(parameter.name)
      }
    }

    private static func expectGradients(
      _ reference: ReferenceCase, _ runner: ProgramRunner, _ result: ProgramRunner.Result
    ) throws {
      for parameter in runner.layout.parameters {
        try reference.expect(
          runner.numbers(of: parameter.name, in: result.gradients), "d_\(parameter.name)",
          isTransposed: true)
      }
    }
  }
}

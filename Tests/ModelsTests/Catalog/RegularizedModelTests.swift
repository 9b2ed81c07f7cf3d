import Testing

@testable import Models

extension EngineTests {
  /// The objectives of the sparse, stacked and contractive models, against PyTorch's.
  struct RegularizedModelTests {
    struct Case: Sendable, CustomStringConvertible {
      let name: String
      var phase = 0
      let configure: @Sendable (inout ModelConfiguration) -> Void
      var description: String { name }
    }

    static let cases: [Case] = [
      Case(name: "sparse-l1") { $0.settings = ["lambda": 0.3] },
      Case(name: "sparse-kl") { $0.settings = ["rho": 0.1, "beta": 2.5] },
      Case(name: "topk-sparse") { $0.settings = ["k": 2, "revival": 0.5] },
      Case(name: "stacked/fine-tuning") { deepen(&$0) },
      Case(name: "stacked/layer-1", phase: 1) { deepen(&$0) },
      Case(name: "stacked/layer-2", phase: 2) { deepen(&$0) },
      Case(name: "contractive/sigmoid") { $0.contract([], .sigmoid) },
      Case(name: "contractive/tanh") { $0.contract([], .tanh) },
    ]

    @Test(arguments: cases)
    func termsAndGradientsMatchPyTorch(example: Case) throws {
      let reference = try #require(
        Fixture.decode("sparse.json", as: ReferenceCases.self)[example.name])
      let runner = try Self.runner(example)
      for variant in KernelVariants.here {
        let result = try KernelVariants.use(variant) { runner.run(stale: 5) }
        let loss = try #require(reference["loss"]?.values.first)
        #expect(abs(result.objective - loss) < 2e-6 * abs(loss), "\(variant)")
        for (name, sum) in zip(runner.termNames, result.sums) {
          let term = try #require(reference["term \(name)"]?.values.first, "\(name)")
          #expect(abs(sum / 4 - term) < 2e-6 * max(abs(term), 1), "\(name) \(variant)")
        }
        for parameter in runner.layout.parameters {
          guard let expected = reference[parameter.name]?.values else { continue }
          let scale = max(expected.map(abs).max() ?? 0, 1e-3)
          let actual = runner.numbers(of: parameter.name, in: result.gradients)
          #expect(
            largestError(actual, expected, floor: scale) < 5e-6, "\(parameter.name) \(variant)")
        }
      }
    }

    /// A step of each phase moves the layer that it builds, and nothing else.
    @Test func aStackedPhaseTrainsItsLayerOnly() throws {
      let model = try Self.model(try #require(Self.cases.first { $0.name == "stacked/layer-1" }))
      let names = model.phases.map { phase in
        model.layout.parameters.map(\.name).filter(phase.trains)
      }
      #expect(names[0].count == 8)
      #expect(
        names[1] == ["encoder.0.weight", "encoder.0.bias", "decoder.1.weight", "decoder.1.bias"])
      #expect(
        names[2] == ["encoder.1.weight", "encoder.1.bias", "decoder.0.weight", "decoder.0.bias"])
    }

    @Test func theStackedPhasesFollowEachOther() throws {
      let model = try Self.model(try #require(Self.cases.first { $0.name == "stacked/layer-1" }))
      let active = (0..<8).map { epoch in
        let progress = TrainingProgress(step: 0, epoch: epoch, stepInEpoch: 0, stepsPerEpoch: 1)
        return model.phases.map { $0.isActive(progress) }
      }
      #expect(active[0] == [false, true, false])
      #expect(active[2] == [false, true, false])
      #expect(active[3] == [false, false, true])
      #expect(active[5] == [false, false, true])
      #expect(active[6] == [true, false, false])
      #expect(active[7] == [true, false, false])
    }

    /// Without a mirrored decoder no layer undoes another, and all are trained at once.
    @Test func aStackedModelOfFreeSizesIsTrainedAtOnce() throws {
      var configuration = ModelConfiguration(defaultsOf: Stacked.description)
      configuration.hidden = [5]
      configuration.decoderHidden = [4]
      #expect(throws: ConfigurationError.self) {
        try ModelCatalog.make(configuration, input: .row(waveOfIntensities(6)))
      }
      configuration.settings["pretraining"] = 0
      let model = try ModelCatalog.make(configuration, input: .row(waveOfIntensities(6)))
      #expect(model.phases.map(\.name) == ["fine-tuning"])
      #expect(
        model.phases[0].isActive(
          TrainingProgress(step: 0, epoch: 0, stepInEpoch: 0, stepsPerEpoch: 1)))
    }

    /// The scale of a code can't be moved into the decoder: its columns have length 1 after a step.
    @Test(arguments: ["sparse-l1", "topk-sparse"])
    func theDecodersColumnsHaveLengthOne(id: String) throws {
      var configuration = TinyTraining.configuration(
        try ModelCatalog.description(of: id), hidden: [])
      configuration.model.codeSize = 9
      let observed = try ObservedTrainer(configuration)
      try observed.obey(.step)
      let state = try observed.end()
      let layout = observed.trainer.model.layout
      let weight = try #require(layout.parameters.first { $0.name == "decoder.0.weight" })
      for column in 0..<9 {
        let length = (0..<6).reduce(Float(0)) { sum, row in
          let value = state.parameters[weight.offset + row * 9 + column]
          return sum + value * value
        }
        #expect(abs(length - 1) < 1e-5, "column \(column): \(length)")
      }
    }

    @Test(arguments: [
      "stacked", "sparse-l1", "sparse-kl", "topk-sparse", "denoising", "contractive",
    ])
    func theThreadsDoNotChangeABit(id: String) throws {
      let results = try [1, 2, 3, 8].map { threads in
        var configuration = TinyTraining.configuration(
          try ModelCatalog.description(of: id), epochs: 8)
        configuration.model.codeSize = 6
        configuration.shards = 5
        return try ObservedTrainer(configuration, threads: threads).finish()
      }
      for result in results.dropFirst() {
        let isSame = result.parameters.map(\.bitPattern) == results[0].parameters.map(\.bitPattern)
        #expect(isSame)
      }
      #expect(results[0].parameters.allSatisfy { $0.isFinite })
    }

    /// A step goes down the gradient that the comparison with PyTorch is about, also where the engine
    /// computes gradients of weights from all shards at once.
    @Test(arguments: cases + [Case(name: "contractive/deep") { $0.contract([5], .sigmoid) }])
    func theEnginesStepFollowsTheGradient(example: Case) throws {
      let model = try Self.model(example)
      let runner = try Self.runner(example, readsData: true)
      runner.random = RandomKey(seed: 7, epoch: 3, purpose: .posterior)
      let engine = StepEngine(
        model: OnePhase(model: model, phase: example.phase), parameters: runner.parameters,
        batchSize: 4, shards: 2, threads: 2)
      defer { engine.close() }
      TinyTraining.dataset.train.withData { data in
        runner.samples.withUnsafeBufferPointer { samples in
          guard let start = samples.baseAddress else { return }
          let batch = Batch(data: data, samples: start, rows: 4, random: runner.random)
          let isFinite = engine.step(
            batch, settings: OptimizerSettings(kind: .sgd, momentum: 0), learningRate: 1,
            progress: TrainingProgress(step: 0, epoch: 0, stepInEpoch: 0, stepsPerEpoch: 1))
          #expect(isFinite)
        }
        let gradients = runner.run(data: data).gradients
        let after = engine.parameters.array
        for parameter in model.layout.parameters
        where model.phases[example.phase].trains(parameter.name) {
          let range = parameter.offset..<(parameter.offset + parameter.count)
          let moved = range.map { runner.parameters[$0] - after[$0] }
          #expect(
            largestError(moved, gradients[range].map { Double($0) }, floor: 1) < 1e-5,
            "\(parameter.name)")
        }
      }
    }

    // MARK: - What is compared

    /// A model of which one phase alone is trained, always and without a constraint.
    private struct OnePhase: Autoencoder {
      let model: any Autoencoder
      let phase: Int
      var layout: ParameterLayout { model.layout }
      var inputSize: Int { model.inputSize }
      var codeSize: Int { model.codeSize }
      var summary: [LayerSummary] { model.summary }
      var phases: [TrainingPhase] {
        var phase = model.phases[phase]
        phase.isActive = { _ in true }
        phase.constraint = nil
        return [phase]
      }
      func objective(input: Tensor, target: Tensor) -> Loss {
        model.objective(input: input, target: target)
      }
      func encode(_ input: Tensor) -> Encoding { model.encode(input) }
      func decode(_ code: Tensor) -> Tensor { model.decode(code) }
    }

    private static func deepen(_ configuration: inout ModelConfiguration) {
      configuration.hidden = [5]
      configuration.codeSize = 2
      configuration.activation = .tanh
      configuration.loss = .bce
    }

    static func model(_ example: Case) throws -> any Autoencoder {
      let id = String(example.name.prefix { $0 != "/" })
      var configuration = ModelConfiguration(defaultsOf: try ModelCatalog.description(of: id))
      configuration.codeSize = 8
      example.configure(&configuration)
      return try ModelCatalog.make(configuration, input: .row(waveOfIntensities(6)))
    }

    /// One phase of a model on the samples of `sparse.py`, with its weights.
    static func runner(_ example: Case, readsData: Bool = false) throws -> ProgramRunner {
      let model = try model(example)
      let runner = ProgramRunner(rows: 4) { recorder in
        recorder.layout = model.layout
        let x =
          readsData
          ? recorder.tape.input(width: 6) : recorder.input(width: 6, waveOfIntensities(24))
        return model.phases[example.phase].objective(x, x)
      }
      for (number, parameter) in runner.layout.parameters.enumerated() {
        runner[parameter.name] = wave(
          parameter.count, amplitude: 0.7, a: 1.3, b: Double(number))
      }
      return runner
    }
  }
}

extension ModelConfiguration {
  /// The contractive case of `sparse.py`.
  fileprivate mutating func contract(_ hidden: [Int], _ activation: Activation) {
    self.hidden = hidden
    codeSize = 3
    codeActivation = activation
    settings = ["lambda": 0.7]
  }
}

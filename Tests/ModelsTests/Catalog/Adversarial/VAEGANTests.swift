import Testing

@testable import Models

extension EngineTests {
  struct VAEGANTests {
    @Test func eachPhaseTrainsItsOwnNetwork() throws {
      let model = try Self.tiny()
      let learners = model.phases.map { GameSteps.networksThatLearn(in: $0, of: model) }
      #expect(learners == [["encoder"], ["discriminator"], ["decoder"]])
    }

    /// Were all parameters trained in every phase, these networks would still get no gradient: it is
    /// the objectives that are routed, not only the updates.
    @Test func noGradientFlowsWhereThePaperHasNone() throws {
      let runner = try Self.runner(phase: 1)
      let discriminator = runner.run()
      #expect(Self.isZero(discriminator.gradients, of: "encoder", runner))
      #expect(Self.isZero(discriminator.gradients, of: "decoder", runner))
      let decoding = try Self.runner(phase: 2)
      let decoder = decoding.run()
      #expect(Self.isZero(decoder.gradients, of: "encoder", decoding))
      #expect(!Self.isZero(decoder.gradients, of: "decoder", decoding))
    }

    /// A known mistake of others adds the decoder's objective to the encoder's gradient.
    @Test(arguments: [0, 1, 2])
    func valuesAndGradientsMatchPyTorch(phase: Int) throws {
      let name = ["encoder", "discriminator", "decoder"][phase]
      let reference = try #require(
        Fixture.decode("games.json", as: ReferenceCases.self)["vae-gan/\(name)"])
      try Self.runner(phase: phase).expect(reference)
    }

    /// The reconstructions are shown to the discriminator beside the samples: the paper does both.
    @Test func theDiscriminatorSeesReconstructionsAndSamples() throws {
      let runner = try Self.runner(phase: 1)
      #expect(runner.run().sums.count == 3)
      let engine = StepEngine(
        model: try Self.tiny(), parameters: try Self.tiny().layout.initialValues(seed: 1),
        batchSize: 8, shards: 2, threads: 1)
      defer { engine.close() }
      #expect(
        engine.termNames == [
          "reconstruction", "features", "kl", "real", "restored", "sampled", "likeness",
          "adversarial",
        ])
    }

    @Test(arguments: [
      (0.7, 0.7, true, true), (0.1, 0.7, false, true), (0.7, 0.1, false, true),
      (0.7, 1.5, true, false), (1.5, 0.7, true, false), (0.1, 1.5, true, true),
      (1.5, 0.1, true, true),
    ])
    func theStrongerPlayerWaits(
      real: Double, fake: Double, discriminator: Bool, decoder: Bool
    ) {
      let terms = ["real": real, "restored": fake, "sampled": fake]
      let decision = UpdateGuard(margin: 0.35, terms: terms)
      #expect(decision.trainsDiscriminator == discriminator)
      #expect(decision.trainsDecoder == decoder)
    }

    @Test func theThreadsChangeNoBit() throws {
      let model = try Self.tiny()
      let reference = GameSteps.parameters(
        of: model, phases: model.phases, shards: 3, threads: 1, steps: 8)
      for threads in [2, 3, 8] {
        let other = GameSteps.parameters(
          of: model, phases: model.phases, shards: 3, threads: threads, steps: 8)
        let isSame = other.map(\.bitPattern) == reference.map(\.bitPattern)
        #expect(isSame, "\(threads) threads")
      }
    }

    // MARK: - Models

    private static func configuration() -> ModelConfiguration {
      var configuration = ModelConfiguration(defaultsOf: VAEGAN.description)
      configuration.hidden = [5]
      configuration.codeSize = 2
      configuration.activation = .tanh
      configuration.settings = ["discriminator-channels": 2, "gamma": 0.5, "beta": 3]
      return configuration
    }

    private static func tiny() throws -> any Autoencoder {
      try ModelCatalog.make(configuration(), input: InputDescription(TinyTraining.dataset))
    }

    private static func isZero(
      _ gradients: [Float], of network: String, _ runner: ProgramRunner
    ) -> Bool {
      runner.layout.parameters.filter { $0.name.hasPrefix(network) }.allSatisfy { parameter in
        runner.numbers(of: parameter.name, in: gradients).allSatisfy { $0 == 0 }
      }
    }

    /// A phase's objective on 4 images of 2 × 3 pixels, with the noise and the samples of `games.py`.
    private static func runner(phase: Int) throws -> ProgramRunner {
      let input = InputDescription(
        shape: ImageShape(height: 2, width: 3), meanImage: waveOfIntensities(6), classCount: 2)
      let model = VAEGAN(configuration(), input: input)
      return ProgramRunner(rows: 4) { recorder in
        recorder.layout = model.layout
        let x = recorder.input(width: 6, waveOfIntensities(24))
        let posterior = model.posterior(of: x)
        let code = recorder.code(of: posterior, noise: wave(8, a: 2.3, b: 0.9))
        let samples = recorder.input(width: 2, wave(8, a: 2.1, b: 0.7))
        return switch phase {
        case 0: model.encoderObjective(input: x, posterior: posterior, code: code)
        case 1: model.discriminatorObjective(input: x, code: code, samples: samples)
        default: model.decoderObjective(input: x, code: code, samples: samples)
        }
      }
    }
  }
}

extension ProgramRecorder {
  /// Records a code of a Gaussian with given noise, `[rows, size]`.
  mutating func code(of posterior: DiagonalGaussian, noise: [Float]) -> Tensor {
    let noise = input(width: posterior.size, noise)
    return tape.record(reading: [posterior.parameters, noise], width: posterior.size) {
      ReparameterizeOperation(parameters: posterior.parameters, noise: noise, output: $0)
    }
  }
}

import Testing

@testable import Models

extension EngineTests {
  struct AdversariallyLearnedInferenceTests {
    @Test func eachPhaseTrainsItsOwnNetworks() throws {
      let model = Self.model()
      let learners = model.phases.map { GameSteps.networksThatLearn(in: $0, of: model) }
      #expect(learners == [["encoder", "decoder"], ["discriminator"]])
    }

    @Test func theDiscriminatorsObjectiveMovesNobodyElse() {
      let runner = Self.runner(phase: 1)
      let gradients = runner.run().gradients
      for parameter in runner.layout.parameters where !parameter.name.hasPrefix("discriminator") {
        #expect(runner.numbers(of: parameter.name, in: gradients).allSatisfy { $0 == 0 })
      }
    }

    @Test(arguments: [0, 1])
    func valuesAndGradientsMatchPyTorch(phase: Int) throws {
      let name = ["players", "discriminator"][phase]
      let reference = try #require(
        Fixture.decode("games.json", as: ReferenceCases.self)["ali/\(name)"])
      try Self.runner(phase: phase).expect(reference)
    }

    @Test func theThreadsChangeNoBit() {
      let model = Self.model()
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

    private static func model() -> AdversariallyLearnedInference {
      var configuration = ModelConfiguration(
        defaultsOf: AdversariallyLearnedInference.description)
      configuration.hidden = [5]
      configuration.codeSize = 2
      configuration.activation = .tanh
      configuration.settings = ["discriminator-units": 4, "cycle": 0.25]
      return AdversariallyLearnedInference(configuration, input: .row(waveOfIntensities(6)))
    }

    /// A phase's objective on 4 samples of 6 numbers, with the noise and the samples of `games.py`.
    private static func runner(phase: Int) -> ProgramRunner {
      let model = model()
      return ProgramRunner(rows: 4) { recorder in
        recorder.layout = model.layout
        let x = recorder.input(width: 6, waveOfIntensities(24))
        let code = recorder.code(of: model.posterior(of: x), noise: wave(8, a: 2.3, b: 0.9))
        let samples = recorder.input(width: 2, wave(8, a: 2.1, b: 0.7))
        return phase == 0
          ? model.playersObjective(input: x, code: code, samples: samples)
          : model.discriminatorObjective(input: x, code: code, samples: samples)
      }
    }
  }
}

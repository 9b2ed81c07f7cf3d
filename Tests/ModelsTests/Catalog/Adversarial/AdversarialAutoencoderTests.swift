import Testing

@testable import Models

extension EngineTests {
  struct AdversarialAutoencoderTests {
    @Test func eachPhaseTrainsItsOwnNetworks() throws {
      let model = try Self.tiny(AdversarialAutoencoder.description)
      let learners = model.phases.map { GameSteps.networksThatLearn(in: $0, of: model) }
      #expect(learners == [["encoder", "decoder"], ["discriminator"], ["encoder"]])
      #expect(model.phases.map(\.countsTowardsLoss) == [true, false, false])
    }

    @Test func theWassersteinModelHasOneUpdateForErrorAndGame() throws {
      let model = try Self.tiny(WassersteinGAN.description)
      let learners = model.phases.map { GameSteps.networksThatLearn(in: $0, of: model) }
      #expect(learners == [["encoder", "decoder"], ["discriminator"]])
    }

    @Test(arguments: ["aae", "wae-gan"])
    func theThreadsChangeNoBit(id: String) throws {
      let model = try Self.tiny(ModelCatalog.description(of: id))
      let reference = GameSteps.parameters(
        of: model, phases: model.phases, shards: 3, threads: 1, steps: 8)
      for threads in [2, 3, 8] {
        let other = GameSteps.parameters(
          of: model, phases: model.phases, shards: 3, threads: threads, steps: 8)
        let isSame = other.map(\.bitPattern) == reference.map(\.bitPattern)
        #expect(isSame, "\(threads) threads")
      }
    }

    @Test(arguments: [0, 1, 2])
    func valuesAndGradientsMatchPyTorch(phase: Int) throws {
      let name = ["reconstruction", "discriminator", "encoder"][phase]
      let reference = try #require(
        Fixture.decode("games.json", as: ReferenceCases.self)["aae/\(name)"])
      var configuration = Self.configuration(AdversarialAutoencoder.description)
      configuration.settings["discriminator-units"] = 3
      let model = AdversarialAutoencoder(configuration, input: .row(waveOfIntensities(6)))
      let runner = ProgramRunner(rows: 4) { recorder in
        recorder.layout = model.layout
        let x = recorder.input(width: 6, waveOfIntensities(24))
        guard phase == 1 else { return model.phases[phase].objective(x, x) }
        return model.discriminatorObjective(
          input: x, samples: recorder.input(width: 2, wave(8, a: 2.1, b: 0.7)))
      }
      try runner.expect(reference)
    }

    /// A batch normalisation there is known to keep the discriminator from learning at all.
    @Test func theDiscriminatorLearnsToTellCodesApart() throws {
      let model = try Self.tiny(AdversarialAutoencoder.description)
      let phase = model.phases[1]
      let start = model.layout.initialValues(seed: 1)
      let end = GameSteps.parameters(of: model, phases: [phase], steps: 200)
      #expect(Self.value(of: phase, model, end) < 0.7 * Self.value(of: phase, model, start))
    }

    // MARK: - Models

    private static func configuration(_ description: ModelDescription) -> ModelConfiguration {
      var configuration = ModelConfiguration(defaultsOf: description)
      configuration.hidden = [5]
      configuration.codeSize = 2
      configuration.activation = .tanh
      return configuration
    }

    private static func tiny(_ description: ModelDescription) throws -> any Autoencoder {
      try ModelCatalog.make(
        configuration(description), input: InputDescription(TinyTraining.dataset))
    }

    /// The mean of a phase's first term over the training data.
    private static func value(
      of phase: TrainingPhase, _ model: any Autoencoder, _ parameters: [Float]
    ) -> Double {
      let computation = Computation { tape in
        let x = tape.input(width: model.inputSize)
        return [phase.objective(x, x).terms[0].values]
      }
      let values = computation.run(
        TinyTraining.dataset.train, weights: WeightSnapshot(parameters, step: 0),
        random: RandomKey(seed: 4, epoch: 0, purpose: .posterior))
      return values[0].reduce(0) { $0 + Double($1) } / Double(values[0].count)
    }
  }
}

extension ProgramRunner {
  /// Gives the parameters the numbers of `games.py`, runs, and compares objective and gradients with
  /// PyTorch's.
  func expect(
    _ reference: [String: ReferenceValue], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (number, parameter) in layout.parameters.enumerated() {
      self[parameter.name] = wave(parameter.count, amplitude: 0.7, a: 1.3, b: Double(number))
    }
    let result = run(stale: .nan)
    let loss = try #require(reference["loss"]?.values.first)
    #expect(
      abs(result.objective - loss) < 5e-6 * max(1, abs(loss)), "\(result.objective), \(loss)",
      sourceLocation: sourceLocation)
    for (key, value) in reference where key.hasPrefix("d_") {
      let name = String(key.dropFirst(2))
      let scale = max(value.values.map(abs).max() ?? 0, 1e-3)
      #expect(
        largestError(numbers(of: name, in: result.gradients), value.values, floor: scale) < 1e-5,
        "\(name)", sourceLocation: sourceLocation)
    }
  }
}

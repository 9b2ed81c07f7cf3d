import Testing

@testable import Models

extension EngineTests {
  struct TrainingPhaseTests {
    @Test(arguments: [1, 2, 5])
    func theThreadsDoNotChangeABitOfAGame(shards: Int) {
      let reference = Self.trained(GameModel(), shards: shards, threads: 1)
      for threads in [2, 3, 8] {
        let isSame = Self.trained(GameModel(), shards: shards, threads: threads) == reference
        #expect(isSame, "\(threads) threads")
      }
      #expect(reference.allSatisfy { $0.isFinite })
    }

    /// The mean over the batch is that of all shards: with any number of them the same descent.
    @Test func theShardsChangeRoundingOnly() {
      let one = Self.trained(GameModel(), shards: 1, threads: 1)
      for shards in [2, 3, 8] {
        let other = Self.trained(GameModel(), shards: shards, threads: 1)
        #expect(largestError(other, one.map { Double($0) }, floor: 1) < 1e-3, "\(shards) shards")
      }
    }

    @Test func aPhaseTrainsItsOwnParametersOnly() {
      let model = GameModel { $0.removeLast() }
      let names = Self.changedParameters(model)
      #expect(
        names == ["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"])
      #expect(
        Self.changedParameters(GameModel { $0.removeFirst() }) == ["critic.weight", "critic.bias"])
    }

    @Test func aPhaseThatIsNotActiveDoesNothing() {
      let model = GameModel { $0[0].isActive = { $0.epoch >= 100 } }
      #expect(Self.changedParameters(model) == ["critic.weight", "critic.bias"])
    }

    @Test func aClosedGateHoldsTheParametersAndCountsNoUpdate() {
      let model = GameModel { $0[1].gate = { ($0["criticism"] ?? 0) < -1 } }
      #expect(!Self.changedParameters(model).contains("critic.weight"))
      Self.withEngine(model, shards: 2, threads: 2) { engine in
        Self.run(engine, steps: 4)
        #expect(engine.optimizerSteps == [4, 0])
        #expect(engine.hasRun == [true, true])
      }
    }

    @Test func anOpenGateChangesNothing() {
      let gated = GameModel { $0[1].gate = { $0["reconstruction"] != nil && $0["mean"] != nil } }
      #expect(
        Self.trained(gated, shards: 2, threads: 2)
          == Self.trained(GameModel(), shards: 2, threads: 2))
    }

    @Test func aConstraintHoldsAfterEveryStep() {
      let model = GameModel { $0[0].constraint = { $0[0] = 0.25 } }
      #expect(Self.trained(model, shards: 2, threads: 2)[0] == 0.25)
    }

    @Test func theRateFactorScalesThePhasesSteps() {
      let slow = GameModel { $0[1].rateFactor = 0 }
      #expect(!Self.changedParameters(slow).contains("critic.weight"))
    }

    @Test func onlyCountedPhasesMakeTheLoss() {
      Self.withEngine(GameModel(), shards: 2, threads: 1) { engine in
        Self.run(engine, steps: 1)
        let expected = (engine.termSums[0] + 2 * engine.termSums[1]) / 8
        #expect(abs((engine.objective(rows: 8) ?? 0) - expected) < 1e-9)
        #expect(engine.termNames == ["reconstruction", "mean", "criticism"])
      }
    }

    @Test func theMomentsOfAllPhasesAreReadAndWritten() {
      Self.withEngine(GameModel(), shards: 2, threads: 1) { engine in
        Self.run(engine, steps: 3)
        let moments = engine.moments
        let size = engine.parameters.count
        #expect(moments.first.count == 2 * size)
        #expect(moments.first[..<size].contains { $0 != 0 })
        #expect(moments.first[size...].contains { $0 != 0 })
        engine.clearMoments()
        #expect(engine.moments.first.allSatisfy { $0 == 0 })
        engine.moments = moments
        #expect(engine.moments == moments)
      }
    }

    // MARK: - Training

    private static func trained(
      _ model: any Autoencoder, shards: Int, threads: Int
    ) -> [Float] {
      var values: [Float] = []
      withEngine(model, shards: shards, threads: threads) { engine in
        run(engine, steps: 12)
        values = engine.parameters.array
      }
      return values
    }

    private static func changedParameters(_ model: any Autoencoder) -> [String] {
      let first = model.layout.initialValues(seed: 1)
      let last = trained(model, shards: 2, threads: 2)
      return model.layout.parameters.filter { parameter in
        let range = parameter.offset..<(parameter.offset + parameter.count)
        return first[range] != last[range]
      }.map(\.name)
    }

    private static func withEngine(
      _ model: any Autoencoder, shards: Int, threads: Int, _ body: (StepEngine) -> Void
    ) {
      let engine = StepEngine(
        model: model, parameters: model.layout.initialValues(seed: 1), batchSize: 8,
        shards: shards, threads: threads)
      body(engine)
      engine.close()
    }

    /// Steps of 8 samples, every fourth of 3.
    private static func run(_ engine: StepEngine, steps: Int) {
      let samples = (0..<37).map { Int32($0) }
      TinyTraining.dataset.train.withData { data in
        samples.withUnsafeBufferPointer { samples in
          guard let start = samples.baseAddress else { return }
          for step in 1...steps {
            let batch = Batch(
              data: data, samples: start + step, rows: steps > 1 && step % 4 == 0 ? 3 : 8,
              random: RandomKey(seed: 1, epoch: step, purpose: .posterior))
            let isFinite = engine.step(
              batch, settings: OptimizerSettings(), learningRate: 0.01,
              progress: TrainingProgress(step: step, epoch: 0, stepInEpoch: 0, stepsPerEpoch: 1))
            #expect(isFinite)
          }
        }
      }
    }
  }
}

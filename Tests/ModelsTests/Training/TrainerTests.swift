import Testing

@testable import Models

extension EngineTests {
  struct TrainerTests {
    @Test func beginsPausedWithATestLossAndFirstWeights() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      let snapshot = try observed.wait { !$0.test.loss.isEmpty }
      #expect(snapshot.status == .paused)
      #expect(snapshot.step == 0)
      #expect(snapshot.weights.values == observed.trainer.model.layout.initialValues(seed: 3))
      let state = try observed.end()
      #expect(state.step == 0)
    }

    @Test func aStepIsOneStep() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      let snapshot = try observed.obey(.step)
      #expect(snapshot.status == .paused)
      #expect(snapshot.step == 1)
      #expect(snapshot.stepInEpoch == 1)
      #expect(snapshot.train.loss.recent.map(\.step) == [1])
      observed.trainer.stop()
    }

    @Test func anEpochEndsWithTheEpoch() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      try observed.obey(.step)
      let first = try observed.obey(.epoch)
      #expect(first.stepsPerEpoch == 5)
      #expect(first.step == 5)
      #expect(first.epoch == 1)
      #expect(first.status == .paused)
      let second = try observed.obey(.epoch)
      #expect(second.step == 10)
      #expect(observed.epochs.map(\.step) == [5, 10])
      #expect(second.test.loss.recent.map(\.step) == [0, 5, 10])
      observed.trainer.stop()
    }

    @Test func runsUntilItIsPausedAndGoesOn() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      observed.trainer.send(.resume)
      try observed.wait { $0.step > 20 }
      observed.trainer.send(.pause)
      let paused = try observed.wait { $0.status == .paused }
      #expect(try observed.obey(.step).step == paused.step + 1)
      observed.trainer.send(.resume)
      try observed.wait { $0.step > paused.step + 20 }
      observed.trainer.stop()
      #expect(observed.trainer.snapshot.status == .stopped)
    }

    @Test func endsAfterItsEpochsAndGoesOnWhenAsked() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration(epochs: 2))
      observed.trainer.send(.resume)
      let finished = try observed.wait { $0.status == .finished }
      #expect(finished.epoch == 2)
      #expect(finished.step == 10)
      observed.trainer.send(.resume)
      let further = try observed.wait { $0.epoch >= 4 }
      #expect(further.status == .running)
      #expect(further.epochs == nil)
      observed.trainer.stop()
    }

    /// However a training was stopped, in the middle of an evaluation too, its state is one to go on from.
    @Test func whatWasStoppedAtAnyTimeCanGoOn() throws {
      let configuration = TinyTraining.configuration()
      for _ in 0..<40 {
        let observed = try ObservedTrainer(configuration)
        observed.trainer.send(.resume)
        try observed.wait { $0.step > 0 }
        let state = try observed.end()
        #expect((0..<5).contains(state.stepInEpoch))
        try ObservedTrainer(configuration, resuming: state).trainer.stop()
      }
    }

    @Test func itPausesBehindTheStepThatItWasToldOf() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      observed.trainer.send(.pauseAt(step: 13))
      observed.trainer.send(.resume)
      let paused = try observed.wait { $0.step >= 13 && $0.status == .paused }
      #expect(paused.step == 13)
      observed.trainer.send(.resume)
      try observed.wait { $0.step > 20 }
      observed.trainer.stop()
    }

    @Test func theLearningRateTakesEffect() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      let before = try observed.wait { !$0.test.loss.isEmpty }.weights.values
      observed.trainer.send(.setLearningRate(1e-30))
      let after = try observed.obey(.step)
      #expect(after.learningRate == 1e-30)
      // A change of 1e-30 shows only where a parameter is 0.
      #expect(largestError(after.weights.values, before.map { Double($0) }, floor: 1) < 1e-20)
      observed.trainer.send(.setLearningRate(0.01))
      let moved = try observed.obey(.step).weights.values
      #expect(largestError(moved, before.map { Double($0) }, floor: 1) > 1e-3)
      observed.trainer.stop()
    }

    @Test(arguments: [0, -1, .nan, .infinity] as [Float])
    func aLearningRateThatCannotBeIsIgnored(rate: Float) throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      observed.trainer.send(.setLearningRate(rate))
      #expect(try observed.obey(.step).learningRate == 0.01)
      observed.trainer.stop()
    }

    @Test func aControlTakesEffect() throws {
      let values: [Float] = [0, 100]
      let states = try values.map { beta in
        let observed = try ObservedTrainer(TinyTraining.configuration())
        observed.trainer.send(.setControl("beta", beta))
        let snapshot = try observed.obey(.epoch)
        #expect(snapshot.controls == ["beta": beta])
        return try observed.end()
      }
      #expect(states[0].parameters != states[1].parameters)
      #expect(states[0].controls == ["beta": 0])
    }

    @Test(arguments: [-1, 1e6, .nan, .infinity] as [Float])
    func aControlThatCannotBeIsIgnored(value: Float) throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      observed.trainer.send(.setControl("beta", value))
      #expect(try observed.obey(.step).controls == ["beta": 1])
      observed.trainer.stop()
    }

    @Test func divergenceRestoresGoodWeightsAndNamesTheTerm() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      let first = try observed.wait { !$0.test.loss.isEmpty }.weights.values
      observed.trainer.send(.setLearningRate(1e30))
      observed.trainer.send(.resume)
      let diverged = try observed.wait { if case .diverged = $0.status { true } else { false } }
      guard case .diverged(let report) = diverged.status else { return }
      #expect(report.term == "reconstruction")
      #expect(report.restoredStep == 0)
      #expect(report.step == diverged.step + 1)
      #expect(report.learningRate == 1e30)
      #expect(diverged.weights.values == first)
      observed.trainer.send(.setLearningRate(0.01))
      let further = try observed.obey(.epoch)
      #expect(further.status == .paused)
      let loss = try #require(further.train.loss.last)
      #expect(loss.value.isFinite)
      observed.trainer.stop()
    }

    @Test func divergenceGoesBackToWeightsOfLessThanAHundredSteps() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration(epochs: 40))
      observed.trainer.send(.resume)
      try observed.wait { $0.status == .finished }
      observed.trainer.send(.setLearningRate(1e30))
      observed.trainer.send(.resume)
      let diverged = try observed.wait { if case .diverged = $0.status { true } else { false } }
      guard case .diverged(let report) = diverged.status else { return }
      #expect((101...200).contains(report.restoredStep))
      #expect(diverged.weights.values.allSatisfy { $0.isFinite })
      observed.trainer.stop()
    }

    @Test(arguments: ModelCatalog.ofAnyImages.map(\.id))
    func theSameSeedGivesTheSameWeightsWithAnyThreads(model: String) throws {
      let states = try [1, 2, 1].map { threads in
        try Self.trained(model, threads: threads)
      }
      #expect(states[0] == states[1])
      #expect(states[0] == states[2])
      var other = TinyTraining.configuration(try ModelCatalog.description(of: model), epochs: 3)
      other.seed += 1
      let otherEnd = try ObservedTrainer(other).finish()
      #expect(otherEnd.parameters != states[0].parameters)
    }

    /// Steps after which the training is interrupted: at the start, in an epoch, at its end.
    @Test(arguments: [0, 1, 3, 5, 7], [true, false])
    func aResumedTrainingEndsWithTheSameBits(steps: Int, throughAFile: Bool) throws {
      let configuration = TinyTraining.configuration(epochs: 3)
      let whole = try ObservedTrainer(configuration).finish()
      let interrupted = try ObservedTrainer(configuration)
      for _ in 0..<steps {
        try interrupted.obey(.step)
      }
      var state = try interrupted.end()
      if throughAFile {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a.safetensors"
        try Checkpoint(
          configuration: configuration, dataset: "tiny", shape: ImageShape(height: 2, width: 3),
          classCount: 2, state: state
        )
        .write(to: path)
        state = try Checkpoint(contentsOf: path).state
      }
      let resumed = try ObservedTrainer(configuration, threads: 2, resuming: state).finish()
      #expect(resumed == whole)
    }

    @Test func aStateOfAnotherModelIsRefused() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      let state = try observed.end()
      let other = TinyTraining.configuration(hidden: [7])
      #expect(throws: ConfigurationError.self) {
        try ObservedTrainer(other, resuming: state)
      }
    }

    @Test func aPlaceBehindTheEndOfTheEpochIsRefused() throws {
      let observed = try ObservedTrainer(TinyTraining.configuration())
      var state = try observed.end()
      state.stepInEpoch = 5
      #expect(throws: ConfigurationError.self) {
        try ObservedTrainer(TinyTraining.configuration(), resuming: state)
      }
    }

    private static func trained(_ model: String, threads: Int) throws -> TrainingState {
      let configuration = TinyTraining.configuration(
        try ModelCatalog.description(of: model), epochs: 3)
      return try ObservedTrainer(configuration, threads: threads).finish()
    }
  }
}

import Testing

@testable import Models

extension EngineTests {
  struct LearningRateDecayTests {
    @Test func theCosineIsThatOfPyTorch() {
      // torch.optim.lr_scheduler.CosineAnnealingLR with T_max = 8 and eta_min = 0.01, from 1.
      let expected: [Float] = [
        1, 0.9623204, 0.8550179, 0.6944283, 0.505, 0.3155717, 0.1549821, 0.0476796, 0.01,
      ]
      for (step, factor) in expected.enumerated() {
        let progress = progress(step: step, stepsPerEpoch: 4)
        #expect(abs(LearningRateDecay.cosine.factor(progress, epochs: 2) - factor) < 1e-6)
      }
    }

    @Test(arguments: [9, 80]) func theCosineStaysDownWhenATrainingGoesOn(step: Int) {
      let progress = progress(step: step, stepsPerEpoch: 4)
      #expect(abs(LearningRateDecay.cosine.factor(progress, epochs: 2) - 0.01) < 1e-7)
    }

    @Test func withoutAnEndTheRateIsConstant() {
      let progress = progress(step: 9, stepsPerEpoch: 4)
      #expect(LearningRateDecay.cosine.factor(progress, epochs: nil) == 1)
    }

    @Test func theTrainingFollowsIt() throws {
      var configuration = TinyTraining.configuration(epochs: 2)
      let constant = try ObservedTrainer(configuration).finish()
      configuration.learningRateDecay = .cosine
      let observed = try ObservedTrainer(configuration)
      observed.trainer.send(.resume)
      let end = try observed.wait { $0.status == .finished }
      #expect(end.learningRate == configuration.learningRate)
      #expect(abs(end.learningRateInUse / end.learningRate - 0.01) < 1e-6)
      #expect(try observed.end().parameters != constant.parameters)
    }

    @Test func itGoesOnExactlyWhereItWasInterrupted() throws {
      var configuration = TinyTraining.configuration(epochs: 3)
      configuration.learningRateDecay = .cosine
      let whole = try ObservedTrainer(configuration).finish()
      let first = try ObservedTrainer(configuration)
      for _ in 0..<7 {
        try first.obey(.step)
      }
      let second = try ObservedTrainer(configuration, resuming: first.end())
      #expect(try second.finish() == whole)
    }

    private func progress(step: Int, stepsPerEpoch: Int) -> TrainingProgress {
      TrainingProgress(
        step: step, epoch: step / stepsPerEpoch, stepInEpoch: step % stepsPerEpoch,
        stepsPerEpoch: stepsPerEpoch)
    }
  }
}

import Testing

@testable import Models

struct AnomalyScoresTests {
  private func scores(isCrossEntropy: Bool = true) throws -> AnomalyScores {
    let trainer = try ObservedTrainer(TinyTraining.configuration()).trainer
    defer { trainer.stop() }
    return Inference(model: trainer.model).anomalyScores(
      on: TinyTraining.dataset.test, weights: trainer.snapshot.weights,
      isCrossEntropy: isCrossEntropy)
  }

  /// −ELBO is a bound on −ln p(x), and grey pixels cost their entropy at least.
  @Test func boundsAreAboveTheEntropy() throws {
    let bounds = try #require(try scores().negativeBounds)
    let mean = bounds.reduce(0) { $0 + Double($1) } / Double(bounds.count)
    #expect(mean > TinyTraining.dataset.entropyFloor)
  }

  @Test func thereIsOneForEachImage() throws {
    let found = try scores(isCrossEntropy: false)
    #expect(found.squaredErrors.count == TinyTraining.dataset.test.count)
    #expect(found.negativeBounds?.count == TinyTraining.dataset.test.count)
  }

  @Test func aClassCanBeLeftOutOfTraining() throws {
    let rest = try TinyTraining.dataset.without(class: 1)
    #expect(rest.train.labels.allSatisfy { $0 == 0 })
    #expect(rest.test == TinyTraining.dataset.test)
  }

  @Test func aClassThatIsNotThereCannot() {
    #expect(throws: ConfigurationError.self) { try TinyTraining.dataset.without(class: 2) }
  }
}

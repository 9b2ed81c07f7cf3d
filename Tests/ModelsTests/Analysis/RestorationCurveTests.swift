import Testing

@testable import Models

struct RestorationCurveTests {
  private func curve(
    levels: [Float], isCancelled: Bool = false
  ) throws -> RestorationCurve? {
    let trainer = try ObservedTrainer(TinyTraining.configuration()).trainer
    defer { trainer.stop() }
    return RestorationCurve.measured(
      with: Inference(model: trainer.model), weights: trainer.snapshot.weights,
      on: TinyTraining.dataset.test, shape: TinyTraining.dataset.shape, kind: .gaussian,
      levels: levels, limit: 8, isCancelled: { isCancelled })
  }

  @Test func noiseOfLevelNoneSpoilsNothing() throws {
    #expect(try curve(levels: [0])?.points.first?.spoilt == 100)
  }

  @Test func spoiltImagesAreThoseOfTheLinearRestorer() throws {
    let dataset = TinyTraining.dataset
    let linear = LinearDenoiser(
      train: dataset.train, shape: dataset.shape, corruption: Corruption(.gaussian, level: 0.5),
      seed: RestorationCurve.seed
    ).ratios(on: dataset.test, limit: 8)
    let found = try #require(try curve(levels: [0.5])?.points.first)
    #expect(abs(found.spoilt - linear.spoilt) < 1e-9)
  }

  @Test func isGivenUpWhenNobodyWaits() throws {
    #expect(try curve(levels: [0.5], isCancelled: true) == nil)
  }
}

import Testing

@testable import Models

struct WeightArchiveTests {
  /// An archive with room for so many snapshots of ten numbers.
  private func archive(_ count: Int) -> WeightArchive { WeightArchive(budget: 40 * count) }

  private func snapshot(_ step: Int) -> WeightSnapshot {
    WeightSnapshot(Array(repeating: Float(step), count: 10), step: step)
  }

  /// Keeps what is due up to a step.
  private func fill(_ archive: WeightArchive, to last: Int) {
    var step = 0
    while step <= last { step = archive.keep(snapshot(step)) }
  }

  @Test
  func earlyStepsAreAllKept() {
    let archive = archive(1000)
    fill(archive, to: 10_000)
    let steps = archive.contents.steps
    #expect(Array(steps.prefix(10)) == Array(0...9))
    #expect(steps.count < 120)
  }

  @Test(arguments: [2, 3, 5, 17])
  func theBudgetIsKept(count: Int) {
    let archive = archive(count)
    fill(archive, to: 10_000)
    #expect(archive.contents.bytes <= archive.contents.budget)
    #expect(archive.contents.steps.count == count)
  }

  @Test
  func theFirstAndTheNewestStay() {
    let archive = archive(1)
    fill(archive, to: 500)
    let steps = archive.contents.steps
    #expect(steps.first == 0)
    #expect(steps.count == 2)
    #expect((steps.last ?? 0) > 460)
  }

  @Test
  func whatIsLeftIsSpacedEvenlyInTheLogarithm() {
    let archive = archive(16)
    fill(archive, to: 100_000)
    let steps = archive.contents.steps
    let ratios = zip(steps.dropFirst(2), steps.dropFirst()).map { Double($0 + 1) / Double($1 + 1) }
    #expect((ratios.max() ?? 9) / (ratios.min() ?? 1) < 2.5)
  }

  @Test
  func theNearestSnapshotIsFound() {
    let archive = archive(100)
    fill(archive, to: 20)
    #expect(archive.snapshot(nearest: 7)?.step == 7)
    #expect(archive.snapshot(nearest: 1000)?.step == archive.contents.steps.last)
    #expect(WeightArchive(budget: 9).snapshot(nearest: 0) == nil)
  }

  @Test
  func aSmallerBudgetLetsSnapshotsGo() {
    let archive = archive(100)
    fill(archive, to: 100)
    archive.setBudget(120)
    #expect(archive.contents.steps.count == 3)
  }

  @Test
  func aTrainerKeepsTheWeightsOfTheStepsThatItSays() throws {
    let archive = WeightArchive(budget: 1_000_000)
    let trainer = try Trainer(
      TinyTraining.configuration(epochs: 4), dataset: TinyTraining.dataset, threads: 1,
      archive: archive)
    trainer.send(.resume)
    while trainer.snapshot.status != .finished {}
    trainer.stop()
    #expect(archive.contents.steps == Array(0...12) + [13, 14, 15, 16, 17, 18, 19, 20])
    #expect(archive.snapshot(nearest: 20)?.values == trainer.finalState?.parameters)
  }

  @Test
  func aTrainingFromEarlierWeightsGoesOnWhereTheyWere() throws {
    let archive = WeightArchive(budget: 1_000_000)
    let trainer = try ObservedTrainer(TinyTraining.configuration(), archive: archive)
    for _ in 0..<7 { try trainer.obey(.step) }
    let weights = try #require(archive.snapshot(nearest: 6))
    let state = try TrainingState(
      from: weights, TinyTraining.configuration(), dataset: TinyTraining.dataset)
    #expect(state.parameters == weights.values)
    #expect((state.step, state.epoch, state.stepInEpoch) == (6, 1, 1))
    let fork = try ObservedTrainer(TinyTraining.configuration(), resuming: state)
    #expect(try fork.obey(.step).step == 7)
    _ = try (trainer.end(), fork.end())
  }

  /// Without one of the two classes there are fewer images, and an epoch has fewer steps.
  @Test
  func aForkKnowsOfAClassLeftOut() throws {
    var configuration = TinyTraining.configuration()
    configuration.withoutClass = 1
    let archive = WeightArchive(budget: 1_000_000)
    let trainer = try ObservedTrainer(configuration, archive: archive)
    for _ in 0..<4 { try trainer.obey(.step) }
    let weights = try #require(archive.snapshot(nearest: 4))
    let state = try TrainingState(from: weights, configuration, dataset: TinyTraining.dataset)
    #expect((state.epoch, state.stepInEpoch) == (1, 1))
    let fork = try ObservedTrainer(configuration, resuming: state)
    #expect(try fork.obey(.step).step == 5)
    _ = try (trainer.end(), fork.end())
  }

  @Test
  func weightsOfOtherLayersAreRefused() throws {
    let weights = WeightSnapshot([1, 2, 3], step: 4)
    #expect(throws: ConfigurationError.self) {
      try TrainingState(from: weights, TinyTraining.configuration(), dataset: TinyTraining.dataset)
    }
  }
}

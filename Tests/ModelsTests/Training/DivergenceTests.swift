import Testing

@testable import Models

/// What bad settings and bad data do to every model of the catalog: nothing that can't be undone.
// One after the other: each waits for its trainer, and some of them take a while.
@Suite(.serialized)
struct DivergenceTests {
  /// A model and an optimizer.
  struct Case: CustomTestStringConvertible {
    var model: ModelDescription
    var optimizer = OptimizerKind.adam
    var testDescription: String { "\(model.id), \(optimizer.rawValue)" }
  }

  static let models = ModelCatalog.all.map { Case(model: $0) }

  @Test(arguments: models + [Case(model: models[8].model, optimizer: .sgd)])
  func aLearningRateOfTenEndsWithGoodWeights(_ each: Case) throws {
    let end = try Self.train(each.model) {
      $0.learningRate = 10
      $0.optimizer.kind = each.optimizer
    }
    #expect(end.weights.values.allSatisfy { $0.isFinite })
    // What is shown afterwards is not much worse than what nobody has trained.
    let before = try #require(end.test.loss.whole.first?.mean)
    let after = try #require(end.test.loss.last?.value)
    #expect(after <= 100 * (abs(before) + 1))
    if case .diverged(let report) = end.status {
      #expect(report.restoredStep < report.step)
      #expect(!report.term.isEmpty)
    }
  }

  @Test(arguments: models)
  func aTrainingThatDivergedGoesOnWithASmallerRate(_ each: Case) throws {
    let observed = try ObservedTrainer(
      Self.configuration(each.model), dataset: try Self.dataset(for: each.model))
    observed.trainer.send(.setLearningRate(1e30))
    observed.trainer.send(.resume)
    try observed.wait { $0.hasDiverged }
    observed.trainer.send(.setLearningRate(each.model.defaultLearningRate))
    let further = try observed.obey(.epoch)
    #expect(further.status == .paused)
    #expect(further.test.loss.last?.value.isFinite == true)
    observed.trainer.stop()
  }

  @Test(arguments: models)
  func aBatchOfOneTrains(_ each: Case) throws {
    let end = try Self.train(each.model, epochs: 1) {
      $0.batchSize = 1
      $0.shards = 1
    }
    #expect(end.status == .finished)
    #expect(end.weights.values.allSatisfy { $0.isFinite })
    #expect(end.test.loss.last?.value.isFinite == true)
  }

  /// Data without any variance: every deviation that something could be divided by is 0.
  @Test(arguments: models.filter { $0.model.ratingsSide == nil }, [0, 255] as [UInt8])
  func imagesThatAreAllTheSameTrain(_ each: Case, level: UInt8) throws {
    let dataset = try Self.dataset(for: each.model)
    let flat = Dataset(
      name: "flat", title: "Flat", shape: dataset.shape, train: dataset.train.filled(with: level),
      test: dataset.test.filled(with: level), classNames: dataset.classNames, kind: dataset.kind)
    let end = try Self.train(each.model, epochs: 1, dataset: flat)
    #expect(end.status == .finished)
    #expect(end.weights.values.allSatisfy { $0.isFinite })
  }

  /// Weights from before a divergence is noticed, say.
  @Test(arguments: models, [1e20, .nan] as [Float])
  func readoutsBearAnyWeights(_ each: Case, factor: Float) throws {
    let dataset = try Self.dataset(for: each.model)
    let configuration = Self.configuration(each.model)
    let model = try ModelCatalog.make(configuration.model, input: InputDescription(dataset))
    let first = TrainingState(configuration, layout: model.layout, phases: model.phases.count)
    let weights = WeightSnapshot(first.parameters.map { $0 * factor }, step: 1)
    let codes = Inference(model: model).encode(dataset.test, weights: weights)
    let results = ReadoutContext(
      model: model, configuration: configuration.model, weights: weights, split: dataset.test,
      codes: codes, train: dataset.train
    ).results()
    #expect(results.count <= each.model.readouts.count)
  }

  /// Files hold bytes, ratings or points in a square; but what is encoded may be anything.
  @Test(arguments: models, [1e6, .nan] as [Float])
  func anyInputCanBeEncodedAndDecoded(_ each: Case, value: Float) throws {
    let configuration = Self.configuration(each.model)
    let dataset = try Self.dataset(for: each.model)
    let model = try ModelCatalog.make(configuration.model, input: InputDescription(dataset))
    let first = TrainingState(configuration, layout: model.layout, phases: model.phases.count)
    let inference = Inference(model: model)
    let pictures = inference.reconstruct(
      Array(repeating: value, count: model.inputSize),
      weights: WeightSnapshot(first.parameters, step: 0))
    #expect(pictures.count == model.inputSize)
  }

  // MARK: - A small training

  private static func configuration(_ model: ModelDescription) -> TrainingConfiguration {
    TrainingConfiguration(
      model: ModelConfiguration(defaultsOf: model), learningRate: model.defaultLearningRate,
      batchSize: 16, seed: 1)
  }

  /// Trains for some epochs, or until nothing goes any more.
  private static func train(
    _ model: ModelDescription, epochs: Int = 4, dataset: Dataset? = nil,
    _ change: (inout TrainingConfiguration) -> Void = { _ in }
  ) throws -> TrainingSnapshot {
    var configuration = configuration(model)
    configuration.epochs = epochs
    change(&configuration)
    let observed = try ObservedTrainer(
      configuration, dataset: try dataset ?? Self.dataset(for: model), threads: 2)
    observed.trainer.send(.resume)
    let end = try observed.wait { $0.hasDiverged || $0.status == .finished }
    observed.trainer.stop()
    return end
  }

  /// A few digits, or few ratings.
  private static func dataset(for model: ModelDescription) throws -> Dataset {
    guard model.ratingsSide != nil else { return try digits.get() }
    return ratings.arranged(for: model)
  }

  private static let digits = Result { () throws -> Dataset in
    let all = try ShippedDigits.dataset
    return Dataset(
      name: "few", title: "Few", shape: all.shape, train: all.train.first(32),
      test: all.test.first(16), classNames: all.classNames)
  }

  private static let ratings: Dataset = {
    let table = RatingsTable(
      users: 40, items: 32, ratings: (0..<1280).map { $0 % 3 == 0 ? UInt8(2 + $0 % 7) : 0 })
    let (known, heldOut) = table.split(seed: 1)
    return Dataset.ratings(
      name: "few", title: "Few", users: table.users, known: known, heldOut: heldOut)
  }()
}

extension TrainingSnapshot {
  /// Whether training ended with weights that were put back.
  fileprivate var hasDiverged: Bool {
    if case .diverged = status { true } else { false }
  }
}

extension Split {
  /// The first samples.
  fileprivate func first(_ count: Int) -> Split {
    Split(
      images: Array(images.prefix(count * featureCount)), labels: Array(labels.prefix(count)))
  }

  /// As many samples, all with the same intensity everywhere.
  fileprivate func filled(with level: UInt8) -> Split {
    Split(images: Array(repeating: level, count: images.count), labels: labels)
  }
}

internal import Dispatch

/// Measures how many images a second a model trains on: whole epochs of training steps, and nothing
/// else.
public struct ThroughputBenchmark {
  /// Images a second, for every epoch that was timed.
  public private(set) var imagesPerSecond: [Double] = []
  /// The mean objective of every epoch, with the warm-up's.
  public private(set) var epochLosses: [Double] = []

  private let configuration: TrainingConfiguration
  private let dataset: Dataset
  private let engine: StepEngine
  private let order: UnsafeMutableBufferPointer<Int32>
  private var step = 0

  /// Creates a benchmark.
  ///
  /// - Parameters:
  ///   - configuration: the model and its batches; incomplete batches are left out.
  ///   - dataset: what to train on.
  ///   - threads: workers.
  /// - Throws: what can't be used in the configuration.
  public init(
    _ configuration: TrainingConfiguration, dataset: Dataset, threads: Int
  ) throws(ConfigurationError) {
    try configuration.validate()
    guard configuration.batchSize <= dataset.train.count else {
      throw .outOfRange(
        "batch", "\(configuration.batchSize)",
        allowed: "1…\(dataset.train.count), the training images of \(dataset.name)")
    }
    let model = try ModelCatalog.make(configuration.model, input: InputDescription(dataset))
    self.configuration = configuration
    self.dataset = dataset
    engine = StepEngine(
      model: model, parameters: model.layout.initialValues(seed: configuration.seed),
      batchSize: configuration.batchSize, shards: configuration.shards, threads: threads)
    order = .allocate(capacity: dataset.train.count)
    order.initialize(repeating: 0)
  }

  /// Ends the workers.
  public func close() {
    engine.close()
    order.deallocate()
  }

  /// Makes the first step, which is where a program that starts becomes useful.
  public mutating func makeFirstStep() {
    shuffle(epoch: 0)
    dataset.train.withData { _ = makeStep(0, $0) }
  }

  /// Runs one epoch.
  ///
  /// - Parameters:
  ///   - number: its number, which the order of the images depends on.
  ///   - images: how many images it has at most.
  ///   - isTimed: whether its speed counts.
  public mutating func runEpoch(_ number: Int, images: Int, isTimed: Bool) {
    let steps = min(images, dataset.train.count) / configuration.batchSize
    guard steps > 0 else { return }
    let start = DispatchTime.now().uptimeNanoseconds
    shuffle(epoch: number)
    var sum = 0.0
    dataset.train.withData { data in
      for index in 0..<steps {
        sum += makeStep(index, data)
      }
    }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    epochLosses.append(sum / Double(steps))
    if isTimed { imagesPerSecond.append(Double(steps * configuration.batchSize) / seconds) }
  }

  private func shuffle(epoch: Int) {
    RandomKey(seed: configuration.seed, epoch: epoch, purpose: .shuffle).shuffle(order)
  }

  private mutating func makeStep(_ index: Int, _ data: FrameData) -> Double {
    guard let samples = order.baseAddress else { return .nan }
    step += 1
    let rows = configuration.batchSize
    _ = engine.step(
      Batch(
        data: data, samples: samples + index * rows, rows: rows,
        random: RandomKey(seed: configuration.seed, epoch: step, purpose: .posterior)),
      settings: configuration.optimizer, learningRate: configuration.learningRate,
      progress: TrainingProgress(
        step: step, epoch: 0, stepInEpoch: index, stepsPerEpoch: dataset.train.count / rows))
    return engine.objective(rows: rows) ?? .nan
  }
}

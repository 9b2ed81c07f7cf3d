import ArgumentParser
import Models

/// `aexplorer bench`: the throughput of the benchmark's models.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure training throughput on the benchmark's models.",
    discussion: """
      M1 dense 784-128-64-32-64-128-784, M2 dense 784-32-784, M3 convolutional 16-8-8, M4 VAE \
      784-400-20, M5 VAE 784-512-256-2; ReLU, cross-entropy, Adam, on Fashion-MNIST where it is installed, else on \
      the shipped digits. One warm-up epoch goes before the timed ones. Any other model of the catalog is \
      measured as it is by default. With --kernels the innermost loops are measured instead.
      """)

  @Option(help: "M1 to M5, or the name of a model (default: M1 to M5).")
  var model: BenchmarkModel?

  @Option(help: "Worker threads (default: one a processor).")
  var threads: Int?

  @Option(help: "Timed epochs.")
  var epochs = 3

  @Option(help: "Samples a step.")
  var batch = 128

  @Option(help: "Images an epoch (default: all).")
  var images: Int?

  @Option(help: ArgumentHelp("Parts that a batch is cut into.", visibility: .hidden))
  var shards: Int?

  @Flag(help: "Time decoding one code and encoding 10,000 images too.")
  var inference = false

  @Flag(help: "Measure every kernel, beside what the machine can do at most.")
  var kernels = false

  @Flag(help: "Print one JSON object a line.")
  var json = false

  mutating func validate() throws {
    guard epochs >= 1 else {
      throw ValidationError("epochs can't be \(epochs); it may be 1 or more")
    }
    guard batch >= 1 else { throw ValidationError("batch can't be \(batch); it may be 1 or more") }
    guard images.map({ $0 >= batch }) ?? true else {
      throw ValidationError("images can't be \(images ?? 0); it may be \(batch), a batch, or more")
    }
    guard threads.map({ (1...256).contains($0) }) ?? true else {
      throw ValidationError("threads can't be \(threads ?? 0); it may be 1…256")
    }
  }

  func run() throws {
    if kernels {
      try KernelReport(threads: threads ?? Processor.count).print(json: json)
      return
    }
    let dataset = try Self.dataset()
    let loaded = Processor.age
    for model in self.model.map({ [$0] }) ?? BenchmarkModel.numbered {
      let result = try measure(model, dataset, loaded: loaded)
      print(json ? try JSONLine.text(result) : result.description)
    }
  }

  private func measure(
    _ model: BenchmarkModel, _ dataset: Dataset, loaded: Double?
  ) throws -> BenchmarkResult {
    let wanted = threads ?? Processor.count
    let configuration = TrainingConfiguration(
      model: try model.configuration, batchSize: batch, shards: shards, seed: 0)
    var benchmark = try ThroughputBenchmark(configuration, dataset: dataset, threads: wanted)
    // More workers than shards have nothing to do.
    let workers = min(wanted, configuration.shards)
    defer { benchmark.close() }
    benchmark.makeFirstStep()
    let firstStep = Processor.age
    for epoch in 0...epochs {
      benchmark.runEpoch(epoch, images: images ?? dataset.train.count, isTimed: epoch > 0)
    }
    let scale = model.lossScale(pixels: dataset.shape.count)
    // Before anything else takes memory.
    let peakMemory = Processor.peakMemory
    return BenchmarkResult(
      model: model.name, threads: workers, batch: batch, dataset: dataset.name,
      rates: benchmark.imagesPerSecond, losses: benchmark.epochLosses.map { $0 * scale },
      dataSeconds: loaded, firstStepSeconds: firstStep, peakMemory: peakMemory,
      inference: inference ? try measureInference(model, dataset, workers: wanted) : nil)
  }

  private func measureInference(
    _ model: BenchmarkModel, _ dataset: Dataset, workers: Int
  ) throws -> InferenceResult {
    let benchmark = try InferenceBenchmark(
      try model.configuration, dataset: dataset, workers: workers)
    return InferenceResult(
      decodeOne: CallTimes(benchmark.decodeOne(calls: 2000)),
      encodeAll: CallTimes(benchmark.encodeAll(calls: 20)))
  }

  /// Fashion-MNIST where it is installed, else the shipped digits.
  private static func dataset() throws -> Dataset {
    let locator = DatasetLocator.current()
    if let location = try? locator.locate("fashion-mnist") {
      return try Dataset.read(location)
    }
    return try Dataset.read(locator.locate("mnist-5k"))
  }
}

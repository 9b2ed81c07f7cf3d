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
      the shipped digits. One warm-up epoch goes before the timed ones.
      """)

  @Option(help: "M1, M2, M3, M4 or M5 (default: all).")
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
    let dataset = try Self.dataset()
    let loaded = Processor.age
    for model in self.model.map({ [$0] }) ?? BenchmarkModel.allCases {
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
    return BenchmarkResult(
      model: model.rawValue, threads: workers, batch: batch, dataset: dataset.name,
      rates: benchmark.imagesPerSecond, losses: benchmark.epochLosses.map { $0 * scale },
      dataSeconds: loaded, firstStepSeconds: firstStep, peakMemory: Processor.peakMemory)
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

/// The benchmark's models; numbered as in docs/performance.md.
enum BenchmarkModel: String, CaseIterable, ExpressibleByArgument {
  case deep = "M1"
  case shallow = "M2"
  case convolutional = "M3"
  case variational = "M4"
  case deepVariational = "M5"

  /// The model, as its peers have it: no head start for the output's bias.
  var configuration: ModelConfiguration {
    get throws {
      var model = ModelConfiguration(
        defaultsOf: try ModelCatalog.description(of: id))
      model.loss = .bce
      model.outputBias = .zero
      switch self {
      case .deep:
        model.hidden = [128, 64]
        model.codeSize = 32
        model.codeActivation = .relu
      case .shallow:
        model.hidden = []
        model.codeSize = 32
        model.codeActivation = .relu
      case .convolutional:
        break
      case .variational:
        model.hidden = [400]
        model.codeSize = 20
      case .deepVariational:
        model.hidden = [512, 256]
        model.codeSize = 2
      }
      return model
    }
  }

  /// Peers print the plain autoencoders' loss as a mean over pixels.
  func lossScale(pixels: Int) -> Double {
    isVariational ? 1 : 1 / Double(pixels)
  }

  /// The model's id in the catalog.
  private var id: String {
    switch self {
    case .deep, .shallow: "undercomplete"
    case .convolutional: "convolutional"
    case .variational, .deepVariational: "vae"
    }
  }

  private var isVariational: Bool {
    switch self {
    case .deep, .shallow, .convolutional: false
    case .variational, .deepVariational: true
    }
  }
}

/// What a benchmark prints.
struct BenchmarkResult: Encodable, CustomStringConvertible {
  let framework = "aexplorer"
  let version = AEExplorer.configuration.version
  let mode: String
  let model: String
  let threads: Int
  let batch: Int
  let dataset: String
  let rates: [Double]
  let losses: [Double]
  let dataSeconds: Double?
  let firstStepSeconds: Double?
  let peakMemory: Int

  init(
    model: String, threads: Int, batch: Int, dataset: String, rates: [Double], losses: [Double],
    dataSeconds: Double?, firstStepSeconds: Double?, peakMemory: Int
  ) {
    mode = Kernels.name
    self.model = model
    self.threads = threads
    self.batch = batch
    self.dataset = dataset
    self.rates = rates.map { $0.rounded() }
    self.losses = losses
    self.dataSeconds = dataSeconds
    self.firstStepSeconds = firstStepSeconds
    self.peakMemory = peakMemory
  }

  var median: Double {
    let sorted = rates.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  enum CodingKeys: String, CodingKey {
    case framework, version, mode, model, threads, batch, dataset
    case median = "img_per_s_median"
    case minimum = "img_per_s_min"
    case maximum = "img_per_s_max"
    case rates = "img_per_s"
    case losses = "epoch_loss"
    case dataSeconds = "data_s"
    case firstStepSeconds = "first_step_s"
    case peakMemory = "peak_rss_mb"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(framework, forKey: .framework)
    try container.encode(version, forKey: .version)
    try container.encode(mode, forKey: .mode)
    try container.encode(model, forKey: .model)
    try container.encode(threads, forKey: .threads)
    try container.encode(batch, forKey: .batch)
    try container.encode(dataset, forKey: .dataset)
    try container.encode(median, forKey: .median)
    try container.encode(rates.min() ?? 0, forKey: .minimum)
    try container.encode(rates.max() ?? 0, forKey: .maximum)
    try container.encode(rates, forKey: .rates)
    try container.encode(losses.map { FiniteNumber($0) }, forKey: .losses)
    try container.encode(dataSeconds, forKey: .dataSeconds)
    try container.encode(firstStepSeconds, forKey: .firstStepSeconds)
    try container.encode(peakMemory, forKey: .peakMemory)
  }

  var description: String {
    let spread = "\(Int(rates.min() ?? 0))–\(Int(rates.max() ?? 0))"
    return "\(model)  \(threads) thread\(threads == 1 ? "" : "s")  \(dataset)  median "
      + "\(Int(median)) img/s (\(spread), \(rates.count) epochs)  kernels \(mode)"
  }
}

import ArgumentParser
import Models

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
  let inference: InferenceResult?

  init(
    model: String, threads: Int, batch: Int, dataset: String, rates: [Double], losses: [Double],
    dataSeconds: Double?, firstStepSeconds: Double?, peakMemory: Int, inference: InferenceResult?
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
    self.inference = inference
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
    case decodeOne = "decode1_s"
    case encodeAll = "encode10k_s"
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
    try container.encodeIfPresent(inference?.decodeOne, forKey: .decodeOne)
    try container.encodeIfPresent(inference?.encodeAll, forKey: .encodeAll)
  }

  var description: String {
    let spread = "\(Int(rates.min() ?? 0))–\(Int(rates.max() ?? 0))"
    return "\(model)  \(threads) thread\(threads == 1 ? "" : "s")  \(dataset)  median "
      + "\(Int(median)) img/s (\(spread), \(rates.count) epochs)  kernels \(mode)"
      + (inference.map { "  \($0.description)" } ?? "")
  }
}

/// How long decoding one code and encoding 10,000 images take.
struct InferenceResult: CustomStringConvertible {
  let decodeOne: CallTimes
  let encodeAll: CallTimes

  var description: String {
    "decode one \(decimal(decodeOne.median * 1e6, places: 1)) µs, "
      + "encode 10,000 \(decimal(encodeAll.median * 1e3, places: 1)) ms"
  }
}

/// The times of some calls, in seconds.
struct CallTimes: Encodable {
  let median: Double
  let min: Double
  let p99: Double
  let n: Int

  /// Creates a summary of the times of calls, at least one.
  init(_ times: [Double]) {
    let sorted = times.sorted()
    n = sorted.count
    median = sorted[n / 2]
    min = sorted[0]
    p99 = sorted[n * 99 / 100]
  }
}

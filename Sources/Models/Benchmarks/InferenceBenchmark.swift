internal import Dispatch

/// Measures how long a model takes to decode one code and to encode many images.
///
/// Its weights are those of a training that has not begun, which changes nothing about the work.
public struct InferenceBenchmark {
  private let inference: Inference
  private let weights: WeightSnapshot
  private let images: Split
  private let code: [Float]

  /// Creates a benchmark.
  ///
  /// - Parameters:
  ///   - configuration: the model.
  ///   - dataset: whose test images are encoded.
  ///   - images: how many; where the data has fewer they come again.
  ///   - workers: threads that encode, at least 1.
  /// - Throws: what can't be used in the configuration.
  public init(
    _ configuration: ModelConfiguration, dataset: Dataset, images: Int = 10_000, workers: Int
  ) throws(ConfigurationError) {
    let model = try ModelCatalog.make(configuration, input: InputDescription(dataset))
    inference = Inference(model: model, workers: workers)
    weights = WeightSnapshot(model.layout.initialValues(seed: 0), step: 0)
    self.images = dataset.test.repeated(count: images)
    code = (0..<model.codeSize).map { Float($0 % 3) - 1 }
  }

  /// Returns the seconds of each of so many calls that decode one code.
  public func decodeOne(calls: Int) -> [Double] {
    seconds(calls: calls) { inference.decode(code, weights: weights).count }
  }

  /// Returns the seconds of each of so many calls that encode all images.
  public func encodeAll(calls: Int) -> [Double] {
    seconds(calls: calls) { inference.encode(images, weights: weights).count }
  }

  /// Times calls, after a tenth as many that are not timed.
  private func seconds(calls: Int, _ body: () -> Int) -> [Double] {
    var result = 0
    for _ in 0..<(calls / 10 + 1) { result += body() }
    let times = (0..<calls).map { _ in
      let start = DispatchTime.now().uptimeNanoseconds
      result += body()
      return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    }
    precondition(result > 0, "an inference without results")
    return times
  }
}

extension Split {
  /// Returns the first `count` samples, beginning again where there are fewer.
  fileprivate func repeated(count wanted: Int) -> Split {
    let samples = (0..<wanted).map { $0 % count }
    return Split(
      images: samples.flatMap { image($0) }, labels: samples.map { labels[$0] },
      targets: targets.isEmpty
        ? []
        : samples.flatMap { sample in
          let width = targets.count / count
          return targets[(sample * width)..<((sample + 1) * width)]
        })
  }
}

import ArgumentParser
import Models

/// `aexplorer cluster`: whether classes that nobody told it of are clusters of the codes.
struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Find clusters of the codes, and compare them with the classes.",
    discussion: """
      Trains a model, finds the centres of k clusters of the training images' codes (k-means), and \
      says how well the test images' clusters agree with their classes: ACC, the part whose cluster \
      stands for their class; NMI, mutual information; ARI, pairs above chance. The same for the \
      pixels and for as many principal components.
      """)

  @OptionGroup var options: TrainingOptions

  @Option(help: "Epochs to train.")
  var epochs = 20

  @Option(help: "Clusters (default: one a class).")
  var clusters: Int?

  @Option(help: "Attempts, each from other first centres; the best is kept.")
  var attempts = 10

  @Flag(help: "Print JSON, one object a line: pixels, components, codes.")
  var json = false

  mutating func validate() throws {
    try options.check(epochs: epochs)
    guard clusters.map({ (1...1_000).contains($0) }) ?? true else {
      throw ValidationError("clusters can't be \(clusters ?? 0); it may be 1…1000")
    }
    guard (1...1_000).contains(attempts) else {
      throw ValidationError("attempts can't be \(attempts); it may be 1…1000")
    }
  }

  func run() throws {
    let configuration = try options.configuration(epochs: epochs)
    let dataset = try options.dataset()
    guard dataset.kind != .ratings else {
      throw ValidationError("\(dataset.name) has ratings, and no classes to compare clusters with")
    }
    if !json {
      print("clusters of".padding(to: 16) + ["ACC", "NMI", "ARI"].map { $0.right(in: 8) }.joined())
    }
    let features = dataset.shape.count
    try report(
      "pixels", pixels(dataset.train), pixels(dataset.test), size: features, dataset)
    try reportComponents(min(configuration.model.codeSize, features), dataset)
    try reportCodes(configuration, dataset)
  }

  /// Reports the clusters of principal components, where images are not too large for them.
  private func reportComponents(_ count: Int, _ dataset: Dataset) throws {
    guard dataset.shape.count <= PrincipalComponents.maximumFeatures else { return }
    let principal = PrincipalComponents(of: dataset.train, shape: dataset.shape)
    let codes = [dataset.train, dataset.test].map {
      principal.codes(of: pixels($0), count: $0.count, components: count)
    }
    try report("PCA-\(count)", codes[0], codes[1], size: count, dataset)
  }

  /// Trains the model and reports the clusters of its codes.
  private func reportCodes(_ configuration: TrainingConfiguration, _ dataset: Dataset) throws {
    let runner = HeadlessRunner()
    let (trainer, reason) = try runner.train(
      configuration, dataset: dataset, threads: options.workerCount)
    if reason == .diverged {
      StandardError.write(
        "training diverged; try a smaller --learning-rate than \(configuration.learningRate)\n")
    }
    try runner.check(reason)
    let inference = Inference(model: trainer.model)
    let weights = trainer.snapshot.weights
    try report(
      "codes", inference.encode(dataset.train, weights: weights).means,
      inference.encode(dataset.test, weights: weights).means, size: trainer.model.codeSize,
      dataset)
  }

  /// Finds clusters of training points and says how those of test points agree with their classes.
  private func report(
    _ name: String, _ train: [Float], _ test: [Float], size: Int, _ dataset: Dataset
  ) throws {
    let count = clusters ?? dataset.classNames.count
    guard count <= dataset.train.count else {
      throw ValidationError("\(count) clusters of \(dataset.train.count) images")
    }
    let found = KMeans(
      of: train, size: size, clusters: count, seed: options.seed, attempts: attempts)
    let agreement = ClusterAgreement(
      clusters: found.clusters(of: test), classes: dataset.test.labels.map { Int($0) })
    let result = ClusterResult(
      of: name, clusters: count, accuracy: agreement.accuracy,
      mutualInformation: agreement.mutualInformation, randIndex: agreement.randIndex)
    print(json ? try JSONLine.text(result) : result.line)
  }

  private func pixels(_ split: Split) -> [Float] {
    split.images.map { Float($0) * (1 / 255) }
  }
}

/// What `cluster` prints of one kind of points.
private struct ClusterResult: Encodable {
  let of: String
  let clusters: Int
  let accuracy: Double
  let mutualInformation: Double
  let randIndex: Double

  /// The result as a row of a table.
  var line: String {
    of.padding(to: 16)
      + [accuracy, mutualInformation, randIndex].map { decimal($0, places: 3).right(in: 8) }
      .joined()
  }
}

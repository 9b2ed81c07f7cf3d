import ArgumentParser
import Models

/// `aexplorer detect`: how well reconstruction errors find what a model has never seen.
struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Learn one class as the normal one, and find the others.",
    discussion: """
      Trains on the training images of one class, then scores all test images by the squared error \
      of their reconstruction. AUROC says how probably an image of another class has the higher \
      score; ½ is chance. Beside it stands that of principal components of the same images, which \
      is hard to beat. Without --class every class is the normal one in turn.
      """)

  @OptionGroup var options: TrainingOptions

  @Option(help: "Epochs to train on each class.")
  var epochs = 20

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "The class that is normal, by its name or number (default: each in turn).",
      valueName: "class"))
  var normalClass: String?

  @Option(help: "Principal components of the line beside.")
  var components = 32

  @Flag(help: "Print JSON, one object a line: each class, then their mean.")
  var json = false

  mutating func validate() throws {
    try options.check(epochs: epochs)
    guard components >= 1 else {
      throw ValidationError("components can't be \(components); it may be 1 or more")
    }
  }

  func run() throws {
    let configuration = try options.configuration(epochs: epochs)
    let dataset = try options.dataset()
    let runner = HeadlessRunner()
    var results: [DetectionResult] = []
    let classes = try normalClasses(of: dataset)
    let count = min(components, dataset.shape.count)
    if !json {
      let name = "normal class".padding(to: 16) + "AUROC".right(in: 8)
      print(name + "PCA-\(count)".right(in: 9))
    }
    for normal in classes {
      guard let task = OneClassTask(trainOnClass: normal, of: dataset) else {
        throw ValidationError(
          "\(dataset.name) has no images of the class \(dataset.classNames[normal]) to tell from "
            + "those of others")
      }
      let result = try detect(task, configuration, components: count, runner)
      results.append(result)
      print(json ? try JSONLine.text(result) : result.line)
    }
    guard results.count > 1 else { return }
    let mean = DetectionMean(results)
    print(json ? try JSONLine.text(mean) : mean.line)
  }

  private func normalClasses(of dataset: Dataset) throws -> [Int] {
    let names = dataset.classNames
    guard let normalClass else { return Array(names.indices) }
    if let index = names.firstIndex(of: normalClass) { return [index] }
    if let index = Int(normalClass), names.indices.contains(index) { return [index] }
    throw ValidationError(
      "\(dataset.name) has no class “\(normalClass)”; it has \(names.joined(separator: ", "))")
  }

  /// Trains on the task's class and scores its test images.
  private func detect(
    _ task: OneClassTask, _ configuration: TrainingConfiguration, components: Int,
    _ runner: HeadlessRunner
  ) throws -> DetectionResult {
    let (trainer, reason) = try runner.train(
      configuration, dataset: task.dataset, threads: options.workerCount)
    if reason == .diverged {
      StandardError.write(
        "training diverged; try a smaller --learning-rate than \(configuration.learningRate)\n")
    }
    try runner.check(reason)
    let test = task.dataset.test
    let weights = trainer.snapshot.weights
    let inference = Inference(model: trainer.model)
    let errors = inference.squaredErrors(
      on: test, codes: inference.encode(test, weights: weights), weights: weights)
    // Images that are too large have no such line.
    let linear =
      task.dataset.shape.count > PrincipalComponents.maximumFeatures
      ? nil
      : PrincipalComponents(of: task.dataset.train, shape: task.dataset.shape)
        .squaredErrors(on: test, components: components)
    return DetectionResult(task, errors: errors, linear: linear)
  }
}

/// What `detect` prints of a class.
private struct DetectionResult: Encodable {
  let event = "class"
  let normalClass: String
  let trainImages: Int
  let auroc: Double
  let aurocOfComponents: Double?
  let detectionsAtFivePercent: Double

  init(_ task: OneClassTask, errors: [Float], linear: [Float]?) {
    normalClass = task.dataset.classNames[task.normalClass]
    trainImages = task.dataset.train.count
    let characteristic = task.characteristic(of: errors)
    auroc = characteristic.area
    detectionsAtFivePercent = characteristic.point(falseAlarms: 0.05).detections
    aurocOfComponents = linear.map { task.characteristic(of: $0).area }
  }

  /// The result as a row of a table.
  var line: String {
    normalClass.padding(to: 16) + decimal(auroc, places: 3).right(in: 8)
      + (aurocOfComponents.map { decimal($0, places: 3) } ?? "-").right(in: 9)
  }
}

/// What `detect` prints of all classes together.
private struct DetectionMean: Encodable {
  let event = "mean"
  let auroc: Double
  let aurocOfComponents: Double?

  init(_ results: [DetectionResult]) {
    let count = Double(results.count)
    auroc = results.reduce(0) { $0 + $1.auroc } / count
    let components = results.compactMap(\.aurocOfComponents)
    aurocOfComponents = components.isEmpty ? nil : components.reduce(0, +) / count
  }

  /// The means as a row of a table.
  var line: String {
    "mean".padding(to: 16) + decimal(auroc, places: 3).right(in: 8)
      + (aurocOfComponents.map { decimal($0, places: 3) } ?? "-").right(in: 9)
  }
}

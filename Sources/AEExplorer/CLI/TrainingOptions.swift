public import ArgumentParser
public import Models

extension Activation: ExpressibleByArgument {}
extension ReconstructionLoss: ExpressibleByArgument {}
extension OptimizerKind: ExpressibleByArgument {}
extension WeightInitialization: ExpressibleByArgument {}

/// The options that say what to train, on what and how.
struct TrainingOptions: ParsableArguments {
  @Option(help: "The model; `aexplorer models` lists them.")
  var model = ModelCatalog.defaultID

  @Option(
    help: ArgumentHelp(
      "A dataset's name or a folder of IDX files; `aexplorer datasets` lists the names (default: "
        + "the shipped digits, mnist-5k).",
      valueName: "name|path"))
  var data: String?

  @Option(help: "Samples a step.")
  var batch = 128

  @Option(help: "The seed of everything random.")
  var seed: UInt64 = 1

  @Option(help: "How far a step goes.")
  var learningRate: Float = 1e-3

  @Option(help: "Dimensions of the code (default: the model's).")
  var codeSize: Int?

  @Option(
    help: ArgumentHelp(
      "Sizes of the encoder's hidden layers, separated by commas; `none` for no hidden layer "
        + "(default: the model's).",
      valueName: "sizes"))
  var hidden: String?

  @Option(
    help: ArgumentHelp(
      "Sizes of the decoder's hidden layers, the first behind the code (default: the encoder's, "
        + "mirrored).",
      valueName: "sizes"))
  var decoderHidden: String?

  @Option(help: "Applied to hidden layers.")
  var activation = Activation.relu

  @Option(help: "Applied to the code, where it is no Gaussian (default: the model's).")
  var codeActivation: Activation?

  @Option(help: "What the reconstruction is judged by (default: the model's).")
  var loss: ReconstructionLoss?

  @Option(help: "The rule by which weights follow their gradient.")
  var optimizer = OptimizerKind.adam

  @Option(help: "Weight decay, for adamw and sgd.")
  var weightDecay: Float = 0

  @Option(help: "Momentum of sgd.")
  var momentum: Float = 0.9

  @Option(help: "The longest gradient; longer ones are scaled down (default: no limit).")
  var clipNorm: Float?

  @Option(help: "How weights begin.")
  var weights = WeightInitialization.glorot

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A setting of the model; `aexplorer models ID` lists them.", valueName: "key=value"))
  var settings: [String] = []

  @Option(
    help:
      "Worker threads (default: one a processor, at most one for 64 samples of a batch). The result does not depend on it."
  )
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Parts that a batch is cut into; the result depends on it (default: 64 samples a part).",
      visibility: .hidden))
  var shards: Int?

  mutating func validate() throws {
    guard threads.map({ (1...256).contains($0) }) ?? true else {
      throw ValidationError("threads can't be \(threads ?? 0); it may be 1…256")
    }
    try check(epochs: nil)
  }

  /// Checks the training that the options describe.
  func check(epochs: Int?) throws {
    do {
      try configuration(epochs: epochs).validate()
    } catch let error as ConfigurationError {
      throw ValidationError(error.description)
    }
  }

  /// Returns the training that the options describe.
  func configuration(epochs: Int?) throws -> TrainingConfiguration {
    var model = ModelConfiguration(defaultsOf: try ModelCatalog.description(of: model))
    if let codeSize { model.codeSize = codeSize }
    if let hidden { model.hidden = try Self.sizes(hidden, of: "hidden") }
    if let decoderHidden {
      model.decoderHidden = try Self.sizes(decoderHidden, of: "decoder-hidden")
    }
    if let loss { model.loss = loss }
    model.activation = activation
    if let codeActivation { model.codeActivation = codeActivation }
    model.weights = weights
    for setting in settings {
      let (key, value) = try Self.pair(setting)
      model.settings[key] = value
    }
    let optimizer = OptimizerSettings(
      kind: optimizer, momentum: momentum, weightDecay: weightDecay, clipNorm: clipNorm)
    return TrainingConfiguration(
      model: model, optimizer: optimizer, learningRate: learningRate, batchSize: batch,
      shards: shards, seed: seed, epochs: epochs)
  }

  /// How many workers to use.
  var workerCount: Int { threads ?? Processor.count }

  /// Reads the data.
  ///
  /// - Parameter name: where to look when no option says so.
  /// - Returns: both splits.
  /// - Throws: what is wrong with the place or with a file.
  func dataset(otherwise name: String = "mnist-5k") throws -> Dataset {
    let location = try DatasetLocator.current().locate(data ?? name)
    let classes = location.classNames?.count ?? 256
    return try Dataset.read(location, maximumLabel: UInt8(min(255, classes - 1)))
  }

  private static func sizes(_ text: String, of option: String) throws -> [Int] {
    guard text != "none" else { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let size = Int(part) else {
        throw ValidationError(
          "--\(option) “\(text)”: “\(part)” is not a number; write sizes like 512,256, or none")
      }
      return size
    }
  }

  private static func pair(_ text: String) throws -> (String, Double) {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let value = Double(parts[1]) else {
      throw ValidationError("--set “\(text)” is not key=value with a number, like beta=4")
    }
    return (String(parts[0]), value)
  }
}

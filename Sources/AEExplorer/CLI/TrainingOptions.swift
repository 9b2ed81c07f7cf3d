public import ArgumentParser
public import Models

extension Activation: ExpressibleByArgument {}
extension ReconstructionLoss: ExpressibleByArgument {}
extension OptimizerKind: ExpressibleByArgument {}
extension LearningRateDecay: ExpressibleByArgument {}
extension WeightInitialization: ExpressibleByArgument {}

/// The options that say what to train, on what and how.
struct TrainingOptions: ParsableArguments {
  @Option(help: "The model; `aexplorer models` lists them.")
  var model = ModelCatalog.defaultID

  @Option(
    help: ArgumentHelp(
      "A dataset's name, a folder of IDX files, or a file of ratings or its folder; `aexplorer "
        + "datasets` lists the names (default: the model's, mostly the shipped digits, mnist-5k).",
      valueName: "name|path"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Which tenth of a file of ratings is held out for testing (default: the checkpoint's, or 1).",
      valueName: "seed"))
  var splitSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "A ready-made choice of sizes and settings; `aexplorer models ID` lists them. Other options "
        + "change it.",
      valueName: "name"))
  var preset: String?

  @Option(help: "Samples a step (default: the model's, mostly 128).")
  var batch: Int?

  @Option(help: "The seed of everything random.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Leave the training images of a class out, so that they are new to the model: its number, from "
        + "0.", valueName: "number"))
  var withoutClass: Int?

  @Option(help: "How far a step goes (default: the model's, mostly 0.001).")
  var learningRate: Float?

  @Option(
    name: .customLong("rate-decay"),
    help: "How that falls: cosine goes down to a hundredth of it in the last epoch.")
  var learningRateDecay = LearningRateDecay.constant

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

  @Option(help: "Applied to hidden layers (default: the model's).")
  var activation: Activation?

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

  @Option(help: "How weights begin (default: the model's).")
  var weights: WeightInitialization?

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
    let description = try ModelCatalog.description(of: model)
    var model = ModelConfiguration(defaultsOf: description)
    let preset = try preset.map { try Self.preset($0, of: description) }
    preset?.apply(&model)
    if let codeSize { model.codeSize = codeSize }
    if let hidden { model.hidden = try Self.sizes(hidden, of: "hidden") }
    if let decoderHidden {
      model.decoderHidden = try Self.sizes(decoderHidden, of: "decoder-hidden")
    }
    if let loss { model.loss = loss }
    if let activation { model.activation = activation }
    if let codeActivation { model.codeActivation = codeActivation }
    if let weights { model.weights = weights }
    for setting in settings {
      let (key, value) = try Self.pair(setting, of: description)
      model.settings[key] = value
    }
    let optimizer = OptimizerSettings(
      kind: optimizer, momentum: momentum, weightDecay: weightDecay, clipNorm: clipNorm)
    return TrainingConfiguration(
      model: model, optimizer: optimizer,
      learningRate: learningRate ?? preset?.learningRate ?? description.defaultLearningRate,
      learningRateDecay: learningRateDecay,
      batchSize: batch ?? description.defaultBatchSize, shards: shards, seed: seed, epochs: epochs,
      withoutClass: withoutClass)
  }

  /// How many workers to use.
  var workerCount: Int { threads ?? Processor.count }

  /// Reads the data.
  ///
  /// - Parameters:
  ///   - name: where to look when no option says so.
  ///   - id: the model that it is for; nil for that of the options.
  ///   - split: which tenth of ratings to hold out when no option says so.
  /// - Returns: both splits, with the samples that the model wants.
  /// - Throws: what is wrong with the place or with a file.
  func dataset(otherwise name: String? = nil, for id: String? = nil, split: UInt64? = nil)
    throws -> Dataset
  {
    let description = try ModelCatalog.description(of: id ?? model)
    let name = name ?? description.defaultDataset
    let location = try DatasetLocator.current().locate(data ?? name)
    let classes = location.classNames?.count ?? 256
    return try Dataset.read(
      location, maximumLabel: UInt8(min(255, max(0, classes - 1))),
      splitSeed: splitSeed ?? split ?? 1
    ).arranged(for: description)
  }

  /// What `--data` has to be to find the same data from anywhere: a name, or a whole path.
  func source(otherwise name: String? = nil) -> String {
    let usual = (try? ModelCatalog.description(of: model).defaultDataset) ?? ""
    let data = data ?? name ?? usual
    return DatasetCatalog.entry(data) == nil ? WholePath.of(data) : data
  }

  /// Reads the data that a checkpoint was trained on, or that of the options.
  ///
  /// - Parameters:
  ///   - saved: the checkpoint; nil for the data of the options.
  ///   - source: where its data was found.
  /// - Returns: the data.
  /// - Throws: what is wrong with the place or with a file, or that its images are of another size.
  func dataset(for saved: Checkpoint?, at source: String? = nil) throws -> Dataset {
    guard let saved else { return try dataset() }
    let dataset = try dataset(
      otherwise: source ?? saved.dataset, for: saved.configuration.model.model,
      split: saved.splitSeed)
    guard dataset.shape == saved.shape else {
      throw ConfigurationError.wrongInput(
        expected: saved.shape.count, found: dataset.shape.count)
    }
    return dataset
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

  /// Returns a setting and its value, written `key=value`.
  static func pair(
    _ text: String, of model: ModelDescription
  ) throws -> (String, Double) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw ValidationError("--set “\(text)” is not key=value, like beta=4")
    }
    let setting = model.settings.first { $0.name == parts[0] }
    // A setting that the model does not have is refused later, with the names of those that it has.
    guard let value = setting.map({ $0.value(of: parts[1]) }) ?? Double(parts[1]) else {
      throw ValidationError(
        "--set “\(text)”: \(parts[0]) may be \(setting?.allowed ?? "a number"), not “\(parts[1])”")
    }
    return (parts[0], value)
  }

  private static func preset(_ name: String, of model: ModelDescription) throws -> ModelPreset {
    guard let preset = model.presets.first(where: { $0.name == name }) else {
      let known = model.presets.map(\.name)
      throw ValidationError(
        known.isEmpty
          ? "the model \(model.id) has no presets"
          : "the model \(model.id) has no preset “\(name)”; it has \(known.joined(separator: ", "))"
      )
    }
    return preset
  }
}

import ArgumentParser
import Models
import RunStore

/// What commands that train on from a saved run have in common.
struct TrainingOnOptions: ParsableArguments {
  @Option(help: "The last epoch (default: that of the run).")
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "The data, where it is not in its place any more.", valueName: "name|path"))
  var data: String?

  @Option(help: "Worker threads (default: one a processor). The result does not depend on it.")
  var threads: Int?

  @Flag(help: "Print JSON, one object a line: start, each epoch, end.")
  var json = false

  @Option(
    help: ArgumentHelp("Where to save the trained model.", valueName: "file.safetensors"))
  var save: String?

  mutating func validate() throws {
    guard threads.map({ (1...256).contains($0) }) ?? true else {
      throw ValidationError("threads can't be \(threads ?? 0); it may be 1…256")
    }
    guard epochs.map({ (1...1_000_000).contains($0) }) ?? true else {
      throw ValidationError("epochs can't be \(epochs ?? 0); it may be 1…1000000")
    }
    if let save { try CheckpointPlace.check(save) }
  }

  /// Reads a run's data.
  func dataset(of subject: RunSubject) throws -> (data: Dataset, source: String) {
    var options = try TrainingOptions.parse([])
    options.data = data ?? subject.source
    let dataset = try options.dataset(
      for: subject.configuration.model.model, split: subject.splitSeed)
    guard dataset.shape == subject.shape else {
      throw ConfigurationError.wrongInput(
        expected: subject.shape.count, found: dataset.shape.count)
    }
    return (dataset, options.source())
  }

  /// Returns a training with these options that goes on from a checkpoint.
  ///
  /// - Parameters:
  ///   - configuration: how it goes on.
  ///   - checkpoint: where.
  ///   - run: the run that the checkpoint is of.
  ///   - store: where the run is.
  /// - Returns: the training.
  /// - Throws: when there is nothing left to train, or the data is not there.
  func training(
    _ configuration: TrainingConfiguration, from checkpoint: Checkpoint, of run: SavedRun,
    _ store: RunStore
  ) throws -> ReportedTraining {
    var configuration = configuration
    configuration.epochs = epochs ?? configuration.epochs
    guard let last = configuration.epochs else {
      throw ValidationError(
        "run \(run.id) has no last epoch: say with --epochs where to end; it has done "
          + "\(checkpoint.state.epoch)")
    }
    guard checkpoint.state.epoch < last else {
      throw ValidationError(
        "run \(run.id) has done \(checkpoint.state.epoch) of \(last) epochs: say with --epochs how "
          + "far to go on")
    }
    let (dataset, source) = try dataset(of: run.subject)
    return ReportedTraining(
      configuration: configuration, dataset: dataset, source: source,
      splitSeed: run.subject.splitSeed, threads: threads ?? Processor.count, store: store,
      state: checkpoint.state, save: save, isJSON: json)
  }
}

/// `aexplorer runs resume`: goes on with a run where it ended.
struct RunsResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a run from its newest checkpoint, without a screen.",
    discussion: """
      The run that was interrupted and resumed ends with the same bits as one that was not. \
      `aexplorer explore --run ID` does the same in the explorer.
      """)

  @OptionGroup var folder: RunsFolder

  @Argument(help: ArgumentHelp("The run's number.", valueName: "id"))
  var id: Int

  @OptionGroup var options: TrainingOnOptions

  func run() throws {
    let store = try folder.store()
    let run = try store.run(id)
    guard run.status != .running, run.status != .paused else {
      throw RunStoreError.inUse(run: id)
    }
    let checkpoint = try store.checkpoint(of: run)
    var training = try options.training(
      checkpoint.configuration, from: checkpoint, of: run, store)
    training.resumed = run
    try training.run()
  }
}

/// `aexplorer runs fork`: a new run from a checkpoint of another, with something changed.
struct RunsForkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fork",
    abstract: "Begin a new run from a checkpoint of another, with something changed.",
    discussion: """
      The new run begins with the weights and the optimizer of the old one at that epoch, which stays \
      as it is.
      """)

  @OptionGroup var folder: RunsFolder

  @Argument(help: ArgumentHelp("The number of the run to fork from.", valueName: "id"))
  var id: Int

  @Option(help: "The epoch to fork from; `runs show` lists those kept (default: the newest).")
  var epoch: Int?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A setting of the model; `aexplorer models ID` lists them.", valueName: "key=value"))
  var settings: [String] = []

  @Option(help: "Another learning rate.")
  var learningRate: Float?

  @Option(help: "Another seed, of the batches and all noise from there on.")
  var seed: UInt64?

  @OptionGroup var options: TrainingOnOptions

  func run() throws {
    let store = try folder.store()
    let run = try store.run(id)
    var checkpoint = try store.checkpoint(of: run, epoch: epoch)
    var configuration = checkpoint.configuration
    let description = try ModelCatalog.description(of: configuration.model.model)
    for setting in settings {
      let (key, value) = try TrainingOptions.pair(setting, of: description)
      configuration.model.settings[key] = value
      // What may change while training is part of the state.
      if checkpoint.state.controls[key] != nil { checkpoint.state.controls[key] = Float(value) }
    }
    if let learningRate {
      configuration.learningRate = learningRate
      checkpoint.state.learningRate = learningRate
    }
    configuration.seed = seed ?? configuration.seed
    do {
      try configuration.validate()
    } catch {
      throw ValidationError(error.description)
    }
    var training = try options.training(configuration, from: checkpoint, of: run, store)
    training.origin = SavedRun.Origin(run: run.id, epoch: checkpoint.state.epoch)
    try training.run()
  }
}

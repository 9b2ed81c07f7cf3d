import ArgumentParser
import Models

/// `aexplorer train`: the same training without a screen.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model without a screen.",
    discussion: """
      Prints one line an epoch, with a progress bar when standard error is a terminal. Losses are \
      sums over one sample, averaged over samples: nats or squared error. Ctrl-C ends training \
      after the current step and still saves.
      """)

  @OptionGroup var options: TrainingOptions

  @Option(help: "Epochs to train.")
  var epochs = 30

  @Flag(help: "Print JSON, one object a line: start, each epoch, end.")
  var json = false

  @Flag(
    help:
      "Measure the read-outs on all test images, not on the first few: seconds, or minutes, more.")
  var thorough = false

  @Option(
    help: ArgumentHelp(
      "Where to save the trained model.", valueName: "file.safetensors"))
  var save: String?

  mutating func validate() throws {
    try options.check(epochs: epochs)
    if let save { try CheckpointPlace.check(save) }
  }

  func run() throws {
    let configuration = try options.configuration(epochs: epochs)
    let dataset = try options.dataset()
    let reporter = TrainReporter(asJSON: json, epochs: epochs, isThorough: thorough)
    let runner = HeadlessRunner()
    let (trainer, reason) = try runner.train(
      configuration, dataset: dataset, threads: options.workerCount,
      onEpoch: { reporter.finished($0) }, onStart: { reporter.began($0) },
      onProgress: { reporter.progress($0) }, onDivergence: { reporter.diverged($0) })
    if let save, let state = trainer.finalState {
      let checkpoint = Checkpoint(
        configuration: configuration, dataset: dataset.name, shape: dataset.shape,
        classCount: dataset.classNames.count,
        splitSeed: dataset.kind == .ratings ? options.splitSeed ?? 1 : nil,
        state: state)
      try checkpoint.write(to: save)
    }
    reporter.ended(trainer, reason: reason, checkpoint: save)
    try runner.check(reason)
  }
}

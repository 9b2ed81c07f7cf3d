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

  @OptionGroup var recording: RecordingOptions

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
    let dataset = try options.dataset()
    let training = ReportedTraining(
      configuration: try options.configuration(epochs: epochs), dataset: dataset,
      source: options.source(), splitSeed: options.splitSeed, threads: options.workerCount,
      store: try recording.store(), save: save, isJSON: json, isThorough: thorough)
    try training.run()
  }
}

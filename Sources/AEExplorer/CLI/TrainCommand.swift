import ArgumentParser
import Dispatch
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
    let bell = DispatchSemaphore(value: 0)
    let interruption = Interruption { bell.signal() }
    let reporter = TrainReporter(asJSON: json, epochs: epochs)
    let trainer = try Trainer(
      configuration, dataset: dataset, threads: options.workerCount,
      onEpoch: { reporter.finished($0) }, onPublish: { bell.signal() })
    reporter.began(trainer)
    trainer.send(.resume)
    let reason = wait(for: trainer, bell, interruption, reporter)
    trainer.stop()
    if let save, let state = trainer.finalState {
      let checkpoint = Checkpoint(
        configuration: configuration, dataset: dataset.name, shape: dataset.shape,
        classCount: dataset.classNames.count,
        state: state)
      try checkpoint.write(to: save)
    }
    reporter.ended(trainer, reason: reason, checkpoint: save)
    switch reason {
    case .finished: break
    case .diverged: throw ExitCode.failure
    case .stopped: throw ExitCode(128 + interruption.signal)
    }
  }

  private func wait(
    for trainer: Trainer, _ bell: DispatchSemaphore, _ interruption: Interruption,
    _ reporter: TrainReporter
  ) -> EndReason {
    while true {
      bell.wait()
      if interruption.hasCome { return .stopped }
      let snapshot = trainer.snapshot
      switch snapshot.status {
      case .finished: return .finished
      case .diverged(let divergence):
        reporter.diverged(divergence)
        return .diverged
      case .running, .paused, .stopped: reporter.progress(snapshot)
      }
    }
  }
}

/// Why a training without a screen ended.
enum EndReason: String, Encodable {
  case finished
  case stopped
  case diverged
}

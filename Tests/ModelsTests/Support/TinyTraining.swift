import Dispatch
import Synchronization
import Testing

@testable import Models

/// Small data, configurations and trainers.
enum TinyTraining {
  /// 37 training and 11 test images of 3x2 pixels: no batch size but 37 divides them.
  static let dataset = Dataset(
    name: "tiny", title: "Tiny", shape: ImageShape(height: 2, width: 3),
    train: split(count: 37, phase: 0), test: split(count: 11, phase: 1), classNames: ["a", "b"])

  /// A small model of the catalog.
  static func configuration(
    _ description: ModelDescription = VariationalAutoencoder.description,
    hidden: [Int] = [5], epochs: Int? = nil
  ) -> TrainingConfiguration {
    var model = ModelConfiguration(defaultsOf: description)
    model.hidden = hidden
    model.codeSize = 2
    return TrainingConfiguration(
      model: model, learningRate: 0.01, batchSize: 8, shards: 2, seed: 3, epochs: epochs)
  }

  private static func split(count: Int, phase: Double) -> Split {
    Split(
      images: waveBytes(count * 6, phase: phase), labels: (0..<count).map { UInt8($0 % 2) })
  }

  private static func waveBytes(_ count: Int, phase: Double) -> [UInt8] {
    wave(count, amplitude: 127, a: 0.9, b: phase).map { UInt8(128 + $0) }
  }
}

/// A trainer, and a way to wait for what it publishes without sleeping.
final class ObservedTrainer: Sendable {
  let trainer: Trainer
  private let bell: DispatchSemaphore
  private let log: EpochLog

  /// Epochs as they end.
  private final class EpochLog: Sendable {
    let results = Mutex<[EpochResult]>([])
  }

  init(
    _ configuration: TrainingConfiguration, dataset: Dataset = TinyTraining.dataset,
    threads: Int = 1, resuming: TrainingState? = nil, archive: WeightArchive? = nil
  ) throws {
    let bell = DispatchSemaphore(value: 0)
    let log = EpochLog()
    self.bell = bell
    self.log = log
    trainer = try Trainer(
      configuration, dataset: dataset, threads: threads, resuming: resuming,
      archive: archive, onEpoch: { result in log.results.withLock { $0.append(result) } },
      onPublish: { bell.signal() })
  }

  /// The epochs that have ended.
  var epochs: [EpochResult] { log.results.withLock { $0 } }

  /// Waits until a snapshot is as wanted, and returns it; half a minute is for ever here.
  @discardableResult
  func wait(
    sourceLocation: SourceLocation = #_sourceLocation, until isWanted: (TrainingSnapshot) -> Bool
  ) throws -> TrainingSnapshot {
    while true {
      let snapshot = trainer.snapshot
      if isWanted(snapshot) { return snapshot }
      try #require(
        bell.wait(timeout: .now() + 30) == .success, "still \(snapshot.status)",
        sourceLocation: sourceLocation)
    }
  }

  /// Gives a command that ends in waiting, and returns the snapshot of that.
  @discardableResult
  func obey(_ command: TrainerCommand) throws -> TrainingSnapshot {
    // The trainer publishes once when it has read the command, and again when it waits.
    let steps = trainer.snapshot.step
    trainer.send(command)
    return try wait { $0.step > steps && $0.status != .running }
  }

  /// Trains to the last epoch, and returns the state.
  func finish() throws -> TrainingState {
    trainer.send(.resume)
    try wait { $0.status == .finished }
    return try end()
  }

  /// Ends the training, and returns its state.
  func end() throws -> TrainingState {
    trainer.stop()
    return try #require(trainer.finalState)
  }
}

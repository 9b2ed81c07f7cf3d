internal import Dispatch
internal import Synchronization

/// What a trainer can be told to do.
public enum TrainerCommand: Equatable, Sendable {
  /// Stop after the current step, and wait.
  case pause
  /// Go on; also after the last epoch, and after a divergence.
  case resume
  /// Make one step, then wait.
  case step
  /// Go on to the end of the current epoch, then wait.
  case epoch
  /// Wait once a step has been made, whatever was asked for until then.
  case pauseAt(step: Int)
  /// Use another learning rate from the next step on.
  case setLearningRate(Float)
  /// Use another value of a control (`beta` …) from the next step on.
  case setControl(String, Float)
  /// Keep another pace.
  case setPace(Pace)
}

/// Trains a model on a queue of its own.
///
/// The weights never leave that queue: others see immutable snapshots, published at most once a
/// frame, and send commands, which are read between two steps.
public final class Trainer: Sendable {
  /// What is trained.
  public let model: any Autoencoder
  /// On what.
  public let dataset: Dataset
  /// How.
  public let configuration: TrainingConfiguration

  /// The weights of earlier steps, where they are kept.
  public let archive: WeightArchive?

  private let queue = DispatchQueue(label: "aexplorer.training", qos: .userInitiated)
  private let inbox = Inbox()
  private let published: Mutex<TrainingSnapshot>
  private let ended: Mutex<TrainingState?> = Mutex(nil)
  private let onPublish: @Sendable () -> Void

  /// Creates a trainer, which waits for its first command.
  ///
  /// - Parameters:
  ///   - configuration: the model and how to train it.
  ///   - dataset: what to train on.
  ///   - threads: workers; the result does not depend on it.
  ///   - resuming: a state to go on from, instead of first values.
  ///   - past: the epochs before that state, as far as they are to be shown.
  ///   - archive: where weights of earlier steps are kept, if they are to be.
  ///   - keeper: keeps the training's history and states, if they are to be.
  ///   - onEpoch: called on the training queue after every epoch.
  ///   - onPublish: called on the training queue whenever there is a new snapshot.
  /// - Throws: what can't be used in the configuration.
  public init(
    _ configuration: TrainingConfiguration, dataset: Dataset, threads: Int,
    resuming: TrainingState? = nil, past: [EpochResult] = [], archive: WeightArchive? = nil,
    keeper: (any StateKeeper)? = nil,
    onEpoch: (@Sendable (EpochResult) -> Void)? = nil,
    onPublish: @escaping @Sendable () -> Void = {}
  ) throws(ConfigurationError) {
    try configuration.validate()
    let dataset = try dataset.without(class: configuration.withoutClass)
    let model = try ModelCatalog.make(configuration.model, input: InputDescription(dataset))
    try resuming?.validate(
      configuration, layout: model.layout, phases: model.phases.count,
      samples: dataset.train.count)
    self.model = model
    self.dataset = dataset
    self.configuration = configuration
    self.archive = archive
    self.onPublish = onPublish
    let loop = TrainingLoop(
      configuration, model: model, dataset: dataset, threads: threads, resuming: resuming,
      past: past, archive: archive, keeper: keeper)
    published = Mutex(loop.snapshot(status: .paused))
    // The loop is made here, so that the first snapshot exists at once, and then belongs to the
    // queue alone.
    let handedOver = Handover(loop)
    queue.async { [self] in
      guard let loop = handedOver.take() else { return }
      loop.run(inbox: inbox, publish: publish, onEpoch: onEpoch)
      let state = loop.state
      ended.withLock { $0 = state }
    }
  }

  /// The latest published state; reading it never waits for a step.
  public var snapshot: TrainingSnapshot {
    published.withLock { $0 }
  }

  /// Gives a command; it is carried out between two steps.
  public func send(_ command: TrainerCommand) {
    inbox.send(command)
  }

  /// Lets this training take turns with another at a gate, or, at none, train whenever it can.
  ///
  /// - Parameters:
  ///   - gate: where both take turns.
  ///   - player: its place there, 0 or 1.
  public func takeTurns(at gate: TurnGate?, as player: Int) {
    inbox.take(gate?.seat(player) { [inbox] in inbox.ring() })
  }

  /// Ends training, and returns when the queue is idle and the last snapshot is published.
  public func stop() {
    inbox.close()
    queue.sync {}
  }

  /// Where training ended, once it was stopped.
  public var finalState: TrainingState? {
    ended.withLock { $0 }
  }

  private func publish(_ snapshot: TrainingSnapshot) {
    published.withLock { $0 = snapshot }
    onPublish()
  }
}

/// Gives a value to another thread, once.
private final class Handover: Sendable {
  private let value: Mutex<TrainingLoop?>

  init(_ loop: sending TrainingLoop) {
    value = Mutex(loop)
  }

  func take() -> sending TrainingLoop? {
    value.withLock { value in
      let taken = value
      value = nil
      return taken
    }
  }
}

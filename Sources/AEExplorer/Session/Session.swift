import Dispatch
import Models

/// Runs effects: owns the trainer and everything that is computed for the screen.
///
/// It belongs to the screen's thread. Cheap work (one digit, one decoded point) is done at once; the
/// rest happens elsewhere and comes back through the mailbox.
final class Session {
  /// The data.
  let dataset: Dataset
  /// What the screen may take from training.
  let shares: ScreenShares

  private let mailbox: Mailbox
  private let threads: Int
  private let observer: Observer
  private let baselinesQueue = DispatchQueue(label: "aexplorer.baselines", qos: .utility)
  private var configuration: TrainingConfiguration
  private var trainer: Trainer
  private var inference: Inference
  private var generation = 0
  /// The weights that the screen shows.
  private var weights: WeightSnapshot

  /// Creates a session with its first training, which waits for a command.
  ///
  /// - Parameters:
  ///   - configuration: what to train.
  ///   - dataset: on what.
  ///   - threads: workers.
  ///   - resuming: a state to go on from.
  ///   - mailbox: where news is left.
  /// - Throws: what can't be used in the configuration.
  init(
    _ configuration: TrainingConfiguration, dataset: Dataset, threads: Int,
    resuming: TrainingState? = nil, mailbox: Mailbox
  ) throws(ConfigurationError) {
    self.configuration = configuration
    self.dataset = dataset
    self.threads = threads
    self.mailbox = mailbox
    trainer = try Trainer(
      configuration, dataset: dataset, threads: threads, resuming: resuming,
      onPublish: { mailbox.snapshotIsReady() })
    weights = trainer.snapshot.weights
    inference = Inference(model: trainer.model)
    shares = ScreenShares(workers: threads, processors: Processor.count)
    observer = Observer(dataset.test, share: shares.observation) { mailbox.leave($0) }
    findBaselines(components: configuration.model.codeSize)
  }

  /// Whether there will be baselines.
  var hasBaselines: Bool { dataset.shape.count <= PrincipalComponents.maximumFeatures }

  /// What the screens need to know of the data.
  var facts: DatasetFacts {
    DatasetFacts(
      name: dataset.name, shape: dataset.shape, labels: dataset.test.labels,
      classNames: dataset.classNames, entropyFloor: dataset.entropyFloor)
  }

  /// The state of the training as it is now.
  var current: Action {
    .trained(TrainingNews(generation: generation, snapshot: trainer.snapshot))
  }

  /// Returns the news that has come.
  func news() -> [Action] {
    mailbox.take {
      let snapshot = trainer.snapshot
      weights = snapshot.weights
      return TrainingNews(generation: generation, snapshot: snapshot)
    }
  }

  /// Does what an effect asks for, and returns what came of it at once.
  ///
  /// Effects on the terminal are the caller's; they are ignored here.
  func perform(_ effect: Effect) -> [Action] {
    switch effect {
    case .quit, .repaint, .setMouse:
      return []
    case .training(let command):
      trainer.send(command)
      return []
    case .restart(let seed):
      return restart(seed: seed)
    case .inspect(let digit, let noise):
      return [.inspected(inspect(digit, noise))]
    case .decode(let code):
      let picture = inference.decode(code, weights: weights)
      return [.decoded(DecodedPoint(code: code, picture: picture, step: weights.step))]
    case .observe(let isUrgent):
      observer.request(
        Observer.Request(
          generation: generation, model: trainer.model, weights: weights, isUrgent: isUrgent))
      return []
    }
  }

  /// Ends training, and returns when it has ended.
  ///
  /// The observer may still be at work.
  func close() {
    observer.close()
    trainer.stop()
  }

  /// Waits until nobody computes any more: an ordinary exit takes the BLAS's memory away.
  func waitUntilIdle() {
    observer.waitUntilIdle()
    baselinesQueue.sync {}
  }

  private func restart(seed: UInt64) -> [Action] {
    var next = configuration
    next.seed = seed
    do {
      let mailbox = mailbox
      let replacement = try Trainer(
        next, dataset: dataset, threads: threads, onPublish: { mailbox.snapshotIsReady() })
      trainer.stop()
      configuration = next
      trainer = replacement
      generation += 1
      weights = trainer.snapshot.weights
      inference = Inference(model: trainer.model)
      return [current]
    } catch {
      return [.failed(error.description)]
    }
  }

  private func inspect(_ digit: Int, _ noise: Corruption?) -> DigitInspection {
    let image = dataset.test.image(digit).map { Float($0) / 255 }
    let input =
      noise?.applied(to: image, shape: dataset.shape, seed: configuration.seed, sample: digit)
      ?? image
    let codes = inference.encode(input, weights: weights)
    return DigitInspection(
      digit: digit, image: image, input: input,
      reconstruction: inference.decode(codes.means, weights: weights), code: codes.means,
      logVariance: codes.logVariances, step: weights.step)
  }

  /// Works PCA out beside the training; its line is on the chart when it is ready.
  ///
  /// Images beyond a size have none: their covariance matrix would take too long and too much memory.
  private func findBaselines(components: Int) {
    guard hasBaselines else { return }
    let dataset = dataset
    let mailbox = mailbox
    baselinesQueue.async {
      let analysis = PrincipalComponents(of: dataset.train, shape: dataset.shape)
      let count = min(components, dataset.shape.count)
      mailbox.leave(
        Baselines(
          components: count,
          squaredError: analysis.squaredErrors(on: dataset.test)[count],
          crossEntropy: analysis.crossEntropy(on: dataset.test, components: count)))
    }
  }
}

import Models

/// The training that another is compared with.
final class Rival {
  /// It.
  let trainer: Trainer
  /// Where it takes turns with the current one; nil for an earlier training, which stands still.
  let gate: TurnGate?
  /// Whether it is nobody else's: it ends with the comparison.
  let isOwned: Bool
  /// Encodes and decodes with its model.
  let inference: Inference
  /// Encodes the test split with it.
  let observer: Observer

  init(_ trainer: Trainer, gate: TurnGate?, isOwned: Bool, observer: Observer) {
    self.trainer = trainer
    self.gate = gate
    self.isOwned = isOwned
    self.observer = observer
    inference = Inference(model: trainer.model)
  }

  /// Whether it is one of the trainings that are kept to be returned to.
  var isEarlier: Bool { !isOwned }

  /// Does what the current training is told to do, but for what may differ between the two.
  func follow(_ command: TrainerCommand) {
    switch command {
    case .pause, .resume, .step, .epoch, .pauseAt, .setPace:
      if gate != nil { trainer.send(command) }
    case .setLearningRate, .setControl: break
    }
  }

  /// Its weights now, or those nearest to an earlier step.
  func weights(at step: Int?) -> WeightSnapshot {
    step.flatMap { trainer.archive?.snapshot(nearest: $0) } ?? trainer.snapshot.weights
  }
}

/// Two trainings side by side.
extension Session {
  /// The rival's newest snapshot.
  var rivalNews: TrainingNews? {
    rival.map { TrainingNews(generation: rivalCount, snapshot: $0.trainer.snapshot) }
  }

  /// Begins a training beside the current one, with which it takes turns.
  func beginRival(
    _ next: TrainingConfiguration, step: Int?, then commands: [TrainerCommand]
  ) -> [Action] {
    dropRival()
    rivalCount += 1
    do {
      let mailbox = mailbox
      let state = try step.map { _ throws(ConfigurationError) in
        try TrainingState(from: weights, next, dataset: dataset)
      }
      let other = try Trainer(
        next, dataset: dataset, threads: threads, resuming: state,
        archive: WeightArchive(budget: archiveBudget / 2),
        onPublish: { mailbox.rivalSnapshotIsReady() })
      let gate = TurnGate()
      trainer.takeTurns(at: gate, as: 0)
      other.takeTurns(at: gate, as: 1)
      rival = Rival(other, gate: gate, isOwned: true, observer: makeRivalObserver())
      for command in commands { other.send(command) }
      return rivalActions
    } catch {
      return [.rival(.failed(error.description))]
    }
  }

  /// Compares with the training that `u` returns to.
  func compareWithEarlier() -> [Action] {
    dropRival()
    rivalCount += 1
    guard let former = kept.last else { return [.rival(.failed("there is no earlier training"))] }
    rival = Rival(former, gate: nil, isOwned: false, observer: makeRivalObserver())
    return rivalActions
  }

  /// Compares with none.
  func dropRival() {
    guard let rival else { return }
    self.rival = nil
    retire(rival.observer)
    guard rival.isOwned else { return }
    if rival.gate != nil { trainer.takeTurns(at: nil, as: 0) }
    retire(rival.trainer)
  }

  /// Looks at the rival with the digit and the cursor of the screen.
  func lookAtRival(
    _ digit: Int, _ noise: Corruption?, _ code: [Float], isUrgent: Bool
  ) -> [Action] {
    guard let rival else { return [] }
    let weights = rival.weights(at: pastStep)
    let seen = inspect(digit, noise, rival.inference, weights)
    // Codes of other sizes share the dimensions that both have.
    let size = rival.inference.model.codeSize
    let own = Array((code + Array(repeating: 0, count: size)).prefix(size))
    let decoded = rival.inference.decode(own, weights: weights)
    let picture = ratingPictures?.picture(decoded) ?? decoded
    rival.observer.request(
      Observer.Request(
        generation: rivalCount, pastStep: pastStep, model: rival.trainer.model,
        configuration: rival.trainer.configuration.model, weights: weights,
        train: rival.trainer.dataset.train, isUrgent: isUrgent))
    return [.rival(.seen(seen, DecodedPoint(code: own, picture: picture, step: weights.step)))]
  }

  private var rivalActions: [Action] { rivalNews.map { [.rival(.trained($0))] } ?? [] }

  /// Shows a rival.
  func show(_ other: Rival) -> [Action] {
    rival = other
    return rivalActions
  }

  func makeRivalObserver() -> Observer {
    let mailbox = mailbox
    return Observer(
      dataset.test, share: shares.observation
    ) { mailbox.leave(ofRival: $0) }
  }
}

internal import Dispatch

/// The life of one training, on the training queue: commands, steps, epochs, publications.
final class TrainingLoop {
  private let configuration: TrainingConfiguration
  private let model: any Autoencoder
  private let dataset: Dataset
  private let engine: StepEngine
  private let order: UnsafeMutableBufferPointer<Int32>
  private let testOrder: UnsafeMutableBufferPointer<Int32>
  private let stepsPerEpoch: Int

  private var mode = Mode.waiting
  private var status = TrainingStatus.paused
  private var epochLimit: Int?
  private var pace = Pace.full
  private var learningRate: Float
  /// The step behind which training is to wait.
  private var pauseStep: Int?
  private var step: Int
  private var epoch: Int
  private var stepInEpoch: Int
  private var shuffledEpoch = -1

  private var losses: LossRecord
  private var lastEpoch: EpochResult?
  private var watch = LossWatch()
  /// Which phases run where none counts towards the loss, and the watch over them.
  private var stage: (phases: [Bool], watch: LossWatch) = ([], LossWatch())

  private var clock = TrainingClock()
  private var guardian: WeightGuardian
  private var publication = PublicationGovernor()
  private var snapshotBuffers = SnapshotBuffers()
  private var published = 0
  private let archive: WeightArchive?
  /// Who keeps the training's states, if anybody does.
  private let keeper: (any StateKeeper)?
  /// Where it takes turns with another training.
  private var seat: TurnGate.Seat?
  /// The step at which the archive wants the weights.
  private var archivedNext = 0
  private var nextStepTime: UInt64 = 0

  /// What the loop does next.
  private enum Mode: Equatable {
    case waiting
    case running
    case oneStep
    case toEndOfEpoch
  }

  /// Creates the loop at a state, or at the beginning.
  init(
    _ configuration: TrainingConfiguration, model: any Autoencoder, dataset: Dataset, threads: Int,
    resuming: TrainingState?, past: [EpochResult] = [], archive: WeightArchive? = nil,
    keeper: (any StateKeeper)? = nil
  ) {
    let state =
      resuming
      ?? TrainingState(configuration, layout: model.layout, phases: model.phases.count)
    self.configuration = configuration
    self.model = model
    self.dataset = dataset
    self.archive = archive
    self.keeper = keeper
    engine = StepEngine(
      model: model, parameters: state.parameters, batchSize: configuration.batchSize,
      shards: configuration.shards, threads: threads)
    engine.moments = (state.firstMoment, state.secondMoment)
    engine.optimizerSteps = state.optimizerSteps
    order = .allocate(capacity: dataset.train.count)
    order.initialize(repeating: 0)
    testOrder = .allocate(capacity: dataset.test.count)
    _ = testOrder.initialize(from: (0..<dataset.test.count).lazy.map(Int32.init))
    stepsPerEpoch = configuration.stepsPerEpoch(samples: dataset.train.count)
    epochLimit = configuration.epochs
    learningRate = state.learningRate
    step = state.step
    epoch = state.epoch
    stepInEpoch = state.stepInEpoch
    losses = LossRecord(engine, measures: model.measures, past: past)
    lastEpoch = past.last { [losses] in losses.fits($0) }
    guardian = WeightGuardian(engine.parameters, step: state.step)
    for (name, value) in state.controls {
      engine.controls.setValue(value, of: name)
    }
    engine.controls.follow(progress)
  }

  deinit {
    order.deallocate()
    testOrder.deallocate()
  }

  /// Trains until the inbox is closed.
  func run(
    inbox: Inbox, publish: (TrainingSnapshot) -> Void, onEpoch: ((EpochResult) -> Void)?
  ) {
    defer { engine.close() }
    let untrained = evaluate(inbox)
    watch.begin(untrained.loss)
    if losses.test.loss.last?.step != step { losses.addTest(untrained, step: step) }
    publishNow(publish)
    while true {
      let news = inbox.drain()
      for command in news.commands {
        obey(command)
      }
      if let seat = news.seat {
        self.seat?.rest()
        self.seat = seat
      }
      if news.isClosed { break }
      if !news.commands.isEmpty { publishNow(publish) }
      guard mode != .waiting else {
        seat?.rest()
        clock.stop()
        keepState(endOf: nil)
        inbox.wait()
        continue
      }
      guard isDue(inbox) else { continue }
      clock.start()
      makeStep()
      finishEpochIfComplete(inbox, onEpoch)
      if mode == .waiting || pace != .full || publication.isDue() || isArchiveDue {
        publishNow(publish)
        keepState(endOf: nil)
      }
    }
    seat?.rest()
    status = .stopped
    publishNow(publish)
  }

  /// The state to go on from another time.
  var state: TrainingState {
    var state = TrainingState(configuration, layout: ParameterLayout(), phases: 0)
    state.parameters = engine.parameters.array
    (state.firstMoment, state.secondMoment) = engine.moments
    state.step = step
    state.optimizerSteps = engine.optimizerSteps
    state.epoch = epoch
    state.stepInEpoch = stepInEpoch
    state.learningRate = learningRate
    state.controls = engine.controls.values
    return state
  }

  // MARK: - Commands

  private func obey(_ command: TrainerCommand) {
    switch command {
    case .pause: wait(.paused)
    case .resume: go(.running)
    case .step: go(.oneStep)
    case .epoch: go(.toEndOfEpoch)
    case .pauseAt(let step): pauseStep = step
    case .setLearningRate(let rate): if rate.isFinite, rate > 0 { learningRate = rate }
    case .setControl(let name, let value):
      if configuration.model.allows(value, forControl: name) {
        engine.controls.setValue(value, of: name)
        engine.controls.follow(progress)
        watch.allowGrowth()
      }
    case .setPace(let newPace):
      pace = newPace
      nextStepTime = 0
    }
  }

  private func go(_ next: Mode) {
    if status == .finished { epochLimit = nil }
    mode = next
    status = .running
    keeper?.changed(to: status)
  }

  private func wait(_ newStatus: TrainingStatus) {
    mode = .waiting
    status = newStatus
    keeper?.changed(to: status)
  }

  /// Gives the state to whoever keeps it, if it is wanted now.
  private func keepState(endOf epoch: Int?) {
    guard let keeper, keeper.wantsState(at: step, endOf: epoch) else { return }
    keeper.keep(state)
  }

  /// Returns whether the next step may be made now; waits for it, or for a command, if not.
  private func isDue(_ inbox: Inbox) -> Bool {
    let lead = pace == .full && mode == .running ? TurnGate.lead : 1
    if let seat, !seat.mayStep(at: step, lead: lead) {
      clock.stop()
      inbox.wait(seconds: 0.5)
      return false
    }
    guard let seconds = pace.secondsPerStep, mode == .running else { return true }
    let now = DispatchTime.now().uptimeNanoseconds
    guard now >= nextStepTime else {
      inbox.wait(seconds: Double(nextStepTime - now) / 1e9)
      return false
    }
    nextStepTime = now + UInt64(seconds * 1e9)
    return true
  }

  // MARK: - Steps

  private func makeStep() {
    if shuffledEpoch != epoch {
      RandomKey(seed: configuration.seed, epoch: epoch, purpose: .shuffle).shuffle(order)
      shuffledEpoch = epoch
    }
    let first = stepInEpoch * configuration.batchSize
    let rows = min(configuration.batchSize, order.count - first)
    guardian.prepare(engine.parameters, step: step)
    let random = RandomKey(seed: configuration.seed, epoch: epoch, purpose: .posterior)
    let isFinite = dataset.train.withData { data in
      guard let order = order.baseAddress else { return false }
      return engine.step(
        Batch(data: data, samples: order + first, rows: rows, random: random),
        settings: configuration.optimizer, learningRate: learningRateInUse, progress: progress)
    }
    let verdict = judge(rows: rows)
    guard isFinite, !verdict.hasExploded else {
      diverge(isLarge: isFinite)
      return
    }
    guardian.judge(isSound: verdict.isSound)
    step += 1
    stepInEpoch += 1
    clock.count(images: rows)
    losses.addBatch(of: engine, rows: rows, step: step)
    if mode == .oneStep || step == pauseStep { wait(.paused) }
  }

  /// Returns what the watch says of the step's loss, or of that of a stage which has no part in it.
  private func judge(rows: Int) -> (isSound: Bool, hasExploded: Bool) {
    if let loss = engine.objective(rows: rows) {
      watch.take(loss)
      return (watch.isSound(loss), watch.hasExploded(loss))
    }
    let loss = engine.stageObjective(rows: rows)
    if stage.phases != engine.hasRun {
      stage = (engine.hasRun, LossWatch())
      stage.watch.begin(loss)
    }
    return (stage.watch.isSound(loss), stage.watch.hasExploded(loss))
  }

  /// The learning rate as its decay has made it by now.
  private var learningRateInUse: Float {
    learningRate * configuration.learningRateDecay.factor(progress, epochs: configuration.epochs)
  }

  private var progress: TrainingProgress {
    TrainingProgress(
      step: step, epoch: epoch, stepInEpoch: stepInEpoch, stepsPerEpoch: stepsPerEpoch)
  }

  private func diverge(isLarge: Bool) {
    let broken = engine.termSums.firstIndex { !$0.isFinite }
    let culprit = broken ?? (isLarge ? engine.heaviestTerm : nil)
    report(culprit.map { engine.termNames[$0] } ?? "gradient")
  }

  private func report(_ term: String) {
    let restored = guardian.restore(engine.parameters)
    engine.clearMoments()
    wait(
      .diverged(
        Divergence(
          step: step + 1, term: term, restoredStep: restored, learningRate: learningRate)))
  }

  // MARK: - Epochs

  private func finishEpochIfComplete(
    _ inbox: Inbox, _ onEpoch: ((EpochResult) -> Void)?
  ) {
    guard stepInEpoch >= stepsPerEpoch else { return }
    clock.stop()
    let means = losses.takeEpochMeans(of: engine)
    let tested = evaluate(inbox)
    // Also where evaluation was given up: the state is to be one that a training can go on from.
    epoch += 1
    stepInEpoch = 0
    if inbox.isClosed { return }
    let result = EpochResult(
      epoch: epoch, step: step, train: means, test: tested,
      imagesPerSecond: clock.takeEpochRate(), seconds: clock.seconds)
    guard !watch.hasFailed(tested.loss) else {
      diverge(isLarge: true)
      return
    }
    losses.addTest(tested, step: step)
    lastEpoch = result
    onEpoch?(result)
    keeper?.finished(result)
    keepState(endOf: epoch)
    if let epochLimit, epoch >= epochLimit {
      wait(.finished)
    } else if mode == .toEndOfEpoch {
      wait(.paused)
    }
  }

  /// Returns the objective's mean over the test split.
  ///
  /// Sampled codes use the same noise each time. When training is to end, it ends early, and the
  /// values are of no use.
  private func evaluate(_ inbox: Inbox) -> LossValues {
    let random = RandomKey(seed: configuration.seed, epoch: 0, purpose: .evaluation)
    let count = dataset.test.count
    var loss = 0.0
    var terms = [Double](repeating: 0, count: engine.termNames.count)
    dataset.test.withData { data in
      guard let samples = testOrder.baseAddress else { return }
      for first in stride(from: 0, to: count, by: configuration.batchSize) where !inbox.isClosed {
        let rows = min(configuration.batchSize, count - first)
        engine.evaluate(Batch(data: data, samples: samples + first, rows: rows, random: random))
        loss += (engine.objective(rows: rows, evaluated: true) ?? 0) * Double(rows)
        for term in terms.indices {
          terms[term] += engine.termSums[term]
        }
      }
    }
    return LossValues(
      loss: loss / Double(max(count, 1)),
      terms: losses.book.shown(terms.map { $0 / Double(max(count, 1)) }))
  }

  // MARK: - Publishing

  private var isArchiveDue: Bool { archive != nil && step >= archivedNext }

  private func publishNow(_ publish: (TrainingSnapshot) -> Void) {
    publication.begin()
    let snapshot = snapshot(status: status)
    // Before anybody hears of it: who looks for it then finds it.
    if let archive, isArchiveDue { archivedNext = archive.keep(snapshot.weights) }
    publish(snapshot)
    publication.end()
  }

  /// Returns the state as others may see it; copies the weights once.
  func snapshot(status: TrainingStatus) -> TrainingSnapshot {
    published += 1
    let controlsInUse = engine.controls.valuesInUse
    return TrainingSnapshot(
      number: published, status: status, step: step, epoch: epoch, stepInEpoch: stepInEpoch,
      stepsPerEpoch: stepsPerEpoch, epochs: epochLimit, learningRate: learningRate,
      learningRateInUse: learningRateInUse, pace: pace,
      imagesPerSecond: clock.imagesPerSecond, seconds: clock.seconds,
      termNames: losses.book.names, headline: losses.book.headline, train: losses.train,
      test: losses.test,
      lastEpoch: lastEpoch,
      controls: engine.controls.values, controlsInUse: controlsInUse,
      weights: WeightSnapshot(
        buffer: snapshotBuffers.copy(of: engine.parameters), step: step, controls: controlsInUse))
  }
}

import Dispatch
import Models
import Synchronization

/// Runs effects: owns the trainer and everything that is computed for the screen.
///
/// It belongs to the screen's thread. Cheap work (one digit, one decoded point) is done at once; the
/// rest happens elsewhere and comes back through the mailbox.
final class Session {
  /// The data.
  let dataset: Dataset
  /// What the screen may take from training.
  let shares: ScreenShares

  let mailbox: Mailbox
  let threads: Int
  private let observer: Observer
  private let drawer: PixelDrawer
  private let studies: StudyRunner
  private let baselinesQueue = DispatchQueue(label: "aexplorer.baselines", qos: .utility)
  /// The principal components of the data, once they are known.
  private let components = KnownComponents()
  /// Where trainings come to their end that nobody looks at any more.
  private let retirements = DispatchQueue(label: "aexplorer.retirements", qos: .utility)
  /// Trainings that wait, to be returned to; the newest last.
  private(set) var kept: [Trainer] = []
  private var configuration: TrainingConfiguration
  private(set) var trainer: Trainer
  private var inference: Inference
  var generation = 0
  /// The weights that the screen shows.
  var weights: WeightSnapshot
  /// The earlier step that they are of; nil for the live ones.
  var pastStep: Int?
  /// The training that this one is compared with.
  var rival: Rival?
  /// Counts the rivals.
  var rivalCount = 0
  /// What has been seen of earlier steps of this training.
  var pastObservations: [Int: ObservationNews] = [:]
  /// The bytes that earlier weights may take.
  let archiveBudget: Int
  /// The saved runs; nil where there is nowhere to keep any.
  let runs: SessionRuns?

  /// Creates a session with its first training, which waits for a command.
  ///
  /// - Parameters:
  ///   - configuration: what to train.
  ///   - dataset: on what.
  ///   - threads: workers.
  ///   - resuming: a state to go on from.
  ///   - opened: the saved run that this is a state of.
  ///   - archiveBudget: the bytes that weights of earlier steps may take.
  ///   - runs: where trainings are recorded.
  ///   - mailbox: where news is left.
  /// - Throws: what can't be used in the configuration.
  init(
    _ configuration: TrainingConfiguration, dataset: Dataset, threads: Int,
    resuming: TrainingState? = nil, opened: OpenedRun? = nil,
    archiveBudget: Int = Session.archiveBudget, runs: SessionRuns? = nil, mailbox: Mailbox
  ) throws(ConfigurationError) {
    self.configuration = configuration
    self.dataset = dataset
    self.threads = threads
    self.mailbox = mailbox
    self.archiveBudget = archiveBudget
    self.runs = runs
    let recorder = runs?.makeRecorder(goingOnWith: opened.map { ($0.run, $0.state) }, mailbox)
    trainer = try Trainer(
      configuration, dataset: dataset, threads: threads, resuming: opened?.state ?? resuming,
      past: opened?.history ?? [], archive: WeightArchive(budget: archiveBudget),
      keeper: recorder, onPublish: { mailbox.snapshotIsReady() })
    runs?.begin(recorder, trainer)
    weights = trainer.snapshot.weights
    inference = Inference(model: trainer.model)
    shares = ScreenShares(workers: threads, processors: Processor.count)
    observer = Observer(
      dataset.test, share: shares.observation
    ) { mailbox.leave($0) }
    drawer = PixelDrawer(width: dataset.shape.width) { mailbox.leave($0) }
    studies = StudyRunner(dataset, components: components, share: shares.observation) {
      mailbox.leave($0)
    }
    findBaselines(components: configuration.model.codeSize)
  }

  /// Steps of an epoch.
  var stepsPerEpoch: Int { trainer.snapshot.stepsPerEpoch }

  /// Whether there will be baselines.
  var hasBaselines: Bool {
    dataset.kind == .ratings || dataset.shape.count <= PrincipalComponents.maximumFeatures
  }

  /// How ratings are shown; nil for other data.
  var ratingPictures: RatingPictures? {
    dataset.test.ratings.map { RatingPictures(features: dataset.shape.count, facts: $0) }
  }

  /// What the screens need to know of the data.
  var facts: DatasetFacts {
    DatasetFacts(
      name: dataset.name, shape: ratingPictures?.shape ?? dataset.shape,
      labels: dataset.test.labels, classNames: dataset.classNames,
      entropyFloor: dataset.entropyFloor, kind: dataset.kind, ratings: dataset.test.ratings,
      features: dataset.shape.count)
  }

  /// The state of the training as it is now.
  var current: Action {
    .trained(newest)
  }

  private var newest: TrainingNews {
    TrainingNews(
      generation: generation, snapshot: trainer.snapshot,
      timeline: trainer.archive?.contents ?? WeightArchive.Contents())
  }

  /// Returns the news that has come.
  func news() -> [Action] {
    let actions = mailbox.take(
      snapshot: {
        let news = newest
        if pastStep == nil { weights = news.snapshot.weights }
        return news
      }, rival: { rivalNews })
    for case .observed(let news) in actions { remember(news) }
    return actions
  }

  /// Does what an effect asks for, and returns what came of it at once.
  ///
  /// Effects on the terminal are the caller's; they are ignored here.
  func perform(_ effect: Effect) -> [Action] {
    switch effect {
    case .quit, .repaint, .setMouse, .setTheme, .keepPicture:
      return []
    case .training(let command):
      trainer.send(command)
      rival?.follow(command)
      return []
    case .beginRival(let configuration, let step, let commands):
      return beginRival(configuration, step: step, then: commands)
    case .compareWithEarlier:
      return compareWithEarlier()
    case .dropRival:
      dropRival()
      return []
    case .lookAtRival(let digit, let noise, let code, let isUrgent):
      return lookAtRival(digit, noise, code, isUrgent: isUrgent)
    case .begin(let configuration):
      return begin(configuration)
    case .fork(let configuration, let step):
      return fork(configuration, step: step)
    case .look(let step):
      return look(at: step)
    case .returnToEarlier:
      return returnToEarlier()
    case .inspect(let digit, let noise):
      return [.inspected(inspect(digit, noise, inference, weights))]
    case .inspectLevels(let digit, let levels):
      return [
        .levelsInspected(
          levels.map { NoiseStep(noise: $0, inspection: inspect(digit, $0, inference, weights)) })
      ]
    case .decode(let code):
      return decode(code)
    case .observe(let isUrgent):
      if let pastStep, let known = pastObservations[pastStep] { return [.observed(known)] }
      observer.request(
        Observer.Request(
          generation: generation, pastStep: pastStep, model: trainer.model,
          configuration: configuration.model,
          weights: weights, train: trainer.dataset.train, isUrgent: isUrgent))
      return []
    case .study(let order):
      return study(order)
    case .runs(let request):
      guard let runs else { return [.runs(.unreadable("there is no home to keep runs in"))] }
      runs.serve(request, dataset, mailbox)
      return []
    case .takeRun(let opened, let opening):
      return take(opened, opening)
    }
  }

  /// Decodes a code now, or has it drawn pixel by pixel, where that is how pictures come about.
  private func decode(_ code: [Float]) -> [Action] {
    guard !inference.drawsPixelByPixel else {
      drawer.request(
        PixelDrawer.Request(
          generation: generation, model: trainer.model, weights: weights, code: code))
      return []
    }
    let decoded = inference.decode(code, weights: weights)
    let picture = ratingPictures?.picture(decoded) ?? decoded
    return [.decoded(DecodedPoint(code: code, picture: picture, step: weights.step))]
  }

  /// Works out what a screen wants to know: a small thing now, others when there is time.
  private func study(_ order: StudyOrder) -> [Action] {
    guard order.study.isInstant else {
      studies.request(
        StudyRunner.Request(
          order: order, model: trainer.model, configuration: configuration, weights: weights))
      return []
    }
    let context = StudyContext(
      model: trainer.model, configuration: configuration, weights: weights, dataset: dataset,
      inference: inference, components: components)
    return StudyRunner.news(order, context).map { [.studied($0)] } ?? []
  }

  /// Ends training, and returns when it has ended.
  ///
  /// The observer may still be at work.
  func close() {
    observer.close()
    drawer.cancel(generation: -1)
    studies.close()
    dropRival()
    guard let runs else {
      for former in kept + [trainer] { former.stop() }
      return
    }
    for former in kept + [trainer] { runs.retire(former) }
    runs.waitUntilWritten()
  }

  /// Waits until nobody computes any more: an ordinary exit takes the BLAS's memory away.
  func waitUntilIdle() {
    observer.waitUntilIdle()
    drawer.waitUntilIdle()
    studies.waitUntilIdle()
    retirements.sync {}
    baselinesQueue.sync {}
  }

  /// How many trainings are kept to be returned to: each holds its weights, and has its workers asleep.
  static let keptTrainings = 4

  /// Begins another training; the old one waits, in case somebody wants it back.
  ///
  /// - Parameters:
  ///   - next: how it is trained.
  ///   - state: where it begins; nil at first weights.
  ///   - opened: the saved run that it goes on with.
  ///   - origin: the saved run that it was forked from.
  /// - Returns: what comes of it at once.
  func begin(
    _ next: TrainingConfiguration, from state: TrainingState? = nil, opened: OpenedRun? = nil,
    origin: SavedRun.Origin? = nil
  ) -> [Action] {
    generation += 1
    do {
      let mailbox = mailbox
      let recorder = runs?.makeRecorder(goingOnWith: opened.map { ($0.run, $0.state) }, mailbox)
      let replacement = try Trainer(
        next, dataset: dataset, threads: threads, resuming: opened?.state ?? state,
        past: opened?.history ?? [], archive: WeightArchive(budget: archiveBudget),
        keeper: recorder, onPublish: { mailbox.snapshotIsReady() })
      runs?.begin(recorder, replacement, origin: origin)
      runs?.keepAtPause(trainer)
      trainer.send(.pause)
      kept.append(trainer)
      trainer.archive?.setBudget(archiveBudget / Self.keptTrainings)
      if kept.count > Self.keptTrainings { retire(kept.removeFirst()) }
      take(replacement)
      return [current]
    } catch {
      stayWithTheLiveWeights()
      return [.beginFailed(error.description), current]
    }
  }

  private func returnToEarlier() -> [Action] {
    generation += 1
    guard let former = kept.popLast() else { return [current] }
    trainer.send(.pause)
    retire(trainer)
    former.archive?.setBudget(archiveBudget)
    take(former)
    return [current]
  }

  /// Makes a training the one that is shown.
  private func take(_ next: Trainer) {
    if let rival {
      if rival.isEarlier {
        dropRival()
      } else if let gate = rival.gate {
        trainer.takeTurns(at: nil, as: 0)
        next.takeTurns(at: gate, as: 0)
      }
    }
    trainer = next
    (pastStep, pastObservations) = (nil, [:])
    configuration = next.configuration
    weights = trainer.snapshot.weights
    inference = Inference(model: trainer.model)
    drawer.cancel(generation: generation)
    mailbox.forgetDrawing()
    findBaselines(components: configuration.model.codeSize)
  }

  /// Lets an observer come to its end, which may take it a while.
  func retire(_ former: Observer) {
    former.close()
    retirements.async { former.waitUntilIdle() }
  }

  /// Lets a training come to its end, which may take it a while.
  func retire(_ former: Trainer) {
    if let runs { runs.retire(former) } else { retirements.async { former.stop() } }
  }

  func inspect(
    _ digit: Int, _ noise: Corruption?, _ inference: Inference, _ weights: WeightSnapshot
  ) -> DigitInspection {
    if let ratingPictures {
      return inspectRatings(digit, noise, ratingPictures, inference, weights)
    }
    let image = dataset.test.image(digit).map { Float($0) / 255 }
    let input =
      noise?.applied(to: image, shape: dataset.shape, seed: configuration.seed, sample: digit)
      ?? image
    // Where a model is told the class, the cursor decodes as that of the digit shown.
    inference.condition = Int(dataset.test.labels[digit])
    let codes = inference.encode(input, weights: weights)
    return DigitInspection(
      digit: digit, image: image, input: input,
      reconstruction: inference.decode(codes.means, weights: weights), code: codes.means,
      logVariance: codes.logVariances, step: weights.step)
  }

  /// The same for a row of ratings: noise touches those that are known, and the held-out ones tell how
  /// good predictions are.
  private func inspectRatings(
    _ sample: Int, _ noise: Corruption?, _ pictures: RatingPictures, _ inference: Inference,
    _ weights: WeightSnapshot
  ) -> DigitInspection {
    let row = RatingPictures.row(dataset.test.image(sample))
    let image = pictures.picture(row)
    var input = image
    var seen = row
    if let noise {
      input = noise.applied(
        to: image, shape: pictures.shape, seed: configuration.seed, sample: sample)
      // A rating that noise has taken away was not given.
      input = zip(input, image).map { $1 == 0 ? 0 : $0 }
      seen = pictures.row(input, like: row).map { $0 <= .leastNonzeroMagnitude ? 0 : $0 }
    }
    let codes = inference.encode(seen, weights: weights)
    let predictions = inference.decode(codes.means, weights: weights)
    let features = dataset.shape.count
    let truth = dataset.test.targets[(sample * features)..<((sample + 1) * features)]
    let errors = RatingsFacts.squaredErrors(of: predictions[...], truth: truth)
    let truthRow = RatingPictures.row(truth)
    let distances = zip(predictions, truthRow).map { $1 == 0 ? 0 : abs($0 - $1) }
    return DigitInspection(
      digit: sample, image: image, input: input, reconstruction: pictures.picture(predictions),
      code: codes.means, logVariance: codes.logVariances, step: weights.step,
      heldOut: HeldOutRatings(
        picture: pictures.picture(truthRow), error: pictures.picture(distances),
        rmse: errors.count > 0 ? Double(errors.sum / Float(errors.count)).squareRoot() : nil,
        count: errors.count))
  }

  /// Works PCA out beside the training; its line is on the chart when it is ready.
  ///
  /// Images beyond a size have none: their covariance matrix would take too long and too much memory.
  private func findBaselines(components: Int) {
    guard hasBaselines else { return }
    if let ratings = dataset.test.ratings {
      baselinesQueue.async { [dataset, mailbox] in
        let error = ratings.baselines(on: dataset.test).matrixFactorization
        mailbox.leave(
          Baselines(components: 0, squaredError: error, crossEntropy: error, name: "biased MF"))
      }
      return
    }
    let left = configuration.withoutClass
    baselinesQueue.async { [dataset, mailbox, known = self.components] in
      let analysis = known.value(of: dataset, withoutClass: left)
      let count = min(components, dataset.shape.count)
      mailbox.leave(
        Baselines(
          components: count,
          squaredError: analysis.squaredErrors(on: dataset.test)[count],
          crossEntropy: analysis.crossEntropy(on: dataset.test, components: count)))
    }
  }
}

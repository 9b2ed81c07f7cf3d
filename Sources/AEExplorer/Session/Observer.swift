import Models

/// Encodes the whole test split whenever there is a reason and time for it, on a queue of its own.
final class Observer: Sendable {
  /// What to observe next.
  struct Request: Sendable {
    var generation: Int
    /// The earlier step whose weights these are; nil for the live ones.
    var pastStep: Int?
    var model: any Autoencoder
    var configuration: ModelConfiguration
    var weights: WeightSnapshot
    /// What is learnt from, for the lines that read-outs compare with.
    var train: Split
    /// Whether training stands still, so that there is nothing to wait for.
    var isUrgent: Bool
  }

  private let requests = NewestRequest<Request>(label: "aexplorer.observer")
  private let split: Split
  private let share: Double
  private let deliver: @Sendable (ObservationNews) -> Void

  /// Creates an observer of a split.
  ///
  /// - Parameters:
  ///   - split: what to encode.
  ///   - share: seconds of work allowed a second.
  ///   - deliver: called on the observer's queue.
  init(
    _ split: Split, share: Double,
    deliver: @escaping @Sendable (ObservationNews) -> Void
  ) {
    self.split = split
    self.share = share
    self.deliver = deliver
  }

  /// Asks for an observation; a request that is still waiting is replaced.
  func request(_ request: Request) {
    requests.put(request, endsRest: request.isUrgent) { [self] in work() }
  }

  /// Ends the work after the current observation.
  func close() {
    requests.close()
  }

  /// Waits for the end of that observation.
  func waitUntilIdle() {
    requests.waitUntilIdle()
  }

  private func work() {
    var budget = TimeBudget(share: share, reserve: 0.03)
    var eyes: Inference?
    var last: ObservationNews?
    var turn = 0
    while let request = requests.take() {
      let start = TimeBudget.worked
      if last?.generation != request.generation { (eyes, last) = (nil, nil) }
      let inference = eyes ?? Inference(model: request.model)
      eyes = inference
      let codes = inference.encode(split, weights: request.weights)
      if request.pastStep != nil {
        // A person scrubs: the codes at once, and the rest when no other step is asked for.
        deliver(
          ObservationNews(
            generation: request.generation, pastStep: request.pastStep,
            observation: Observation(step: request.weights.step, codes: codes, errors: [])))
        if requests.isClosed(orWaits: { _ in true }) { continue }
      }
      // Errors cost as much again: they are new now and then, and when nothing else is to be done.
      let hasErrors = turn == 0 || request.isUrgent
      if !request.isUrgent { turn = (turn + 1) % Self.errorsInterval }
      let errors =
        hasErrors
        ? inference.squaredErrors(on: split, codes: codes, weights: request.weights)
        : last?.observation.errors ?? []
      let readouts =
        hasErrors
        ? readouts(request, codes)
        : last?.observation.readouts ?? []
      let news = ObservationNews(
        generation: request.generation, pastStep: request.pastStep,
        observation: Observation(
          step: request.weights.step, codes: codes, errors: errors, readouts: readouts,
          readoutStep: hasErrors ? request.weights.step : last?.observation.readoutStep))
      last = news
      deliver(news)
      budget.spend(TimeBudget.worked - start)
      requests.rest(max(Self.shortestRest, budget.delay(at: TimeBudget.now))) { $0.isUrgent }
    }
  }

  /// While training runs, errors are worked out in one observation of this many.
  private static let errorsInterval = 6
  /// More than one observation a second is not worth what it takes from training.
  private static let shortestRest = 1.0

  private func readouts(_ request: Request, _ codes: Codes) -> [ReadoutResult] {
    ReadoutContext(
      model: request.model, configuration: request.configuration, weights: request.weights,
      split: split, codes: codes, train: request.train
    ).results()
  }
}

import Models

/// Works out what screens want to know, one study at a time, on a queue of its own.
final class StudyRunner: Sendable {
  /// What to do next.
  struct Request: Sendable {
    var order: StudyOrder
    var model: any Autoencoder
    var configuration: TrainingConfiguration
    var weights: WeightSnapshot
  }

  private let requests = NewestRequest<Request>(label: "aexplorer.studies")
  private let dataset: Dataset
  private let components: KnownComponents
  private let share: Double
  private let deliver: @Sendable (StudyNews) -> Void

  /// Creates a runner.
  ///
  /// - Parameters:
  ///   - dataset: what studies look at.
  ///   - components: the data's, which others need too.
  ///   - share: seconds of work allowed a second while training runs at full speed.
  ///   - deliver: called on the runner's queue.
  init(
    _ dataset: Dataset, components: KnownComponents, share: Double,
    deliver: @escaping @Sendable (StudyNews) -> Void
  ) {
    self.dataset = dataset
    self.components = components
    self.share = share
    self.deliver = deliver
  }

  /// Asks for a study; a request that is still waiting is replaced.
  func request(_ request: Request) {
    requests.put(request, endsRest: true) { [self] in work() }
  }

  /// Gives up the current study.
  func close() {
    requests.close()
  }

  /// Waits for that.
  func waitUntilIdle() {
    requests.waitUntilIdle()
  }

  private func work() {
    var budget = TimeBudget(share: share, reserve: 0.1, longestDelay: 3)
    var inference: (generation: Int, eyes: Inference)?
    while let request = requests.take() {
      let start = TimeBudget.worked
      if inference?.generation != request.order.generation { inference = nil }
      let eyes = inference?.eyes ?? Inference(model: request.model)
      inference = (request.order.generation, eyes)
      run(request, eyes)
      budget.spend(TimeBudget.worked - start)
      // Training has its time, unless somebody asks for something else than what was just done.
      requests.rest(budget.delay(at: TimeBudget.now)) {
        $0.order.isUrgent || $0.order.isOther(than: request.order)
      }
    }
  }

  private func run(_ request: Request, _ inference: Inference) {
    let order = request.order
    let context = StudyContext(
      model: request.model, configuration: request.configuration, weights: request.weights,
      dataset: dataset, inference: inference, components: components,
      isCancelled: { [requests] in requests.isClosed(orWaits: { $0.order.isOther(than: order) }) })
    guard let news = Self.news(order, context) else { return }
    deliver(news)
  }

  /// Runs an order's study.
  static func news(_ order: StudyOrder, _ context: StudyContext) -> StudyNews? {
    func run(_ study: some Study) -> StudyNews? {
      study.run(in: context).map {
        StudyNews(order: order, step: context.weights.step, result: $0)
      }
    }
    return run(order.study)
  }
}

extension StudyOrder {
  /// Whether it asks for something else than another order, not only for newer weights.
  fileprivate func isOther(than order: StudyOrder) -> Bool {
    !study.continues(order.study) || generation != order.generation
      || pastStep != order.pastStep
  }
}

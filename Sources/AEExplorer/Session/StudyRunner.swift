import Dispatch
import Models
import Synchronization

/// Works out what screens want to know, one study at a time, on a queue of its own.
final class StudyRunner: Sendable {
  /// What to do next.
  struct Request: Sendable {
    var order: StudyOrder
    var model: any Autoencoder
    var configuration: TrainingConfiguration
    var weights: WeightSnapshot
  }

  private struct Content {
    var pending: Request?
    var isBusy = false
    var isClosed = false
  }

  private let content = Mutex(Content())
  /// Rung when a rest may have to end.
  private let bell = DispatchSemaphore(value: 0)
  private let queue = DispatchQueue(label: "aexplorer.studies", qos: .utility)
  private let dataset: Dataset
  private let share: Double
  private let deliver: @Sendable (StudyNews) -> Void

  /// Creates a runner.
  ///
  /// - Parameters:
  ///   - dataset: what studies look at.
  ///   - share: seconds of work allowed a second while training runs at full speed.
  ///   - deliver: called on the runner's queue.
  init(_ dataset: Dataset, share: Double, deliver: @escaping @Sendable (StudyNews) -> Void) {
    self.dataset = dataset
    self.share = share
    self.deliver = deliver
  }

  /// Asks for a study; a request that is still waiting is replaced.
  func request(_ request: Request) {
    let mustStart = content.withLock { content in
      content.pending = request
      defer { content.isBusy = true }
      return !content.isBusy
    }
    if mustStart {
      queue.async { [self] in work() }
    } else {
      bell.signal()
    }
  }

  /// Gives up the current study.
  func close() {
    content.withLock { $0.isClosed = true }
    bell.signal()
  }

  /// Waits for that.
  func waitUntilIdle() {
    queue.sync {}
  }

  private func work() {
    var budget = TimeBudget(share: share, reserve: 0.1, longestDelay: 3)
    var inference: (generation: Int, eyes: Inference)?
    while let request = next() {
      let start = TimeBudget.worked
      if inference?.generation != request.order.generation { inference = nil }
      let eyes = inference?.eyes ?? Inference(model: request.model)
      inference = (request.order.generation, eyes)
      run(request, eyes)
      budget.spend(TimeBudget.worked - start)
      rest(budget.delay(at: TimeBudget.now), after: request.order)
    }
  }

  private func run(_ request: Request, _ inference: Inference) {
    let order = request.order
    let context = StudyContext(
      model: request.model, configuration: request.configuration, weights: request.weights,
      dataset: dataset, inference: inference,
      isCancelled: { [self] in
        content.withLock { content in
          guard let pending = content.pending else { return content.isClosed }
          return content.isClosed || !pending.order.study.continues(order.study)
            || pending.order.generation != order.generation
            || pending.order.pastStep != order.pastStep
        }
      })
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

  /// Lets training have its time, unless somebody asks for something else than what was just done.
  private func rest(_ seconds: Double, after last: StudyOrder) {
    let end = TimeBudget.now + seconds
    while !mustWork(after: last) {
      let left = end - TimeBudget.now
      guard left > 0 else { return }
      _ = bell.wait(timeout: .now() + left)
    }
  }

  private func mustWork(after last: StudyOrder) -> Bool {
    content.withLock { content in
      guard let pending = content.pending?.order else { return content.isClosed }
      return content.isClosed || pending.isUrgent || !pending.study.continues(last.study)
        || pending.generation != last.generation || pending.pastStep != last.pastStep
    }
  }

  private func next() -> Request? {
    content.withLock { content in
      defer { content.pending = nil }
      guard !content.isClosed, let pending = content.pending else {
        content.isBusy = false
        return nil
      }
      return pending
    }
  }
}

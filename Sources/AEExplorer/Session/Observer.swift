import Dispatch
import Models
import Synchronization

/// Encodes the whole test split whenever there is a reason and time for it, on a queue of its own.
final class Observer: Sendable {
  /// What to observe next.
  struct Request: Sendable {
    var generation: Int
    var model: any Autoencoder
    var configuration: ModelConfiguration
    var weights: WeightSnapshot
    /// Whether training stands still, so that there is nothing to wait for.
    var isUrgent: Bool
  }

  private struct Content {
    var pending: Request?
    var isBusy = false
    var isClosed = false
  }

  private let content = Mutex(Content())
  /// Rung when a rest may have to end.
  private let bell = DispatchSemaphore(value: 0)
  private let queue = DispatchQueue(label: "aexplorer.observer", qos: .utility)
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
    _ split: Split, share: Double, deliver: @escaping @Sendable (ObservationNews) -> Void
  ) {
    self.split = split
    self.share = share
    self.deliver = deliver
  }

  /// Asks for an observation; a request that is still waiting is replaced.
  func request(_ request: Request) {
    let mustStart = content.withLock { content in
      content.pending = request
      defer { content.isBusy = true }
      return !content.isBusy
    }
    if mustStart {
      queue.async { [self] in work() }
    } else if request.isUrgent {
      bell.signal()
    }
  }

  /// Ends the work after the current observation.
  func close() {
    content.withLock { $0.isClosed = true }
    bell.signal()
  }

  /// Waits for the end of that observation.
  func waitUntilIdle() {
    queue.sync {}
  }

  private func work() {
    var budget = TimeBudget(share: share, reserve: 0.03)
    var eyes: Inference?
    var last: ObservationNews?
    var turn = 0
    while let request = next() {
      let start = TimeBudget.worked
      if last?.generation != request.generation { (eyes, last) = (nil, nil) }
      let inference = eyes ?? Inference(model: request.model)
      eyes = inference
      let codes = inference.encode(split, weights: request.weights)
      // Errors cost as much again: they are new now and then, and when nothing else is to be done.
      let hasErrors = turn == 0 || request.isUrgent
      if !request.isUrgent { turn = (turn + 1) % Self.errorsInterval }
      let errors =
        hasErrors
        ? Self.errors(of: codes, split, request.weights, inference)
        : last?.observation.errors ?? []
      let readouts =
        hasErrors
        ? Self.readouts(request, split, codes)
        : last?.observation.readouts ?? []
      let news = ObservationNews(
        generation: request.generation,
        observation: Observation(
          step: request.weights.step, codes: codes, errors: errors, readouts: readouts,
          readoutStep: hasErrors ? request.weights.step : last?.observation.readoutStep))
      last = news
      deliver(news)
      budget.spend(TimeBudget.worked - start)
      rest(max(Self.shortestRest, budget.delay(at: TimeBudget.now)))
    }
  }

  /// While training runs, errors are worked out in one observation of this many.
  private static let errorsInterval = 6
  /// More than one observation a second is not worth what it takes from training.
  private static let shortestRest = 1.0

  /// Waits, until there is something that can't.
  private func rest(_ seconds: Double) {
    let end = TimeBudget.now + seconds
    while !content.withLock({ $0.isClosed || $0.pending?.isUrgent ?? false }) {
      let left = end - TimeBudget.now
      guard left > 0 else { return }
      _ = bell.wait(timeout: .now() + left)
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

  private static func readouts(
    _ request: Request, _ split: Split, _ codes: Codes
  ) -> [ReadoutResult] {
    ReadoutContext(
      model: request.model, configuration: request.configuration, weights: request.weights,
      split: split, codes: codes
    ).results()
  }

  /// Returns the squared error of each image's reconstruction, summed over pixels; of ratings, the mean
  /// squared error of the held-out ones.
  private static func errors(
    of codes: Codes, _ split: Split, _ weights: WeightSnapshot, _ inference: Inference
  ) -> [Float] {
    let pictures = inference.decode(codes.means, weights: weights, labels: split.labels)
    let width = split.featureCount
    if split.ratings != nil {
      return (0..<split.count).map { index in
        let place = (index * width)..<((index + 1) * width)
        let errors = RatingPictures.errors(of: pictures[place], truth: split.targets[place])
        return errors.sum / Float(max(1, errors.count))
      }
    }
    var errors = [Float](repeating: 0, count: split.count)
    split.images.withUnsafeBufferPointer { bytes in
      pictures.withUnsafeBufferPointer { pictures in
        for index in 0..<split.count {
          var sum: Float = 0
          for pixel in (index * width)..<((index + 1) * width) {
            let difference = Float(bytes[pixel]) / 255 - pictures[pixel]
            sum += difference * difference
          }
          errors[index] = sum
        }
      }
    }
    return errors
  }
}

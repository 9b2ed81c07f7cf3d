import Dispatch
import Models
import Synchronization

/// Encodes the whole test split whenever there is a reason and time for it, on a queue of its own.
final class Observer: Sendable {
  /// What to observe next.
  struct Request: Sendable {
    var generation: Int
    var model: any Autoencoder
    var weights: WeightSnapshot
  }

  private struct Content {
    var pending: Request?
    var isBusy = false
    var isClosed = false
  }

  private let content = Mutex(Content())
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
    if mustStart { queue.async { [self] in work() } }
  }

  /// Ends the work after the current observation.
  func close() {
    content.withLock { $0.isClosed = true }
  }

  /// Waits for the end of that observation.
  func waitUntilIdle() {
    queue.sync {}
  }

  private func work() {
    var budget = TimeBudget(share: share, reserve: 0.1)
    var inference: Inference?
    var last: ObservationNews?
    var turn = 0
    while let request = next() {
      let start = Self.now
      if last?.generation != request.generation { (inference, last) = (nil, nil) }
      let eyes = inference ?? Inference(model: request.model)
      inference = eyes
      var observation = Observation(
        step: request.weights.step, codes: eyes.encode(split, weights: request.weights),
        errors: last?.observation.errors ?? [])
      // Errors cost as much again: they are new now and then, and when nothing else is to be done.
      turn = (turn + 1) % Self.errorsInterval
      let isErrorsTurn = turn == 1
      if isErrorsTurn {
        observation.errors = Self.errors(of: observation.codes, split, request.weights, eyes)
      }
      last = ObservationNews(generation: request.generation, observation: observation)
      if let last { deliver(last) }
      budget.spend(Self.now - start)
      rest(budget.delay(at: Self.now))
      if !isErrorsTurn, !hasPending {
        observation.errors = Self.errors(of: observation.codes, split, request.weights, eyes)
        last = ObservationNews(generation: request.generation, observation: observation)
        if let last { deliver(last) }
      }
    }
  }

  /// While training runs, errors are worked out in one observation of this many.
  private static let errorsInterval = 6

  private var hasPending: Bool {
    content.withLock { $0.pending != nil }
  }

  /// Waits in small parts, so that closing does not have to.
  private func rest(_ seconds: Double) {
    let end = Self.now + seconds
    while Self.now < end, !content.withLock({ $0.isClosed }) {
      _ = DispatchSemaphore(value: 0).wait(timeout: .now() + min(0.05, end - Self.now))
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

  /// Returns the squared error of each image's reconstruction, summed over pixels.
  private static func errors(
    of codes: Codes, _ split: Split, _ weights: WeightSnapshot, _ inference: Inference
  ) -> [Float] {
    let pictures = inference.decode(codes.means, weights: weights, labels: split.labels)
    let width = split.featureCount
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

  private static var now: Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}

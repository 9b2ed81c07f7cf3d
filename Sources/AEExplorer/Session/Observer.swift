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

  private func work() {
    var budget = TimeBudget(share: share, reserve: 0.2)
    var inference: Inference?
    var generation = -1
    while let request = next() {
      if request.generation != generation || inference == nil {
        inference = Inference(model: request.model)
        generation = request.generation
      }
      guard let inference else { return }
      let start = Self.now
      deliver(
        ObservationNews(
          generation: request.generation,
          observation: Self.observe(split, request.weights, inference)))
      budget.spend(Self.now - start)
      let delay = budget.delay(at: Self.now)
      if delay > 0 { rest(delay) }
    }
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

  /// Encodes and decodes the split.
  static func observe(
    _ split: Split, _ weights: WeightSnapshot, _ inference: Inference
  ) -> Observation {
    let codes = inference.encode(split, weights: weights)
    let pictures = inference.decode(codes.means, weights: weights)
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
    return Observation(step: weights.step, codes: codes, errors: errors)
  }

  private static var now: Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}

import Dispatch
import Models
import Synchronization

/// Draws what a model decodes pixel by pixel, on a queue of its own, so that one can watch.
///
/// A row is drawn at a time, with pauses: a whole picture takes milliseconds to compute, and nobody
/// would see it come about. Another code begins at once; other weights for the same code wait until
/// the picture is done, or no picture ever would be while training runs.
final class PixelDrawer: Sendable {
  /// What to draw.
  struct Request: Sendable {
    var generation: Int
    var model: any Autoencoder
    var weights: WeightSnapshot
    var code: [Float]
  }

  private struct Content {
    var pending: Request?
    var isBusy = false
    /// Nothing of an earlier generation is delivered.
    var generation = 0
  }

  private let content = Mutex(Content())
  /// Rung when a pause may have to end.
  private let bell = DispatchSemaphore(value: 0)
  private let queue = DispatchQueue(label: "aexplorer.drawing", qos: .utility)
  private let width: Int
  private let deliver: @Sendable (DecodedPoint) -> Void

  /// Seconds from one row to the next: a picture of 28 rows takes a little over half a second.
  private static let secondsPerRow = 0.02
  /// What the picture before is worth where nothing new is drawn yet.
  private static let afterglow: Float = 0.35

  /// Creates a drawer.
  ///
  /// - Parameters:
  ///   - width: pixels of a row.
  ///   - deliver: called on the drawer's queue, with a picture that may not be complete.
  init(width: Int, deliver: @escaping @Sendable (DecodedPoint) -> Void) {
    self.width = max(1, width)
    self.deliver = deliver
  }

  /// Asks for a picture; one that still waits is replaced.
  func request(_ request: Request) {
    let mustStart = content.withLock { content in
      content.pending = request
      content.generation = request.generation
      defer { content.isBusy = true }
      return !content.isBusy
    }
    bell.signal()
    if mustStart {
      queue.async { [self] in work() }
    }
  }

  /// Gives up what is drawn or waits: another model is looked at.
  func cancel(generation: Int) {
    content.withLock { content in
      content.pending = nil
      content.generation = generation
    }
    bell.signal()
  }

  /// Waits until nothing is drawn any more.
  func waitUntilIdle() {
    queue.sync {}
  }

  private func work() {
    var sampler: (any PixelSampler)?
    var generation: Int?
    var before: [Float] = []
    while let request = next() {
      if generation != request.generation {
        sampler = request.model.makePixelSampler()
        generation = request.generation
        before = []
      }
      guard let sampler else { continue }
      draw(request, sampler, over: before)
      if sampler.position == sampler.count { before = sampler.picture }
    }
  }

  private func draw(_ request: Request, _ sampler: any PixelSampler, over before: [Float]) {
    sampler.begin(code: request.code, weights: request.weights, seed: 0)
    while sampler.position < sampler.count, !isOutdated(request) {
      sampler.advance(width)
      var picture = sampler.picture
      for pixel in sampler.position..<max(sampler.position, before.count) {
        picture[pixel] = Self.afterglow * before[pixel]
      }
      let isDone = sampler.position == sampler.count
      let point = DecodedPoint(
        code: request.code, picture: picture, step: request.weights.step,
        drawn: isDone ? nil : sampler.position)
      let isWanted = content.withLock { $0.generation == request.generation }
      if isWanted { deliver(point) }
      rest(request)
    }
  }

  /// Waits for the next row's time, or for somebody who wants something else.
  private func rest(_ request: Request) {
    let end = TimeBudget.now + Self.secondsPerRow
    while true {
      let left = end - TimeBudget.now
      guard left > 0 else { return }
      _ = bell.wait(timeout: .now() + left)
      if isOutdated(request) { return }
    }
  }

  /// Whether something is asked for that can't wait until the picture is done.
  private func isOutdated(_ request: Request) -> Bool {
    content.withLock { content in
      guard content.generation == request.generation else { return true }
      return content.pending.map { $0.code != request.code } ?? false
    }
  }

  private func next() -> Request? {
    content.withLock { content in
      defer { content.pending = nil }
      if content.pending == nil { content.isBusy = false }
      return content.pending
    }
  }
}

import Dispatch
import Synchronization

/// A queue for work of which only the newest request counts: one that still waits is replaced.
///
/// Whoever works takes one request after the other, and between them may rest until the time is over
/// or somebody asks for something that can't wait.
final class NewestRequest<Request: Sendable>: Sendable {
  private struct Content {
    var pending: Request?
    var isBusy = false
    var isClosed = false
  }

  private let content = Mutex(Content())
  /// Rung when a rest may have to end.
  private let bell = DispatchSemaphore(value: 0)
  private let queue: DispatchQueue

  /// Creates a queue without requests.
  init(label: String) {
    queue = DispatchQueue(label: label, qos: .utility)
  }

  /// Asks for work.
  ///
  /// - Parameters:
  ///   - request: what is wanted; it replaces what was.
  ///   - endsRest: whether somebody who rests is to look at it.
  ///   - work: called on the queue when nobody is at work; takes requests until there are none.
  func put(_ request: Request, endsRest: Bool, work: @escaping @Sendable () -> Void) {
    let mustStart = content.withLock { content in
      content.pending = request
      defer { content.isBusy = true }
      return !content.isBusy
    }
    if mustStart {
      queue.async(execute: work)
    } else if endsRest {
      bell.signal()
    }
  }

  /// Returns the newest request; nil when there is none, and then the work is over.
  func take() -> Request? {
    content.withLock { content in
      defer { content.pending = nil }
      guard !content.isClosed, let pending = content.pending else {
        content.isBusy = false
        return nil
      }
      return pending
    }
  }

  /// Whether everything is to end, or a waiting request is as described.
  func isClosed(orWaits isWanted: (Request) -> Bool) -> Bool {
    content.withLock { $0.isClosed || $0.pending.map(isWanted) ?? false }
  }

  /// Waits some seconds, but not while everything is to end or a waiting request is as described.
  func rest(_ seconds: Double, unless isWanted: (Request) -> Bool) {
    let end = TimeBudget.now + seconds
    while !isClosed(orWaits: isWanted) {
      let left = end - TimeBudget.now
      guard left > 0 else { return }
      _ = bell.wait(timeout: .now() + left)
    }
  }

  /// Takes no more requests.
  func close() {
    content.withLock { $0.isClosed = true }
    bell.signal()
  }

  /// Waits for the end of the current work.
  func waitUntilIdle() {
    queue.sync {}
  }
}

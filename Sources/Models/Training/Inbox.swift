internal import Dispatch
internal import Synchronization

/// Commands on their way to the training queue.
final class Inbox: Sendable {
  private struct Content {
    var commands: [TrainerCommand] = []
    var isClosed = false
    /// A change of the place at a gate: to another, or away from any.
    var seat: TurnGate.Seat??
  }

  private let content = Mutex(Content())
  private let hasNews = Atomic(false)
  private let bell = DispatchSemaphore(value: 0)

  /// Adds a command, and wakes the trainer if it waits.
  func send(_ command: TrainerCommand) {
    content.withLock { $0.commands.append(command) }
    hasNews.store(true, ordering: .releasing)
    bell.signal()
  }

  /// Gives the trainer a place at a gate, or takes it away.
  func take(_ seat: TurnGate.Seat?) {
    content.withLock { $0.seat = .some(seat) }
    hasNews.store(true, ordering: .releasing)
    bell.signal()
  }

  /// Wakes the trainer if it waits.
  func ring() { bell.signal() }

  /// Says that training is to end.
  func close() {
    content.withLock { $0.isClosed = true }
    hasNews.store(true, ordering: .releasing)
    bell.signal()
  }

  /// Returns the commands that have come, whether training is to end, and a new place at a gate.
  ///
  /// Costs one read of a flag while there are none.
  func drain() -> (commands: [TrainerCommand], isClosed: Bool, seat: TurnGate.Seat??) {
    guard hasNews.exchange(false, ordering: .acquiring) else { return ([], false, nil) }
    return content.withLock { content in
      defer {
        content.commands.removeAll(keepingCapacity: true)
        content.seat = nil
      }
      // Seen again the next time.
      if content.isClosed { hasNews.store(true, ordering: .releasing) }
      return (content.commands, content.isClosed, content.seat)
    }
  }

  /// Whether training is to end.
  var isClosed: Bool {
    hasNews.load(ordering: .acquiring) && content.withLock { $0.isClosed }
  }

  /// Waits for a command, at most for `seconds`, for ever when nil.
  func wait(seconds: Double? = nil) {
    guard !hasNews.load(ordering: .acquiring) else { return }
    guard let seconds else {
      bell.wait()
      return
    }
    _ = bell.wait(timeout: .now() + seconds)
  }
}

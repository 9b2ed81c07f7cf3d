import CNcurses

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Terminal {
  /// Why a wait has ended.
  enum WaitResult: Equatable, Sendable {
    /// There may be events, or something was published: call `drain`, and look.
    case ready
    case timedOut
  }

  /// How long the rest of a mouse report may take, in milliseconds.
  private static let reportTimeout: Int32 = 100
  /// How many empty reads in a row mean that the terminal is gone.
  private static let mostEmptyReads = 3

  /// Waits for input, a signal, or `waker`: the only place where the user interface waits.
  ///
  /// - Parameter timeout: the longest wait; nil waits for ever.
  /// - Returns: whether to look for what has happened.
  mutating func wait(timeout: Duration?) -> WaitResult {
    heldErrors?.trim()
    if !queued.isEmpty || handlers?.arePending ?? false { return .ready }
    var descriptors = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: waker.readDescriptor, events: Int16(POLLIN), revents: 0),
    ]
    return poll(&descriptors, 2, Self.milliseconds(timeout)) == 0 ? .timedOut : .ready
  }

  /// Returns all events that have come, oldest first, and does not wait.
  ///
  /// A frame is drawn after all of them: one frame an event would fall ever further behind a drag.
  mutating func drain() -> [InputEvent] {
    guard state == .active else { return [] }
    waker.settle()
    var events = queued
    queued = []
    takeSignals(into: &events)
    readInput(into: &events)
    return events
  }

  private mutating func takeSignals(into events: inout [InputEvent]) {
    guard let signals = handlers?.take(), signals.bits != 0 else { return }
    if signals.contains(SIGTERM) || signals.contains(SIGHUP) || signals.contains(SIGQUIT) {
      events.append(.terminate)
    }
    if signals.contains(SIGINT) {
      events.append(.interrupt)
    }
    if signals.contains(SIGTSTP) {
      suspend(wholeGroup: false)
    } else if signals.contains(SIGCONT) {
      // Somebody stopped the program with SIGSTOP, and the shell has used the terminal since.
      giveBack()
      takeBack()
    }
    if signals.contains(SIGWINCH) || signals.contains(SIGTSTP) || signals.contains(SIGCONT) {
      updateSize()
    }
    events += queued
    queued = []
  }

  private mutating func readInput(into events: inout [InputEvent]) {
    var units = readUnits()
    noteReadiness(hasRead: !units.isEmpty)
    var isComplete = isDead
    while !units.isEmpty {
      let (decoded, rest) = decoder.decode(units, isComplete: isComplete)
      for event in decoded {
        if event == .key(.control("z")) {
          suspend(wholeGroup: true)
          updateSize()
        } else {
          events.append(event)
        }
      }
      units = rest
      guard !rest.isEmpty else { break }
      isComplete = !hasInput(within: Self.reportTimeout)
      if !isComplete {
        let more = readUnits()
        isComplete = more.isEmpty
        units += more
      }
    }
    events += queued
    queued = []
    if isDead {
      events.append(.terminate)
    }
  }

  /// Returns everything that ncurses can read without waiting.
  private func readUnits() -> [RawInput] {
    var units: [RawInput] = []
    var value: wint_t = 0
    while true {
      let result = wget_wch(input, &value)
      if result == KEY_CODE_YES {
        units.append(.code(Int32(bitPattern: UInt32(value))))
      } else if result == OK, let scalar = Unicode.Scalar(UInt32(value)) {
        units.append(.scalar(scalar))
      } else {
        return units
      }
    }
  }

  /// Finds out whether the terminal has hung up: SIGHUP is not enough, since it can be ignored or
  /// go to another process, and a dead terminal is always ready to read nothing.
  private mutating func noteReadiness(hasRead: Bool) {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    let ready = poll(&descriptor, 1, 0)
    if ready > 0, Int32(descriptor.revents) & (POLLHUP | POLLERR | POLLNVAL) != 0 {
      isDead = true
    } else if ready > 0, !hasRead {
      emptyReads += 1
      isDead = emptyReads >= Self.mostEmptyReads
    } else {
      emptyReads = 0
    }
  }

  private func hasInput(within milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, milliseconds) > 0
  }

  /// Returns milliseconds for poll: rounded up, lest a short wait become a busy one; -1 for ever.
  private static func milliseconds(_ timeout: Duration?) -> Int32 {
    guard let timeout else { return -1 }
    let (seconds, attoseconds) = timeout.components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    guard seconds < 1_000_000 else { return 1_000_000_000 }
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}

import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Signals that have come and have not been looked at: bit n for signal n.
private let pendingSignals = Atomic<UInt32>(0)
/// Where the handler writes a byte to end the wait; -1 while nobody waits.
private let wakeDescriptor = Atomic<Int32>(-1)

/// Runs in signal context: only atomics and write(2).
private func noteSignal(_ number: Int32) {
  let savedError = errno
  pendingSignals.bitwiseOr(1 << UInt32(number), ordering: .sequentiallyConsistent)
  let descriptor = wakeDescriptor.load(ordering: .sequentiallyConsistent)
  if descriptor >= 0 {
    var byte: UInt8 = 0
    _ = write(descriptor, &byte, 1)
  }
  errno = savedError
}

/// Which thread takes the process's signals.
enum Signals {
  /// Signals that become events.
  ///
  /// SIGUSR1 means nothing, but would end the program and leave the terminal as it is.
  static let handled: [Int32] = [
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH, SIGUSR1,
  ]

  /// Blocks the signals in this thread and in all that it starts from now on.
  ///
  /// Call it first of all: a worker that took SIGWINCH would leave the user interface waiting until
  /// the next key. `unblock` gives the signals to one thread.
  static func block() {
    var set = mask
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Lets this thread, and only this one, take the signals.
  static func unblock() {
    var set = mask
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static var mask: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in handled {
      sigaddset(&set, number)
    }
    return set
  }

  /// Sets what a signal does, and returns what it did.
  @discardableResult
  static func setAction(
    _ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void, flags: Int32 = 0
  ) -> sigaction {
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #else
      action.__sigaction_u.__sa_handler = handler
    #endif
    action.sa_flags = flags
    sigfillset(&action.sa_mask)
    var previous = sigaction()
    sigaction(number, &action, &previous)
    return previous
  }

  /// Gives a signal the system's own action.
  static func setDefaultAction(_ number: Int32) {
    _ = signal(number, SIG_DFL)
  }
}

/// The handlers that turn signals into events, from its creation to its end.
struct SignalHandlers: ~Copyable {
  private var previous: [(number: Int32, action: sigaction)] = []

  /// Installs the handlers.
  ///
  /// ncurses installs its own only where it finds none, so this comes first.
  init(waking descriptor: Int32) {
    // The globals are created here, not at the first signal.
    _ = pendingSignals.exchange(0, ordering: .sequentiallyConsistent)
    wakeDescriptor.store(descriptor, ordering: .sequentiallyConsistent)
    for number in Signals.handled {
      previous.append((number, Signals.setAction(number, noteSignal)))
    }
    for index in previous.indices where previous[index].action.isIgnored {
      // `nohup` and shells without job control ignore signals on purpose.
      let number = previous[index].number
      guard [SIGINT, SIGHUP, SIGQUIT, SIGTSTP].contains(number) else { continue }
      sigaction(number, &previous[index].action, nil)
    }
  }

  deinit {
    for (number, action) in previous {
      var action = action
      sigaction(number, &action, nil)
    }
    wakeDescriptor.store(-1, ordering: .sequentiallyConsistent)
  }

  /// Whether a signal has come since `take`.
  var arePending: Bool { pendingSignals.load(ordering: .sequentiallyConsistent) != 0 }

  /// Whether a signal that ends the program has come since `take`.
  var wantEnd: Bool {
    let bits = pendingSignals.load(ordering: .sequentiallyConsistent)
    return [SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains { bits & (1 << UInt32($0)) != 0 }
  }

  /// Returns the signals that have come, and forgets them.
  func take() -> PendingSignals {
    PendingSignals(bits: pendingSignals.exchange(0, ordering: .sequentiallyConsistent))
  }

  /// Stops the process as SIGTSTP does by itself, and returns when it goes on.
  ///
  /// With `wholeGroup`, everything that was started together stops, as when the terminal sends the
  /// signal: otherwise a waiting parent (`make run`) would keep the shell from coming back.
  func stop(wholeGroup: Bool) {
    Signals.setDefaultAction(SIGTSTP)
    kill(wholeGroup ? 0 : getpid(), SIGTSTP)
    Signals.setAction(SIGTSTP, noteSignal)
    let gone = (1 << UInt32(SIGTSTP)) | (1 << UInt32(SIGCONT)) as UInt32
    pendingSignals.bitwiseAnd(~gone, ordering: .sequentiallyConsistent)
  }
}

/// A set of signals.
struct PendingSignals: Sendable {
  let bits: UInt32

  /// Returns whether the signal is among them.
  func contains(_ number: Int32) -> Bool { bits & (1 << UInt32(number)) != 0 }
}

extension sigaction {
  /// Whether the signal is ignored.
  fileprivate var isIgnored: Bool {
    #if canImport(Glibc)
      unsafeBitCast(__sigaction_handler.sa_handler, to: Int.self) == 1
    #else
      unsafeBitCast(__sigaction_u.__sa_handler, to: Int.self) == 1
    #endif
  }
}

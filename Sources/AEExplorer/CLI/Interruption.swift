import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C and a request to terminate, as a question that can be asked instead of a sudden end.
final class Interruption: Sendable {
  private let flag = Flag()
  private let sources: Mutex<[any DispatchSourceSignal]>

  /// Whether a signal has come.
  private final class Flag: Sendable {
    /// The number of the first one; 0 before.
    let signal = Atomic<Int32>(0)
  }

  /// Whether one of the signals has come.
  var hasCome: Bool { signal != 0 }

  /// The number of the first that has come, or 0.
  var signal: Int32 { flag.signal.load(ordering: .acquiring) }

  /// Takes both signals over, for the rest of the process; a second one ends it at once.
  ///
  /// - Parameter body: runs at every signal, on a thread of its own.
  init(onSignal body: @escaping @Sendable () -> Void) {
    let flag = flag
    sources = Mutex(
      [SIGINT, SIGTERM].map { number in
        ignore(number)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          if flag.signal.exchange(number, ordering: .acquiringAndReleasing) != 0 {
            _exit(128 + number)
          }
          body()
        }
        // A source that was never resumed may not be released, so it is resumed at once.
        source.resume()
        return source
      })
  }
}

/// Keeps a signal from ending the process.
private func ignore(_ number: Int32) {
  signal(number, SIG_IGN)
}

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
    let isUp = Atomic(false)
  }

  /// Whether one of the signals has come.
  var hasCome: Bool { flag.isUp.load(ordering: .acquiring) }

  /// Takes both signals over, for the rest of the process; a second one ends it at once.
  ///
  /// - Parameter body: runs at every signal, on a thread of its own.
  init(onSignal body: @escaping @Sendable () -> Void) {
    let flag = flag
    sources = Mutex(
      [SIGINT, SIGTERM].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          if flag.isUp.exchange(true, ordering: .acquiringAndReleasing) { _exit(130) }
          body()
        }
        // A source that was never resumed may not be released, so it is resumed at once.
        source.resume()
        return source
      })
  }
}

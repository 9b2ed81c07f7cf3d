import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C and a request to terminate, as a question that can be asked instead of a sudden end.
final class Interruption: Sendable {
  private let came = Atomic(false)
  private let sources: Mutex<[any DispatchSourceSignal]>

  /// Takes both signals over, for the rest of the process.
  init() {
    sources = Mutex(
      [SIGINT, SIGTERM].map { number in
        signal(number, SIG_IGN)
        return DispatchSource.makeSignalSource(signal: number, queue: .global())
      })
  }

  /// Whether one of the signals has come.
  var hasCome: Bool { came.load(ordering: .acquiring) }

  /// Begins to listen; the body runs at every signal.
  ///
  /// A second signal ends the process at once.
  func onSignal(_ body: @escaping @Sendable () -> Void) {
    sources.withLock { sources in
      for source in sources {
        source.setEventHandler { [self] in
          if came.exchange(true, ordering: .acquiringAndReleasing) { _exit(130) }
          body()
        }
        source.resume()
      }
    }
  }
}

import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ends the user interface's wait from any thread.
///
/// Many calls of `wake` before the wait ends cost one byte in a pipe. Whoever wakes publishes first
/// and wakes then; whoever is woken calls `settle` first and looks then. So nothing is missed.
final class Waker: Sendable {
  /// What to poll for reading.
  let readDescriptor: Int32
  /// Where one byte ends the wait; for signal handlers, which may not do more than write.
  let writeDescriptor: Int32
  private let isWoken = Atomic<Bool>(false)

  init() throws(TerminalError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(call: "pipe", number: errno) }
    for end in ends {
      // Non-blocking: a full pipe has woken already.
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    readDescriptor = ends[0]
    writeDescriptor = ends[1]
  }

  deinit {
    close(readDescriptor)
    close(writeDescriptor)
  }

  /// Ends the present wait, or the next one.
  func wake() {
    guard !isWoken.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var byte: UInt8 = 0
    _ = write(writeDescriptor, &byte, 1)
  }

  /// Empties the pipe.
  ///
  /// The flag falls after the pipe is empty: the other way round, a byte written between the two
  /// would be read while the flag stays up, and every later `wake` would be lost.
  func settle() {
    var buffer: [UInt8] = Array(repeating: 0, count: 64)
    while read(readDescriptor, &buffer, buffer.count) > 0 {}
    _ = isWoken.exchange(false, ordering: .acquiringAndReleasing)
  }
}

import CNcurses

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file without a name, gone when its last descriptor is closed.
enum UnnamedFile {
  /// Returns a new one's descriptor, not inherited by programs that are started.
  static func open() throws(TerminalError) -> Int32 {
    let memory = aex_memory_file("aexplorer")
    if memory >= 0 { return memory }
    var template = Array("/tmp/aexplorer.XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw .system(call: "mkstemp", number: errno) }
    unlink(template)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }
}

/// Keeps what libraries write to the standard error from the screen, and writes it out afterwards.
///
/// Nothing is held if the standard error is not a terminal: a log file stays live.
struct HeldStderr: ~Copyable {
  /// How much is written out at the end, in bytes: the last of it.
  private static let limit = 64 * 1024

  /// The real standard error.
  let real: Int32
  /// The file that stands in for it, or -1 if nothing is held.
  let file: Int32

  init() throws(TerminalError) {
    // Everything that can fail comes before the first property: a type with a `deinit` must be
    // whole or not be at all.
    (real, file) = try Self.redirect()
  }

  private static func redirect() throws(TerminalError) -> (real: Int32, file: Int32) {
    guard isatty(STDERR_FILENO) == 1 else { return (STDERR_FILENO, -1) }
    let file = try UnnamedFile.open()
    let real = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    guard real >= 0 else {
      let number = errno
      close(file)
      throw .system(call: "dup", number: number)
    }
    // Appending, so that writers go on at the right place after `trim`.
    _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_APPEND)
    dup2(file, STDERR_FILENO)
    return (real, file)
  }

  deinit {
    guard file >= 0 else { return }
    dup2(real, STDERR_FILENO)
    let previous = signal(SIGPIPE, SIG_IGN)
    let kept = tail()
    _ = kept.withUnsafeBytes { write(real, $0.baseAddress, $0.count) }
    _ = signal(SIGPIPE, previous)
    close(file)
    close(real)
  }

  /// Forgets all but the end once there is far too much of it.
  func trim() {
    guard file >= 0, lseek(file, 0, SEEK_END) > off_t(16 * Self.limit) else { return }
    let kept = tail()
    ftruncate(file, 0)
    _ = kept.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
  }

  private func tail() -> [UInt8] {
    let size = lseek(file, 0, SEEK_END)
    let start = max(0, size - off_t(Self.limit))
    return [UInt8](unsafeUninitializedCapacity: Self.limit) { buffer, count in
      count = max(0, pread(file, buffer.baseAddress, buffer.count, start))
    }
  }
}

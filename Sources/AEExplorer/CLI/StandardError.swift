#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's standard error stream, by its descriptor.
enum StandardError {
  /// Whether a person reads it on a terminal.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes text as it is; what can't be written is lost.
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return }
      var written = 0
      while written < bytes.count {
        let count = systemWrite(base + written, bytes.count - written)
        if count < 0, errno != EINTR { return }
        written += max(count, 0)
      }
    }
  }

  private static func systemWrite(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(STDERR_FILENO, bytes, count)
    #else
      Darwin.write(STDERR_FILENO, bytes, count)
    #endif
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Collects what ncurses writes for a frame, so that it reaches the terminal in one write.
///
/// ncurses writes a frame piece by piece, straight to its file descriptor, and a terminal may draw
/// between two pieces. So while it updates, its descriptor leads to a file in memory; then the
/// bytes are read back. That also tells exactly whether anything has changed.
struct FrameCapture: ~Copyable {
  /// The terminal itself.
  let terminal: Int32
  /// The descriptor that ncurses writes to.
  private let output: Int32
  private let file: Int32

  /// Takes both descriptors over.
  init(output: Int32) throws(TerminalError) {
    let file = try UnnamedFile.open()
    let terminal = fcntl(output, F_DUPFD_CLOEXEC, 3)
    guard terminal >= 0 else {
      let number = errno
      close(file)
      throw .system(call: "dup", number: number)
    }
    self.output = output
    self.file = file
    self.terminal = terminal
  }

  deinit {
    close(terminal)
    close(file)
  }

  /// Runs `update`, and returns what it wrote between `prefix` and `suffix`; nothing if it wrote
  /// nothing.
  func bytes(prefix: [UInt8], suffix: [UInt8], of update: () -> Void) -> [UInt8] {
    lseek(file, 0, SEEK_SET)
    dup2(file, output)
    update()
    dup2(terminal, output)
    let count = Int(lseek(file, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: prefix.count + count + suffix.count) {
      (buffer, filled) in
      _ = buffer.update(fromContentsOf: prefix)
      let read = pread(file, buffer.baseAddress.map { $0 + prefix.count }, count, 0)
      filled = prefix.count + max(0, read)
      _ = UnsafeMutableBufferPointer(rebasing: buffer[filled...]).update(fromContentsOf: suffix)
      filled += suffix.count
    }
  }
}

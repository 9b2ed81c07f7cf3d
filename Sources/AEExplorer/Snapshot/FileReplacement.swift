#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files that are replaced as a whole.
enum FileReplacement {
  /// Writes a temporary file beside the path, brings it to the disk, and renames it.
  ///
  /// Whenever the program or the machine stops, the path holds the old file or the new, whole.
  static func write(_ bytes: [UInt8], to path: String) throws(SnapshotError) {
    let temporary = "\(path).\(getpid()).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(path, errno) }
    var number = writeAll(bytes, to: file)
    if number == nil, fsync(file) != 0 { number = errno }
    if close(file) != 0, number == nil { number = errno }
    if number == nil, rename(temporary, path) != 0 { number = errno }
    if let number {
      unlink(temporary)
      throw failure(path, number)
    }
  }

  private static func failure(_ path: String, _ number: Int32) -> SnapshotError {
    .unwritable(path: path, reason: String(cString: strerror(number)))
  }

  /// Writes all bytes, and returns the error's number if that fails.
  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Int32? {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let rest = buffer.count - written
        let count = systemWrite(file, buffer.baseAddress.map { $0 + written }, rest)
        if count < 0, errno != EINTR { return errno }
        written += max(count, 0)
      }
      return nil
    }
  }
}

/// `write(2)`, whose name is taken inside `FileReplacement`.
private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, buffer, count)
}

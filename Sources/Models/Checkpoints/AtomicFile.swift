#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Whole files: read at once, or replaced at once.
enum AtomicFile {
  /// Returns the bytes of a file.
  static func read(_ path: String) throws(FileError) -> [UInt8] {
    // Opening a pipe would otherwise wait for somebody to write into it.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw FileError("read", path, errno) }
    defer { _ = close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw FileError("read", path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError("read", path, reason: "it is not a regular file")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        systemRead(file, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw FileError("read", path, errno)
      }
      guard count > 0 else { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// Replaces a file: writes a temporary one beside it, brings it to the disk, and renames it.
  ///
  /// Whenever the program or the machine stops, the path holds the old file or the new, whole.
  static func write(_ parts: [[UInt8]], to path: String) throws(FileError) {
    let temporary = "\(path).\(getpid()).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileError("write", path, errno) }
    var failure: Int32?
    for part in parts where failure == nil {
      failure = writeAll(part, to: file)
    }
    if failure == nil, fsync(file) != 0 { failure = errno }
    if close(file) != 0, failure == nil { failure = errno }
    if failure == nil, rename(temporary, path) != 0 { failure = errno }
    if let failure {
      unlink(temporary)
      throw FileError("write", path, failure)
    }
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

/// A file that can't be read or written.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What the system says.
  public let reason: String
  private let verb: String

  init(_ verb: String, _ path: String, _ number: Int32) {
    self.init(verb, path, reason: String(cString: strerror(number)))
  }

  init(_ verb: String, _ path: String, reason: String) {
    self.verb = verb
    self.path = path
    self.reason = reason
  }

  /// One sentence.
  public var description: String { "can't \(verb) \(path): \(reason)" }
}

/// `read(2)`, whose name is taken inside `AtomicFile`.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, buffer, count)
}

/// `write(2)`, whose name is taken inside `AtomicFile`.
private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, buffer, count)
}

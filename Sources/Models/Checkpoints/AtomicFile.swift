#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Whole files: read at once, or replaced at once.
public enum AtomicFile {
  /// Returns the bytes of a file.
  ///
  /// - Parameter path: a regular file.
  /// - Returns: all of it.
  /// - Throws: when it is something else, or can't be read.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
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
  /// Whenever the program or the machine stops, the path holds the old file or the new, whole. Where
  /// the path is a symbolic link, what it leads to is replaced. A file keeps its permissions; a pipe
  /// or a device, which can't be replaced, is written into.
  ///
  /// - Parameters:
  ///   - parts: the content, one part after the other.
  ///   - path: the file.
  /// - Throws: when it can't be written; the old file is there then.
  public static func write(
    _ parts: some Sequence<[UInt8]>, to path: String
  ) throws(FileError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      return try fill(path, reportedAs: path, with: parts, flags: O_WRONLY, mode: nil)
    }
    let target = try destination(of: path)
    let temporary = "\(target).\(getpid()).tmp"
    do throws(FileError) {
      try fill(
        temporary, reportedAs: path, with: parts, flags: O_WRONLY | O_CREAT | O_TRUNC,
        mode: exists ? status.st_mode & 0o7777 : nil)
      guard rename(temporary, target) == 0 else { throw FileError("write", path, errno) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Returns the path behind all symbolic links, whether there is a file or not.
  private static func destination(of path: String) throws(FileError) -> String {
    var target = path
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(target, &buffer, buffer.count)
      guard count > 0 else { return target }
      let link = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
      let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
      target = link.hasPrefix("/") ? link : folder + link
    }
    throw FileError("write", path, ELOOP)
  }

  /// Writes the parts into a file, and brings them to the disk.
  private static func fill(
    _ path: String, reportedAs name: String, with parts: some Sequence<[UInt8]>, flags: Int32,
    mode: mode_t?
  ) throws(FileError) {
    let file = open(path, flags | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileError("write", name, errno) }
    var failure: Int32?
    if let mode, fchmod(file, mode) != 0 { failure = errno }
    for part in parts where failure == nil {
      failure = writeAll(part, to: file)
    }
    // Pipes and devices have nothing to bring to a disk.
    if failure == nil, fsync(file) != 0, errno != EINVAL, errno != EROFS { failure = errno }
    if close(file) != 0, failure == nil { failure = errno }
    if let failure { throw FileError("write", name, failure) }
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

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - verb: what could not be done: `read`, `write`, `create`.
  ///   - path: to which file.
  ///   - number: the system's `errno`.
  public init(_ verb: String, _ path: String, _ number: Int32) {
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

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes what goes to the terminal into a file, with its time: asciinema's format, version 2.
///
/// It belongs to the screen's thread. A file that can't be written any more ends the recording, not the
/// session.
final class SessionRecorder {
  private var file: UnsafeMutablePointer<FILE>?
  private let start: Double

  /// Begins a recording.
  ///
  /// - Parameters:
  ///   - path: the file, which is replaced.
  ///   - width: columns of the terminal.
  ///   - height: its rows.
  /// - Throws: when the file can't be written.
  init(path: String, width: Int, height: Int) throws(TerminalError) {
    guard let file = fopen(path, "w") else {
      throw .system(call: "fopen \(path)", number: errno)
    }
    self.file = file
    start = Self.now
    let type = getenv("TERM").map { String(cString: $0) } ?? "xterm-256color"
    line(
      "{\"version\": 2, \"width\": \(width), \"height\": \(height), \"timestamp\": \(time(nil)), "
        + "\"env\": {\"TERM\": \(Self.quoted(Array(type.utf8)))}}")
    // What was sent before: the other screen, empty, without a cursor.
    event("o", Array("\u{1B}[?1049h\u{1B}[2J\u{1B}[?25l".utf8))
  }

  deinit {
    if let file { fclose(file) }
  }

  /// Adds what was written to the terminal.
  func record(_ bytes: [UInt8]) {
    if !bytes.isEmpty { event("o", bytes) }
  }

  /// Adds that the terminal has another size.
  func record(width: Int, height: Int) {
    event("r", Array("\(width)x\(height)".utf8))
  }

  private func event(_ kind: String, _ bytes: [UInt8]) {
    let microseconds = Int((Self.now - start) * 1e6)
    let fraction = String(1_000_000 + microseconds % 1_000_000).dropFirst()
    line("[\(microseconds / 1_000_000).\(fraction), \"\(kind)\", \(Self.quoted(bytes))]")
  }

  private func line(_ text: String) {
    guard let file else { return }
    guard fputs(text + "\n", file) >= 0, fflush(file) == 0 else {
      fclose(file)
      self.file = nil
      return
    }
  }

  /// Returns bytes of UTF-8 as a JSON string.
  static func quoted(_ bytes: [UInt8]) -> String {
    var text = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..<" ", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

import CNcurses

/// Control sequences that ncurses does not send.
///
/// Source: Thomas Dickey, XTerm Control Sequences; and "Terminal Spec: Synchronized Output" (mode
/// 2026).
enum TerminalModes {
  /// Reports presses, releases, wheel and drags (1002), in SGR encoding (1006): in one sequence, so
  /// that no report comes in the old encoding between two.
  static let mouseOn = Array("\u{1B}[?1002;1006h".utf8)
  /// Switches off whatever mouse mode is on.
  static let mouseOff = Array("\u{1B}[?1006;1003;1002;1000l".utf8)
  static let updateBegins = Array("\u{1B}[?2026h".utf8)
  static let updateEnds = Array("\u{1B}[?2026l".utf8)

  /// Whether terminals of this type know private modes at all.
  ///
  /// A real VT100 and the Linux console
  /// have neither a mouse nor synchronised updates.
  static func hasPrivateModes(_ type: String) -> Bool {
    !(type.hasPrefix("vt") || type.hasPrefix("linux") || type.hasPrefix("ansi"))
  }

  /// Returns what gives a terminal of the current type back: our modes off, then what its database
  /// entry says for keypad, attributes, cursor and the other screen.
  static func restoring(hasPrivateModes: Bool) -> [UInt8] {
    var bytes = hasPrivateModes ? updateEnds + mouseOff : []
    for capability in ["rmkx", "sgr0", "cnorm", "rmcup"] {
      bytes += unpadded(string(capability))
    }
    return bytes + Array("\r\n".utf8)
  }

  /// Returns a sequence without its delays, which are written as `$<5>` in the database.
  static func unpadded(_ sequence: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < sequence.count {
      if sequence[index...].starts(with: Array("$<".utf8)),
        let end = sequence[index...].firstIndex(of: UInt8(ascii: ">"))
      {
        index = end + 1
      } else {
        result.append(sequence[index])
        index += 1
      }
    }
    return result
  }

  /// Returns a capability of the current terminal type; empty if it has none.
  static func string(_ capability: String) -> [UInt8] {
    // Absent is NULL, and not a string at all is the pointer -1.
    guard let text = tigetstr(capability), Int(bitPattern: text) != -1 else { return [] }
    return String(cString: text).utf8.map { $0 }
  }
}

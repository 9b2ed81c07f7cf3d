import CNcurses

/// One thing that ncurses read: a character, or a key that it recognised.
enum RawInput: Equatable, Sendable {
  case scalar(Unicode.Scalar)
  /// A `KEY_` code of ncurses, or `InputDecoder.mouseCode`.
  case code(Int32)
}

/// Turns what ncurses reads into events, without reading anything itself.
struct InputDecoder: Sendable {
  /// The code that ncurses is told to return for `ESC [ <`.
  ///
  /// It lies above `KEY_MAX`, so that no terminal type has it; `KEY_MOUSE` would be the terminal's
  /// own, and often the wrong, form.
  static let mouseCode: Int32 = 1023

  private var mouse = MouseTracker()

  /// Returns the events in `units`, and the units of a report whose end has not come yet.
  ///
  /// With `isComplete`, nothing more will come: an unfinished report is dropped.
  mutating func decode(_ units: [RawInput], isComplete: Bool) -> (
    events: [InputEvent], rest: [RawInput]
  ) {
    var events: [InputEvent] = []
    var index = 0
    while index < units.count {
      let start = index
      let unit = units[index]
      index += 1
      if unit == .code(Self.mouseCode) {
        guard let end = Self.endOfReport(units, from: index) else {
          return (events, isComplete ? [] : Array(units[start...]))
        }
        if let report = MouseReport(Self.scalars(units[index..<end])) {
          events += mouse.events(for: report).map(InputEvent.mouse)
        }
        index = end
      } else if unit == .scalar("\u{1B}"), let end = Self.endOfSequence(units, from: index) {
        index = end
      } else if let event = Self.event(for: unit) {
        events.append(event)
      }
    }
    return (events, [])
  }

  /// Returns the release of a button that is held, if any.
  mutating func letGo() -> [InputEvent] {
    mouse.letGo().map(InputEvent.mouse)
  }

  /// Returns the index after a mouse report that starts at `start`, or nil if its end is missing.
  ///
  /// The first unit that cannot be part of a report ends it: that way a broken one does not swallow
  /// the keys after it.
  private static func endOfReport(_ units: [RawInput], from start: Int) -> Int? {
    for index in start..<units.count {
      switch units[index] {
      case .scalar("0"..."9"), .scalar(";"):
        continue
      case .scalar("M"), .scalar("m"):
        return index + 1
      case .scalar, .code:
        return index
      }
    }
    return nil
  }

  /// Returns the index after a control sequence whose `ESC` stood before `start`, or nil if none
  /// stands there.
  ///
  /// ncurses has not recognised it, so no key is meant (a focus report, a bracketed paste); its
  /// letters must not act as keys. Escape and then `[`, typed by a person, do not match.
  private static func endOfSequence(_ units: [RawInput], from start: Int) -> Int? {
    guard start + 1 < units.count, case .scalar(let opening) = units[start] else { return nil }
    if opening == "O" {
      guard case .scalar("A"..."~") = units[start + 1] else { return nil }
      return start + 2
    }
    guard opening == "[" else { return nil }
    for index in (start + 1)..<units.count {
      guard case .scalar(let scalar) = units[index] else { return nil }
      switch scalar.value {
      case 0x20...0x3F:
        continue
      case 0x40...0x5A, 0x5C...0x7E:
        return index + 1
      default:
        return nil
      }
    }
    return nil
  }

  private static func scalars(_ units: ArraySlice<RawInput>) -> [Unicode.Scalar] {
    units.compactMap { unit in
      guard case .scalar(let scalar) = unit else { return nil }
      return scalar
    }
  }

  private static func event(for unit: RawInput) -> InputEvent? {
    switch unit {
    case .scalar("\u{03}"):
      .interrupt
    case .scalar(let scalar):
      Key(scalar: scalar).map(InputEvent.key)
    case .code(let code):
      Key(code: code).map(InputEvent.key)
    }
  }
}

extension Key {
  /// Creates the key that sends a character; nil for the C1 controls, which no key sends.
  init?(scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x00: self = .control(" ")
    case 0x08, 0x7F: self = .backspace
    case 0x09: self = .tab
    case 0x0A, 0x0D: self = .enter
    case 0x1B: self = .escape
    case 0x01...0x1A: self = .control(Unicode.Scalar(UInt8(scalar.value + 0x60)))
    case 0x1C...0x1F: self = .control(Unicode.Scalar(UInt8(scalar.value + 0x40)))
    case 0x80...0x9F: return nil
    default: self = .character(scalar)
    }
  }

  /// Creates the key with this ncurses code; nil for codes that are no keys of ours.
  init?(code: Int32) {
    if let key = Self.keys[code] {
      self = key
    } else if (KEY_F0 + 1...KEY_F0 + 63).contains(code) {
      self = .function(Int(code - KEY_F0))
    } else {
      return nil
    }
  }

  private static let keys: [Int32: Key] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right,
    // Shift with up and down is "scroll" in the terminal database.
    KEY_SR: .shiftUp, KEY_SF: .shiftDown, KEY_SLEFT: .shiftLeft, KEY_SRIGHT: .shiftRight,
    KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_HOME: .home, KEY_END: .end,
    KEY_SPREVIOUS: .pageUp, KEY_SNEXT: .pageDown, KEY_SHOME: .home, KEY_SEND: .end,
    KEY_A1: .home, KEY_A3: .pageUp, KEY_C1: .end, KEY_C3: .pageDown, KEY_LL: .end,
    KEY_BTAB: .backTab, KEY_ENTER: .enter, KEY_BACKSPACE: .backspace,
    KEY_DC: .delete, KEY_SDC: .delete, KEY_IC: .insert, KEY_SIC: .insert,
  ]

  /// Sequences that terminals send whatever their type says, so that a wrong `TERM` costs no key.
  static let commonSequences: [(sequence: String, code: Int32)] = [
    ("\u{1B}[A", KEY_UP), ("\u{1B}[B", KEY_DOWN), ("\u{1B}[C", KEY_RIGHT), ("\u{1B}[D", KEY_LEFT),
    ("\u{1B}OA", KEY_UP), ("\u{1B}OB", KEY_DOWN), ("\u{1B}OC", KEY_RIGHT), ("\u{1B}OD", KEY_LEFT),
    ("\u{1B}[1;2A", KEY_SR), ("\u{1B}[1;2B", KEY_SF),
    ("\u{1B}[1;2C", KEY_SRIGHT), ("\u{1B}[1;2D", KEY_SLEFT),
    ("\u{1B}[H", KEY_HOME), ("\u{1B}[F", KEY_END), ("\u{1B}OH", KEY_HOME), ("\u{1B}OF", KEY_END),
    ("\u{1B}[1~", KEY_HOME), ("\u{1B}[4~", KEY_END),
    ("\u{1B}[5~", KEY_PPAGE), ("\u{1B}[6~", KEY_NPAGE),
    ("\u{1B}[2~", KEY_IC), ("\u{1B}[3~", KEY_DC), ("\u{1B}[Z", KEY_BTAB),
    ("\u{1B}OP", KEY_F0 + 1), ("\u{1B}OQ", KEY_F0 + 2),
    ("\u{1B}OR", KEY_F0 + 3), ("\u{1B}OS", KEY_F0 + 4),
    ("\u{1B}[11~", KEY_F0 + 1), ("\u{1B}[12~", KEY_F0 + 2),
    ("\u{1B}[13~", KEY_F0 + 3), ("\u{1B}[14~", KEY_F0 + 4), ("\u{1B}[15~", KEY_F0 + 5),
    ("\u{1B}[17~", KEY_F0 + 6), ("\u{1B}[18~", KEY_F0 + 7), ("\u{1B}[19~", KEY_F0 + 8),
    ("\u{1B}[20~", KEY_F0 + 9), ("\u{1B}[21~", KEY_F0 + 10), ("\u{1B}[23~", KEY_F0 + 11),
    ("\u{1B}[24~", KEY_F0 + 12),
  ]
}

/// Says with fewer bytes how characters are to look.
///
/// ncurses changes each colour with a sequence of its own, goes back to plain before most changes, and
/// sets the colour of characters for spaces, which have none. That is four fifths of a frame. Here
/// the sequences are read and nothing is sent until a character needs it: then one sequence with what
/// really differs.
///
/// Anything that is not understood goes through as it is, behind everything before it, so the worst
/// that a strange terminal type can do is to save nothing.
struct StyleCompaction {
  /// A colour as the terminal has it.
  private enum Ink: Equatable {
    /// Whatever it was at the beginning of the frame.
    case untouched
    /// The terminal's own, after a sequence that resets everything.
    case plain
    /// The terminal's own, by a sequence for this colour alone.
    case standard
    /// The sequence's numbers: 30…37, 40…47, 90…97, 100…107, or 256 and up for the palette's entries.
    case number(UInt16)

    /// Whether it is one of the palette's entries.
    var isOfPalette: Bool {
      if case .number(let number) = self { number >= 256 } else { false }
    }

    /// Bytes that it takes in a sequence, with a semicolon.
    var length: Int {
      switch self {
      case .untouched, .plain: 0
      case .standard: 3
      case .number(let number) where number < 256: number < 100 ? 3 : 4
      case .number(let number): number < 266 ? 7 : number < 356 ? 8 : 9
      }
    }
  }

  /// How the next character is going to look.
  private struct Look: Equatable {
    var foreground = Ink.untouched
    var background = Ink.untouched
    /// One bit for each of the sequence's numbers 1…9; nil as it was at the beginning.
    var attributes: UInt16?
  }

  /// What ncurses wants, and what the terminal has been told.
  private var wanted = Look()
  private var sent = Look()
  private var result: [UInt8] = []
  /// Whether letters stand for line drawing, so that going back to letters matters.
  private var hasOtherLetters = false

  /// Returns bytes that have the same effect on the terminal as `bytes`.
  static func compacted(_ bytes: [UInt8]) -> [UInt8] {
    var compaction = StyleCompaction()
    compaction.result.reserveCapacity(bytes.count)
    bytes.withUnsafeBufferPointer { compaction.read($0) }
    // ncurses goes on from there in the next frame.
    compaction.settle()
    return compaction.result
  }

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case Self.escape:
        index = readSequence(bytes, at: index)
      case 0x20:
        settleBackground()
        result.append(byte)
        index += 1
      case 0x08, 0x0D, 0x80..<0xC0:
        // Ways of the cursor, and the rest of a character.
        result.append(byte)
        index += 1
      default:
        settle()
        result.append(byte)
        index += 1
      }
    }
  }

  /// Reads a sequence, and returns the place behind it.
  private mutating func readSequence(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
    var end = start + 1
    if end < bytes.count, bytes[end] == UInt8(ascii: "[") {
      end += 1
      while end < bytes.count, (0x20...0x3F).contains(bytes[end]) { end += 1 }
      guard end < bytes.count else {
        pass(bytes[start...])
        return bytes.count
      }
      let parameters = bytes[(start + 2)..<end]
      switch bytes[end] {
      case UInt8(ascii: "m"):
        if !take(parameters) {
          pass(bytes[start...end])
          // Who knows what it has changed.
          (wanted, sent) = (Look(), Look())
        }
      case UInt8(ascii: "A")...UInt8(ascii: "D"), UInt8(ascii: "G"), UInt8(ascii: "H"),
        UInt8(ascii: "d"):
        // The cursor goes elsewhere, whatever the next character looks like.
        result.append(contentsOf: bytes[start...end])
      default: pass(bytes[start...end])
      }
      return end + 1
    }
    if start + 2 < bytes.count, bytes[start + 1] == UInt8(ascii: "(") {
      // "Letters are letters", which they always are in our frames, stands before each reset.
      let isPlain = bytes[start + 2] == UInt8(ascii: "B")
      if !isPlain || hasOtherLetters { pass(bytes[start..<(start + 3)]) }
      hasOtherLetters = !isPlain
      return start + 3
    }
    pass(bytes[start..<min(start + 2, bytes.count)])
    return min(start + 2, bytes.count)
  }

  private mutating func pass(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    settle()
    result.append(contentsOf: bytes)
  }

  // MARK: - What is wanted

  /// Takes the numbers of a sequence over, and returns whether all of them are known.
  private mutating func take(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var numbers = Numbers(bytes)
    var look = wanted
    repeat {
      guard let number = numbers.next() else { return false }
      switch number {
      case 0: look = Look(foreground: .plain, background: .plain, attributes: 0)
      case 1...9:
        // On top of unknown attributes it can't be told from them later.
        guard let attributes = look.attributes else { return false }
        look.attributes = attributes | 1 << number
      case 30...37, 90...97: look.foreground = .number(number)
      case 40...47, 100...107: look.background = .number(number)
      case 39: look.foreground = .standard
      case 49: look.background = .standard
      case 38, 48:
        guard numbers.next() == 5, let entry = numbers.next(), entry < 256 else { return false }
        if number == 38 {
          look.foreground = .number(256 + entry)
        } else {
          look.background = .number(256 + entry)
        }
      default: return false
      }
    } while !numbers.isAtEnd
    wanted = look
    return true
  }

  /// The numbers between the semicolons of a sequence; an empty one is 0.
  private struct Numbers {
    private let bytes: Slice<UnsafeBufferPointer<UInt8>>
    private var index: Int
    private(set) var isAtEnd = false

    init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
      self.bytes = bytes
      index = bytes.startIndex
    }

    /// Returns the next number, or nil if there is none.
    mutating func next() -> UInt16? {
      guard !isAtEnd else { return nil }
      var number: UInt16 = 0
      while index < bytes.endIndex, bytes[index] != UInt8(ascii: ";") {
        guard (0x30...0x39).contains(bytes[index]), number < 1000 else { return nil }
        number = number * 10 + UInt16(bytes[index] - 0x30)
        index += 1
      }
      isAtEnd = index == bytes.endIndex
      index += 1
      return number
    }
  }

  // MARK: - What is sent

  /// Sends what a space needs: it shows the background, lines and exchanged colours.
  private mutating func settleBackground() {
    let visible: UInt16 = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 9
    if let now = sent.attributes, let next = wanted.attributes, (now | next) & visible == 0 {
      if isTold(wanted.background, by: sent.background) { return }
      if wanted.background != .plain {
        begin()
        appendBackground()
        finish()
        return
      }
    }
    settle()
  }

  /// Sends everything that differs.
  private mutating func settle() {
    guard wanted != sent else { return }
    begin()
    let lost = (sent.attributes ?? 0) & ~(wanted.attributes ?? 0)
    let mustReset =
      sent.attributes == nil && wanted.attributes != nil || lost != 0 && !canSwitchOff(lost)
      || wanted.foreground == .plain && !isTold(.plain, by: sent.foreground)
      || wanted.background == .plain && !isTold(.plain, by: sent.background)
    if mustReset {
      append(0)
      sent = Look(foreground: .plain, background: .plain, attributes: 0)
    } else if lost != 0 {
      switchOff(lost)
    }
    let gained = (wanted.attributes ?? 0) & ~(sent.attributes ?? 0)
    for number in 1...9 where gained & 1 << number != 0 {
      append(UInt16(number))
    }
    if !isTold(wanted.foreground, by: sent.foreground) { append(wanted.foreground, palette: 38) }
    if !isTold(wanted.background, by: sent.background) { append(wanted.background, palette: 48) }
    sent = wanted
    finish()
  }

  /// Bold and dim, which one number ends, underlined and reversed: what can be ended by itself.
  private static let switches: [(bits: UInt16, number: UInt16)] = [
    (1 << 1 | 1 << 2, 22), (1 << 4, 24), (1 << 7, 27),
  ]

  /// Whether ending some attributes by themselves is known to the terminal, and shorter than beginning
  /// anew.
  ///
  /// Any terminal of 256 colours has these numbers; ncurses knows none of them.
  private func canSwitchOff(_ lost: UInt16) -> Bool {
    let known = Self.switches.reduce(0) { $0 | $1.bits }
    guard lost & ~known == 0, wanted.foreground.isOfPalette || wanted.background.isOfPalette else {
      return false
    }
    let switched = Self.switches.reduce(0) { $0 + (lost & $1.bits != 0 ? 3 : 0) }
    let kept =
      (wanted.foreground == sent.foreground ? wanted.foreground.length : 0)
      + (wanted.background == sent.background ? wanted.background.length : 0)
    return switched <= 2 + kept
  }

  private mutating func switchOff(_ lost: UInt16) {
    for (bits, number) in Self.switches where lost & bits != 0 {
      append(number)
      // Bold ends with dim, and may have to begin again.
      sent.attributes = sent.attributes.map { $0 & ~bits }
    }
  }

  private func isTold(_ wanted: Ink, by sent: Ink) -> Bool {
    switch (wanted, sent) {
    case (.plain, .standard), (.standard, .plain): true
    default: wanted == sent
    }
  }

  private mutating func appendBackground() {
    append(wanted.background, palette: 48)
    sent.background = wanted.background
  }

  private mutating func append(_ ink: Ink, palette: UInt16) {
    switch ink {
    case .untouched, .plain: break
    case .standard: append(palette + 1)
    case .number(let number) where number < 256: append(number)
    case .number(let number):
      append(palette)
      append(5)
      append(number - 256)
    }
  }

  private static let escape: UInt8 = 0x1B

  private mutating func begin() {
    result.append(Self.escape)
    result.append(UInt8(ascii: "["))
  }

  private mutating func append(_ number: UInt16) {
    if result.last != UInt8(ascii: "[") { result.append(UInt8(ascii: ";")) }
    if number >= 100 { result.append(0x30 + UInt8(number / 100)) }
    if number >= 10 { result.append(0x30 + UInt8(number / 10 % 10)) }
    result.append(0x30 + UInt8(number % 10))
  }

  private mutating func finish() {
    if result.last == UInt8(ascii: "[") {
      // There was nothing to say after all: an empty sequence would reset everything.
      result.removeLast(2)
    } else {
      result.append(UInt8(ascii: "m"))
    }
  }
}

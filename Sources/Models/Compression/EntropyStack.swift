/// A stack of symbols in as few bits as their probabilities allow: range asymmetric numeral systems.
///
/// What is pushed last is popped first. A symbol of probability f / 2ⁿ costs log₂(2ⁿ / f) bits, to
/// within a millionth. Popping with any distribution takes bits off and gives a sample of it: the
/// inverse of pushing.
///
/// Source: Duda, *Asymmetric numeral systems* (2013), section 3 (rANS), with a state of 64 bits and
/// words of 32.
struct EntropyStack: Equatable {
  /// A part of the range 0..<2ⁿ.
  struct Interval: Equatable {
    /// Where it begins.
    var start: UInt64
    /// How long it is, at least 1.
    var length: UInt64
  }

  /// The top of the stack, at least 2³².
  private(set) var state: UInt64
  /// What is below.
  private(set) var words: [UInt32]

  private static let least: UInt64 = 1 << 32

  /// Creates a stack.
  ///
  /// - Parameters:
  ///   - words: what is below, the lowest first.
  ///   - state: the top, at least 2³².
  init(words: [UInt32], state: UInt64 = 1 << 32) {
    precondition(state >= Self.least, "a state of \(state)")
    self.words = words
    self.state = state
  }

  /// How many bits the stack takes.
  var bitCount: Int { 32 * words.count + 64 }

  /// Puts a symbol on the stack.
  ///
  /// - Parameters:
  ///   - interval: the symbol's part of 0..<2^precision.
  ///   - precision: 1…32.
  mutating func push(_ interval: Interval, precision: Int) {
    // 2⁶⁴ has no place in a word; nothing is to be done for a symbol that is certain.
    guard interval.length < 1 << UInt64(precision) else { return }
    if state >= interval.length << UInt64(64 - precision) {
      words.append(UInt32(truncatingIfNeeded: state))
      state >>= 32
    }
    state =
      (state / interval.length) << UInt64(precision) + state % interval.length + interval.start
  }

  /// Takes a symbol off the stack.
  ///
  /// - Parameters:
  ///   - precision: of its distribution, 1…32.
  ///   - interval: returns the part of 0..<2^precision in which a number lies.
  /// - Returns: that part, or nil when the stack is empty.
  mutating func pop(precision: Int, _ interval: (UInt64) -> Interval) -> Interval? {
    let slot = state & (1 << UInt64(precision) - 1)
    let found = interval(slot)
    guard found.length < 1 << UInt64(precision) else { return found }
    state = found.length * (state >> UInt64(precision)) + slot - found.start
    guard state < Self.least else { return found }
    guard let word = words.popLast() else { return nil }
    state = state << 32 | UInt64(word)
    return found
  }
}

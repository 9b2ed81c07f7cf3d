/// Writes out in full what ncurses abbreviates as "the last character, N more times" (REP).
///
/// Not every terminal that calls itself an xterm knows that sequence (mosh and older PuTTYs are among
/// those that don't), and its screen is then torn. Runs of a character are rare enough in our frames
/// to cost next to nothing in full.
enum Repetition {
  private static let escape: UInt8 = 0x1B

  /// Returns `bytes` with every `ESC [ N b` behind a printable ASCII character replaced by N copies of
  /// that character.
  static func expanded(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "b")) else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if let last = result.last, (0x20...0x7E).contains(last),
        let (count, next) = repetition(bytes, at: index)
      {
        result.append(contentsOf: repeatElement(last, count: count))
        index = next
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  /// Returns the count of a sequence `ESC [ N b` that begins here, and the place behind it.
  private static func repetition(_ bytes: [UInt8], at start: Int) -> (count: Int, next: Int)? {
    guard bytes[start] == escape, start + 3 < bytes.count, bytes[start + 1] == UInt8(ascii: "[")
    else { return nil }
    var index = start + 2
    var count = 0
    while index < bytes.count, (0x30...0x39).contains(bytes[index]), count < 100_000 {
      count = count * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    guard index > start + 2, index < bytes.count, bytes[index] == UInt8(ascii: "b") else {
      return nil
    }
    return (count, index + 1)
  }
}

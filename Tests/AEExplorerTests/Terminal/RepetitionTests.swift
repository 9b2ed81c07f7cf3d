import Testing

@testable import AEExplorer

struct RepetitionTests {
  static let cases: [(String, String)] = [
    ("", ""),
    ("plain b", "plain b"),
    ("-\u{1B}[4b", "-----"),
    ("x \u{1B}[2b|", "x   |"),
    ("a\u{1B}[1;3Hb\u{1B}[2b", "a\u{1B}[1;3Hbbb"),
    // Not a repetition: no number, another letter, nothing before it, cut off.
    ("a\u{1B}[b", "a\u{1B}[b"),
    ("a\u{1B}[3X", "a\u{1B}[3X"),
    ("\u{1B}[3b", "\u{1B}[3b"),
    ("a\u{1B}[3", "a\u{1B}[3"),
  ]

  @Test(arguments: cases)
  func writesRunsOutInFull(bytes: String, expected: String) {
    #expect(Repetition.expanded(Array(bytes.utf8)) == Array(expected.utf8))
  }
}

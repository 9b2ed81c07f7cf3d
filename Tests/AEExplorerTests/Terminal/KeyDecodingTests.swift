import Testing

@testable import AEExplorer

struct KeyDecodingTests {
  private func units(_ text: String) -> [RawInput] {
    text.unicodeScalars.map(RawInput.scalar)
  }

  private func events(_ units: [RawInput]) -> [InputEvent] {
    var decoder = InputDecoder()
    return decoder.decode(units, isComplete: true).events
  }

  @Test(arguments: [
    ("q", Key.character("q")), ("é", .character("é")), (" ", .character(" ")), ("\t", .tab),
    ("\r", .enter), ("\n", .enter), ("\u{1B}", .escape), ("\u{7F}", .backspace),
    ("\u{08}", .backspace), ("\u{13}", .control("s")), ("\u{00}", .control(" ")),
    ("\u{1C}", .control("\\")), ("\u{1F}", .control("_")),
  ])
  func namesCharacters(text: String, key: Key) {
    #expect(events(units(text)) == [.key(key)])
  }

  @Test func controlCIsAnInterrupt() {
    #expect(events(units("\u{03}")) == [.interrupt])
  }

  // The numbers are those of curses.h (octal there as well), fixed since System V.
  @Test(
    arguments: [
      (0o402, Key.down), (0o403, .up), (0o404, .left), (0o405, .right), (0o406, .home),
      (0o407, .backspace), (0o411, .function(1)), (0o424, .function(12)), (0o512, .delete),
      (0o520, .shiftDown), (0o521, .shiftUp), (0o522, .pageDown), (0o523, .pageUp),
      (0o527, .enter), (0o541, .backTab), (0o550, .end), (0o611, .shiftLeft), (0o622, .shiftRight),
    ] as [(Int32, Key)])
  func namesKeys(code: Int32, key: Key) {
    #expect(events([.code(code)]) == [.key(key)])
  }

  @Test(arguments: [0o632, 0o631, 0o630, 5000] as [Int32])
  func ignoresCodesThatAreNoKeys(code: Int32) {
    #expect(events([.code(code)]).isEmpty)
  }

  @Test func keepsTheOrderOfKeysAndMouse() {
    let input = units("a") + [.code(InputDecoder.mouseCode)] + units("0;2;3Mb")
    #expect(
      events(input) == [
        .key(.character("a")), .mouse(MouseEvent(kind: .press, button: .left, x: 1, y: 2)),
        .key(.character("b")),
      ])
  }

  @Test func waitsForTheRestOfAReport() {
    var decoder = InputDecoder()
    let start: [RawInput] = [.code(InputDecoder.mouseCode)] + units("0;2")
    let first = decoder.decode(start, isComplete: false)
    #expect(first.events.isEmpty)
    #expect(first.rest == start)
    let second = decoder.decode(first.rest + units(";3M"), isComplete: false)
    #expect(second.events == [.mouse(MouseEvent(kind: .press, button: .left, x: 1, y: 2))])
    #expect(second.rest.isEmpty)
  }

  @Test func dropsAReportThatNeverEnds() {
    #expect(events([.code(InputDecoder.mouseCode)] + units("0;2")).isEmpty)
  }

  @Test func brokenReportDoesNotSwallowTheNextKey() {
    #expect(events([.code(InputDecoder.mouseCode)] + units("0;2q")) == [.key(.character("q"))])
  }

  @Test(arguments: ["\u{1B}[I", "\u{1B}[200~", "\u{1B}[?2026;2$y", "\u{1B}Oz", "\u{1B}[1;9P"])
  func unknownSequencesAreNoKeys(text: String) {
    #expect(events(units(text + "x")) == [.key(.character("x"))])
  }

  @Test func escapeThenABracketAreTwoKeys() {
    #expect(events(units("\u{1B}[")) == [.key(.escape), .key(.character("["))])
    #expect(
      events(units("\u{1B}[[")) == [.key(.escape), .key(.character("[")), .key(.character("["))])
  }
}

import Render
import Testing

struct AreaTests {
  @Test(arguments: [
    ("plain", "plain"), ("σ ≤ 0.5 · “4”", "s < 0.5 . \"4\""), ("漢", "?"), ("a\u{1B}[0m", "a [0m"),
    ("▶ …", "> ~"),
  ])
  func asciiHasTwinsForWhatWeWrite(text: String, expected: String) {
    #expect(shown(text, as: .ascii) == expected)
  }

  @Test(arguments: [("σ ≤ “4”", "σ ≤ “4”"), ("漢🙂", "??"), ("e\u{301}", "e?"), ("\u{9B}1m", " 1m")])
  func everyCharacterIsOneColumnWide(text: String, expected: String) {
    #expect(shown(text, as: Appearance()) == expected)
  }

  @Test(arguments: [(0, ""), (1, "…"), (4, "los…"), (5, "loss!"), (9, "loss!")])
  func cutsTextOffWithAnEllipsis(limit: Int, expected: String) {
    var screen = Screen(width: 9, height: 1)
    Area(screen.bounds, as: Appearance()).write("loss!", row: 0, limit: limit, on: &screen)
    #expect(screen.description == expected)
  }

  @Test(arguments: [(-1, 0), (3, 0), (0, -1), (0, 2)])
  func drawsNothingBesideItself(column: Int, row: Int) {
    let rect = Rect(x: 2, y: 1, width: 3, height: 2)
    var screen = Screen(width: 7, height: 4)
    screen.fill(screen.bounds, with: untouched)
    Area(rect, as: Appearance()).put("4", column: column, row: row, .standard, on: &screen)
    #expect(screen.cells.allSatisfy { $0 == untouched })
  }

  @Test func overlaysLeaveTheBackground() {
    var screen = Screen(width: 1, height: 1)
    screen[0, 0] = Cell(" ", Style(.standard, on: .gray(9)))
    Area(screen.bounds, as: Appearance()).overlay("4", column: 0, row: 0, Style(.text), on: &screen)
    #expect(screen[0, 0] == Cell("4", Style(.role(.text), on: .gray(9))))
  }

  private func shown(_ text: String, as appearance: Appearance) -> String {
    var screen = Screen(width: 30, height: 1)
    Area(screen.bounds, as: appearance).write(StyledText(text), row: 0, on: &screen)
    return screen.description
  }
}

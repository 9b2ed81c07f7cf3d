import Render
import Testing

struct TextBlockTests {
  @Test func breaksBetweenWords() {
    #expect(
      picture(TextBlock("the code has two dimensions"), 9, 4) == """
        the␣code·
        has␣two··
        dimension
        s········
        """)
  }

  @Test(arguments: zip(Alignment.allCases, ["ab···\ncde··", "·ab··\n·cde·", "···ab\n··cde"]))
  func alignsEachLine(alignment: Alignment, expected: String) {
    #expect(picture(TextBlock("ab\ncde", alignment: alignment), 5, 2) == expected)
  }

  @Test func keepsEmptyLines() {
    #expect(picture(TextBlock("a\n\nb"), 2, 3) == "a·\n··\nb·")
  }

  @Test func leavesOutLinesThatAreScrolledAway() {
    #expect(picture(TextBlock("a b c d", skippedLines: 2), 1, 2) == "c\nd")
  }

  @Test func countsTheLinesItNeeds() {
    #expect(TextBlock("one two three").lineCount(width: 7) == 2)
    #expect(TextBlock("one").lineCount(width: 0) == 0)
  }
}

import Render
import Testing

struct BoxTests {
  @Test func drawsTitleNumberAndFooter() {
    #expect(
      picture(Box("Loss", number: 1, footer: "log"), 16, 4) == """
        ┌1␣Loss␣───────┐
        │··············│
        │··············│
        └────────␣log␣─┘
        """)
  }

  @Test func focusIsVisibleWithoutColour() {
    #expect(
      picture(Box("Code", isFocused: true), 10, 3, as: .mono) == """
        ┏␣Code␣━━┓
        ┃········┃
        ┗━━━━━━━━┛
        """)
  }

  @Test(arguments: [
    (false, "+ Code --+\n|········|\n+--------+"), (true, "# Code ==#\n|········|\n#========#"),
  ])
  func hasAnASCIITwin(isFocused: Bool, expected: String) {
    let box = Box("Code", isFocused: isFocused)
    #expect(picture(box, 10, 3, as: .ascii).replacing("␣", with: " ") == expected)
  }

  @Test func cutsALongTitleOff() {
    #expect(picture(Box("Reconstruction"), 9, 2) == "┌␣Recon…┐\n└───────┘")
  }

  @Test(arguments: [(1, 5), (5, 1), (1, 1)])
  func drawsNothingWithoutRoomForBothEdges(width: Int, height: Int) {
    #expect(!picture(Box("Loss"), width, height).contains("┌"))
  }

  @Test func theInteriorIsWhatTheEdgesLeave() {
    let box = Box()
    #expect(
      box.interior(of: Rect(x: 1, y: 2, width: 10, height: 5))
        == Rect(x: 2, y: 3, width: 8, height: 3))
    #expect(box.interior(of: Rect(x: 1, y: 2, width: 1, height: 5)).isEmpty)
  }
}

import Render
import Testing

struct GrayImageTests {
  @Test func aDigitTakesFourteenRows() {
    let image = GrayImage(Array(repeating: 0.5, count: 784), width: 28, height: 28)
    #expect(
      image.extent(in: Rect(x: 1, y: 1, width: 30, height: 15))
        == Rect(x: 2, y: 1, width: 28, height: 14))
  }

  @Test func eachCellHasTwoPixels() {
    let image = GrayImage([0, 1, 1, 1], width: 2, height: 2)
    var screen = Screen(width: 2, height: 1)
    image.draw(on: &screen, in: screen.bounds, as: Appearance())
    #expect(screen[0, 0] == Cell("▄", Style(.gray(23), on: .gray(0))))
    #expect(screen[1, 0] == Cell(" ", Style(.standard, on: .gray(23))))
  }

  @Test func upperHalvesShowTheSamePixels() {
    var image = GrayImage([0, 1], width: 1, height: 2)
    image.usesUpperHalves = true
    var screen = Screen(width: 1, height: 1)
    image.draw(on: &screen, in: screen.bounds, as: Appearance())
    #expect(screen[0, 0] == Cell("▀", Style(.gray(0), on: .gray(23))))
  }

  @Test func errorsAreHot() {
    let image = GrayImage([1, 1], width: 1, height: 2, coloring: .heat)
    var screen = Screen(width: 1, height: 1)
    image.draw(on: &screen, in: screen.bounds, as: Appearance())
    #expect(screen[0, 0].style.background == .heat(23))
  }

  @Test func isEnlargedByAWholeNumber() {
    let image = GrayImage([0, 1, 1, 0], width: 2, height: 2)
    #expect(picture(image, 7, 2, as: .mono) == "·␣␣██··\n·██␣␣··")
  }

  @Test func isReducedByAveraging() {
    let image = GrayImage([0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0], width: 4, height: 4)
    #expect(picture(image, 2, 1, as: .ascii) == "#␣")
  }

  @Test func averagingKeepsTheMeanOfAnySize() {
    let image = GrayImage(Array(repeating: 1, count: 63), width: 9, height: 7)
    #expect(picture(image, 5, 2, as: .ascii) == "@@@@@\n@@@@@")
  }

  @Test(arguments: [(Appearance(), "×"), (.mono, "×"), (.ascii, "x")])
  func marksPixelsThatAreNotFinite(appearance: Appearance, expected: String) {
    #expect(picture(GrayImage([1, .nan], width: 1, height: 2), 1, 1, as: appearance) == expected)
  }

  @Test(arguments: [Appearance.mono, .sixteen])
  func withoutGreysThereAreShadesAndHalves(appearance: Appearance) {
    let image = GrayImage(
      [0, 0.25, 0.5, 0.75, 1, 0, 0, 0.25, 0.5, 0.75, 0, 1], width: 6, height: 2)
    #expect(picture(image, 6, 1, as: appearance) == "␣░▒▓▀▄")
  }

  @Test func asciiHasTenLevels() {
    let image = GrayImage((0..<10).map { Float($0) / 9 }, width: 10, height: 1)
    #expect(picture(image, 10, 1, as: .ascii) == "␣.:-=+*#%@")
  }

  @Test func findsThePixelUnderTheMouse() throws {
    let image = GrayImage(Array(repeating: 0, count: 784), width: 28, height: 28)
    let rect = Rect(x: 2, y: 1, width: 56, height: 28)
    let pixel = try #require(image.pixel(atColumn: 57, row: 28, in: rect))
    #expect(pixel == (27, 27))
    #expect(image.pixel(atColumn: 1, row: 1, in: rect) == nil)
  }

  /// Without colours a number below nothing has other characters than one above.
  @Test(arguments: [
    Appearance(glyphs: .ascii, colors: .mono), Appearance(glyphs: .unicode, colors: .mono),
    Appearance(glyphs: .unicode, colors: .sixteen),
  ])
  func signsAreSeenWithoutColour(appearance: Appearance) {
    var screen = Screen(width: 3, height: 1)
    GrayImage([0, 0.5, 1, 0, 0.5, 1], width: 3, height: 2, coloring: .signed)
      .draw(on: &screen, in: screen.bounds, as: appearance)
    #expect((0..<3).map { screen[$0, 0].glyph } == ["=", " ", "#"])
  }
}

import Render
import Testing

@testable import AEExplorer

struct ScreenPictureTests {
  private static let colors = PictureColors(depth: .full)
  private static let white = RGB(255, 255, 255)

  @Test func halfBlockShowsForegroundAboveBackground() {
    let picture = draw([Cell("▀", Style(.gray(23), on: .gray(0)))])
    #expect((0..<10).map { picture[0, $0] } == Array(repeating: Self.white, count: 10))
    #expect((10..<20).map { picture[9, $0] } == Array(repeating: RGB(0, 0, 0), count: 10))
  }

  @Test(arguments: joins)
  func linesReachTheirNeighboursWithoutAGap(row: String, glyphs: String) {
    let picture = draw(glyphs.unicodeScalars.map { Cell($0, Style(.gray(23))) })
    let rows = (0..<20).filter { y in
      (0..<picture.width).allSatisfy { picture[$0, y] == Self.white }
    }
    #expect(rows.map(String.init).joined(separator: " ") == row)
  }

  static let joins: [(row: String, glyphs: String)] = [
    ("9", "───"), ("8 9 10", "━━━"), ("9", "─┼─"), ("9", "─┴┾━"),
  ]

  @Test func standardColorsAreThoseOfADarkTerminal() {
    let picture = draw([Cell("▀")])
    #expect(picture[0, 0] == RGB(220, 220, 220))
    #expect(picture[0, 19] == RGB(16, 16, 20))
  }

  @Test func reverseExchangesTheColors() {
    let picture = draw([Cell("▀", Style(.gray(23), on: .gray(0), .reverse))])
    #expect(picture[0, 0] == RGB(0, 0, 0))
    #expect(picture[0, 19] == Self.white)
  }

  @Test func dimLiesBetweenForegroundAndBackground() {
    let picture = draw([Cell("█", Style(.gray(23), on: .gray(0), .dim))])
    #expect(picture[5, 5] == RGB(145, 145, 145))
  }

  @Test func underlineCrossesTheWholeCell() {
    let picture = draw([Cell(" ", Style(.gray(23), on: .gray(0), .underline))])
    let rows = (0..<20).filter { y in (0..<10).allSatisfy { picture[$0, y] == Self.white } }
    #expect(rows == [17])
  }

  @Test func charactersOfTheFontAreClippedToTheirCell() {
    let picture = draw([Cell("A", Style(.gray(23), on: .gray(0))), Cell(" ", Style())])
    #expect(picture[9, 0] == Self.white)
    #expect(picture[10, 0] == RGB(16, 16, 20))
  }

  @Test func boldIsAskedOfTheFont() {
    let picture = draw([Cell("A", Style(.gray(23), on: .gray(0), .bold))])
    #expect(picture[0, 1] == Self.white)
  }

  @Test func aScreenWithoutCellsIsAPictureWithoutPixels() {
    let picture = ScreenPicture.draw(
      Screen(width: 0, height: 5), colors: Self.colors, PlainGlyphs())
    #expect(picture.pixels.isEmpty)
  }

  private func draw(_ cells: [Cell]) -> Picture {
    var screen = Screen(width: cells.count, height: 1)
    for (x, cell) in cells.enumerated() {
      screen[x, 0] = cell
    }
    return ScreenPicture.draw(screen, colors: Self.colors, PlainGlyphs())
  }
}

/// A font whose characters are all a bar at the top that is wider than the cell: one pixel high,
/// two in bold.
private struct PlainGlyphs: GlyphSource {
  let cell = CellSize(width: 10, height: 20)
  let underline = 17

  func glyph(for scalar: Unicode.Scalar, isBold: Bool) -> Glyph {
    guard scalar != " " else { return .empty }
    let coverage = [UInt8](repeating: 255, count: isBold ? 40 : 20)
    return Glyph(left: -5, top: 0, width: 20, coverage: coverage)
  }
}

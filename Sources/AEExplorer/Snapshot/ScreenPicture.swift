import Render

/// Screens as pictures.
enum ScreenPicture {
  /// How far dim characters are blended towards what is behind them, in `0...255`.
  private static let dimming: UInt8 = 110

  /// Returns the picture of a screen: `screen.width` by `screen.height` cells of the font.
  static func draw(
    _ screen: Screen, colors: PictureColors,
    _ glyphs: borrowing some GlyphSource & ~Copyable
  ) -> Picture {
    let cell = glyphs.cell
    var picture = Picture(
      width: screen.width * cell.width, height: screen.height * cell.height,
      filledWith: PictureColors.background)
    var known: [Character: Glyph] = [:]
    for (place, content) in screen.cells.enumerated() {
      let x = place % screen.width * cell.width
      let y = place / screen.width * cell.height
      let look = colors.look(of: content.style)
      let (ink, paper) = inkAndPaper(look)
      picture.fill(x..<(x + cell.width), y..<(y + cell.height), with: paper)
      let isBold = look.attributes.contains(.bold)
      let character = Character(scalar: content.glyph, isBold: isBold)
      let glyph =
        known[character]
        ?? CellShape.glyph(for: content.glyph, in: cell)
        ?? glyphs.glyph(for: content.glyph, isBold: isBold)
      known[character] = glyph
      picture.draw(glyph, x: x, y: y, clippedTo: cell, ink)
      if look.attributes.contains(.underline) {
        let line = y + glyphs.underline
        picture.fill(x..<(x + cell.width), line..<(line + cell.lineThickness), with: ink)
      }
    }
    return picture
  }

  private struct Character: Hashable {
    var scalar: Unicode.Scalar
    var isBold: Bool
  }

  /// The colours of the character and of what is behind it, after dim and reverse, in this order:
  /// terminals do the same.
  private static func inkAndPaper(_ look: PictureColors.Look) -> (ink: RGB, paper: RGB) {
    let paper = look.background
    let isDim = look.attributes.contains(.dim)
    let ink = isDim ? look.foreground.blended(with: paper, by: dimming) : look.foreground
    return look.attributes.contains(.reverse) ? (paper, ink) : (ink, paper)
  }
}

extension Picture {
  /// Fills pixels, which must be inside.
  fileprivate mutating func fill(_ columns: Range<Int>, _ rows: Range<Int>, with color: RGB) {
    for y in rows {
      for x in columns {
        self[x, y] = color
      }
    }
  }

  /// Draws a character over what is in its cell, whose top left pixel is at `x`, `y`.
  fileprivate mutating func draw(
    _ glyph: Glyph, x: Int, y: Int, clippedTo cell: CellSize, _ ink: RGB
  ) {
    guard glyph.width > 0 else { return }
    for (place, coverage) in glyph.coverage.enumerated() where coverage > 0 {
      let column = glyph.left + place % glyph.width
      let row = glyph.top + place / glyph.width
      guard column >= 0, column < cell.width, row >= 0, row < cell.height else { continue }
      self[x + column, y + row] = self[x + column, y + row].blended(with: ink, by: coverage)
    }
  }
}

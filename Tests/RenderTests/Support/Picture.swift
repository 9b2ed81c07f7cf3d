import Render
import Testing

/// Returns what a widget draws, one line a row, with blanks made visible: `·` is a cell that was
/// left as it was, and `␣` a space that was drawn.
///
/// The widget is drawn away from the screen's edges, and must leave the cells around it alone.
func picture(
  _ widget: some Widget, _ width: Int, _ height: Int, as appearance: Appearance = Appearance(),
  sourceLocation: SourceLocation = #_sourceLocation
) -> String {
  let rect = Rect(x: 2, y: 1, width: width, height: height)
  let screen = drawn(widget, in: rect, as: appearance)
  #expect(strayCells(of: screen, around: rect).isEmpty, sourceLocation: sourceLocation)
  return picture(of: screen, in: rect)
}

/// Returns the glyphs in a part of a screen as text.
func picture(of screen: Screen, in rect: Rect) -> String {
  (rect.y..<rect.maxY).map { y in
    (rect.x..<rect.maxX).map { x in
      screen[x, y].glyph == " " ? "␣" : String(screen[x, y].glyph)
    }.joined()
  }.joined(separator: "\n")
}

/// Returns a screen full of untouched cells, two columns and one row larger on each side than
/// `rect`, with a widget drawn into `rect`.
func drawn(_ widget: some Widget, in rect: Rect, as appearance: Appearance) -> Screen {
  var screen = Screen(width: rect.width + 4, height: rect.height + 2)
  screen.fill(screen.bounds, with: untouched)
  widget.draw(on: &screen, in: rect, as: appearance)
  return screen
}

/// Returns the cells outside a rectangle that are not as they were.
func strayCells(of screen: Screen, around rect: Rect) -> [Cell] {
  screen.cells.indices.lazy
    .filter { !rect.contains(x: $0 % screen.width, y: $0 / screen.width) }
    .map { screen.cells[$0] }
    .filter { $0 != untouched }
}

/// A cell that no widget draws.
let untouched = Cell("·", Style(.key, .underline))

extension Appearance {
  static let ascii = Appearance(glyphs: .ascii, colors: .full)
  static let mono = Appearance(glyphs: .unicode, colors: .mono)
  static let sixteen = Appearance(glyphs: .unicode, colors: .sixteen)
  /// Every combination there is.
  static let all = GlyphSet.allCases.flatMap { glyphs in
    ColorDepth.allCases.map { Appearance(glyphs: glyphs, colors: $0) }
  }
}

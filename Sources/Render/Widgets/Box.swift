/// A frame with a title in its top edge and, if wanted, a note in its bottom edge.
///
/// Only the frame is drawn; fill the interior first if something lies behind it.
public struct Box: Widget {
  /// The title, cut off to fit.
  public var title: StyledText
  /// The key that focuses the pane, shown before the title.
  public var number: Int?
  /// A note at the right of the bottom edge.
  public var footer: StyledText
  /// Whether the pane has the focus: its frame is heavier, and not only in colour.
  public var isFocused: Bool

  /// Creates a frame.
  public init(
    _ title: StyledText = "", number: Int? = nil, footer: StyledText = "", isFocused: Bool = false
  ) {
    self.title = title
    self.number = number
    self.footer = footer
    self.isFocused = isFocused
  }

  /// Returns the room inside the frame, empty if there is none.
  public func interior(of rect: Rect) -> Rect {
    rect.inset()
  }

  /// Draws the edges, the title and the footer.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    guard rect.width >= 2, rect.height >= 2 else { return }
    let area = Area(rect, as: appearance)
    drawEdges(of: area, on: &screen)
    let room = rect.width - 4
    guard room > 0 else { return }
    area.write(heading, column: 1, row: 0, limit: rect.width - 2, on: &screen)
    guard !footer.isEmpty else { return }
    let width = min(footer.width, room)
    let start = max(1, rect.width - width - 4)
    area.write(
      " " + footer + " ", column: start, row: rect.height - 1, limit: width + 2, on: &screen)
  }

  /// The style of the frame's lines.
  private var edgeStyle: Style {
    isFocused ? Style(.focus, .bold) : Style(.border)
  }

  /// The number and the title, with a space at the end that keeps the line away.
  private var heading: StyledText {
    var heading = StyledText("")
    if let number {
      heading += StyledText("\(number)", Style(.key))
    }
    if !title.isEmpty {
      heading += " " + title + " "
    }
    return heading
  }

  private func drawEdges(of area: Area, on screen: inout Screen) {
    let symbols = symbols(in: area.appearance.glyphs)
    let right = area.width - 1
    let bottom = area.height - 1
    for column in 1..<max(1, right) {
      area.put(symbols.horizontal, column: column, row: 0, edgeStyle, on: &screen)
      area.put(symbols.horizontal, column: column, row: bottom, edgeStyle, on: &screen)
    }
    for row in 1..<max(1, bottom) {
      area.put(symbols.vertical, column: 0, row: row, edgeStyle, on: &screen)
      area.put(symbols.vertical, column: right, row: row, edgeStyle, on: &screen)
    }
    let places = [(0, 0), (right, 0), (0, bottom), (right, bottom)]
    for (corner, (column, row)) in zip(symbols.corners, places) {
      area.put(corner, column: column, row: row, edgeStyle, on: &screen)
    }
  }

  private func symbols(in glyphs: GlyphSet) -> BoxSymbols {
    switch glyphs {
    case .unicode: isFocused ? .heavy : .light
    case .ascii: isFocused ? .asciiHeavy : .asciiLight
    }
  }
}

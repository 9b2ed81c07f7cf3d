/// Text of several lines, broken between words to fit.
public struct TextBlock: Widget {
  /// The text; `\n` starts a new line.
  public var text: StyledText
  /// Where each line lies.
  public var alignment: Alignment
  /// Lines left out at the top, to scroll.
  public var skippedLines: Int

  /// Creates a text.
  public init(_ text: StyledText, alignment: Alignment = .left, skippedLines: Int = 0) {
    self.text = text
    self.alignment = alignment
    self.skippedLines = skippedLines
  }

  /// Returns the rows the whole text takes in `width` columns.
  public func lineCount(width: Int) -> Int {
    lines(width: width).count
  }

  /// Draws as many lines as there is room for.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    guard !rect.isEmpty else { return }
    let area = Area(rect, as: appearance)
    let shown = lines(width: rect.width).dropFirst(max(0, skippedLines)).prefix(rect.height)
    for (row, line) in shown.enumerated() {
      let start = alignment.offset(of: line.count, in: rect.width)
      for (column, cell) in line.enumerated() {
        area.put(cell.glyph, column: start + column, row: row, cell.style, on: &screen)
      }
    }
  }

  private func lines(width: Int) -> [ArraySlice<Cell>] {
    guard width > 0 else { return [] }
    return text.cells
      .split(omittingEmptySubsequences: false) { $0.glyph == "\n" }
      .flatMap { wrapped($0, width: width) }
  }

  /// Returns the pieces of one line: as many words as fit in each, and words that are too long
  /// for a line of their own cut up.
  private func wrapped(_ line: ArraySlice<Cell>, width: Int) -> [ArraySlice<Cell>] {
    var pieces: [ArraySlice<Cell>] = []
    var rest = line
    while rest.count > width {
      // A space just behind the edge is as good a place to break as one before it.
      let candidates = rest.prefix(width + 1)
      let space = candidates.lastIndex { $0.glyph == " " } ?? rest.startIndex
      if space > rest.startIndex {
        pieces.append(rest[rest.startIndex..<space])
        rest = rest[(space + 1)...]
      } else {
        pieces.append(rest.prefix(width))
        rest = rest.dropFirst(width)
      }
    }
    return pieces + [rest]
  }
}

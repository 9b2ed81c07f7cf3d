/// One bar from a zero line, exact to an eighth of a cell.
struct SignedBar: Widget {
  /// What the bar's length stands for.
  struct Scale: Equatable, Sendable {
    /// The absolute value of a full bar.
    let limit: Float
    /// Whether zero is in the middle.
    let isSigned: Bool
  }

  let value: Float
  let scale: Scale
  let style: Style
  let direction: BarChart.Direction

  func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    guard !rect.isEmpty else { return }
    let area = Area(rect, as: appearance)
    let length = direction == .horizontal ? rect.width : rect.height
    let zero = scale.isSigned ? length / 2 : 0
    for side in 0..<(direction == .horizontal ? rect.height : rect.width) {
      guard value.isFinite else {
        put(appearance.glyphs.invalid, Style(.bad), at: zero, side, in: area, on: &screen)
        continue
      }
      let filled = eighths(room: scale.isSigned ? max(1, zero) : length)
      for cell in 0..<length {
        let distance = value < 0 ? zero - 1 - cell : cell - zero
        let level = distance < 0 ? 0 : min(max(0, filled - 8 * distance), 8)
        guard level > 0 else { continue }
        put(level: level, at: cell, side, in: area, on: &screen)
      }
      if filled == 0 || value < 0 {
        put(baseline(appearance.glyphs), Style(.muted), at: zero, side, in: area, on: &screen)
      }
    }
  }

  /// The bar's length in eighths of a cell, of which `room` cells are full.
  private func eighths(room: Int) -> Int {
    guard scale.limit > 0, scale.limit.isFinite else { return 0 }
    let fraction = min(abs(Double(value)) / Double(scale.limit), 1)
    return Int((fraction * Double(8 * room)).rounded())
  }

  private func baseline(_ glyphs: GlyphSet) -> Unicode.Scalar {
    switch (glyphs, direction) {
    case (.unicode, .horizontal): "▏"
    case (.unicode, .vertical): "▁"
    case (.ascii, .horizontal): "|"
    case (.ascii, .vertical): "_"
    }
  }

  private func put(
    level: Int, at cell: Int, _ side: Int, in area: Area, on screen: inout Screen
  ) {
    guard area.appearance.glyphs == .unicode else {
      put(level >= 4 ? "#" : "-", style, at: cell, side, in: area, on: &screen)
      return
    }
    let steps =
      direction == .horizontal ? Symbols.horizontalEighths : Symbols.verticalEighths
    // There are no blocks that grow from the other edge, but their negatives in reverse video.
    guard value < 0, level < 8 else {
      put(steps[level], style, at: cell, side, in: area, on: &screen)
      return
    }
    var reversed = style
    reversed.attributes.formSymmetricDifference(.reverse)
    put(steps[8 - level], reversed, at: cell, side, in: area, on: &screen)
  }

  /// Draws a cell, counted from the end of the bar's negative half.
  private func put(
    _ glyph: Unicode.Scalar, _ style: Style, at cell: Int, _ side: Int, in area: Area,
    on screen: inout Screen
  ) {
    switch direction {
    case .horizontal: area.put(glyph, column: cell, row: side, style, on: &screen)
    case .vertical:
      area.put(glyph, column: side, row: area.height - 1 - cell, style, on: &screen)
    }
  }
}

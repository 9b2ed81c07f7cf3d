/// A fraction as a bar in one row, for progress and for shares.
public struct Gauge: Widget {
  /// How the bar is drawn; ASCII knows one way only, `[###---]`.
  public enum Look: Equatable, Sendable, CaseIterable {
    /// Solid, exact to an eighth of a cell, on a shaded track.
    case block
    /// A thick line, exact to half a cell, on a thin one.
    case line
  }

  /// How much is filled, in `0...1`; values outside are clamped, and NaN fills nothing.
  public var fraction: Float
  /// The style of the filled part.
  public var style: Style
  /// The style of the rest.
  public var trackStyle: Style
  /// How it is drawn.
  public var look: Look

  /// Creates a gauge.
  public init(
    _ fraction: Float, style: Style = Style(.accent), trackStyle: Style = Style(.muted),
    look: Look = .block
  ) {
    self.fraction = fraction
    self.style = style
    self.trackStyle = trackStyle
    self.look = look
  }

  /// Draws the bar into the first row.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    let area = Area(rect, as: appearance)
    switch appearance.glyphs {
    case .ascii: drawASCII(in: area, on: &screen)
    case .unicode:
      switch look {
      case .block: draw(Symbols.horizontalEighths, track: "░", in: area, on: &screen)
      case .line: draw([" ", "╸", "━"], track: "─", in: area, on: &screen)
      }
    }
  }

  /// Draws with cells that can be filled step by step: `steps` runs from empty to full.
  private func draw(
    _ steps: [Unicode.Scalar], track: Unicode.Scalar, in area: Area, on screen: inout Screen
  ) {
    let parts = steps.count - 1
    let filled = filled(of: area.width * parts)
    for column in 0..<area.width {
      let level = min(max(filled - column * parts, 0), parts)
      if level > 0 {
        area.put(steps[level], column: column, row: 0, style, on: &screen)
      } else {
        area.put(track, column: column, row: 0, trackStyle, on: &screen)
      }
    }
  }

  private func drawASCII(in area: Area, on screen: inout Screen) {
    let hasEnds = area.width >= 3
    let bar = hasEnds ? area.rect.inset(horizontal: 1, vertical: 0) : area.rect
    draw([" ", "#"], track: "-", in: Area(bar, as: area.appearance), on: &screen)
    guard hasEnds else { return }
    area.put("[", column: 0, row: 0, trackStyle, on: &screen)
    area.put("]", column: area.width - 1, row: 0, trackStyle, on: &screen)
  }

  /// Returns the part of `total` that is filled: all only when the fraction has reached 1.
  private func filled(of total: Int) -> Int {
    guard fraction > 0, total > 0 else { return 0 }
    guard fraction < 1 else { return total }
    return min(Int((Double(fraction) * Double(total)).rounded()), total - 1)
  }
}

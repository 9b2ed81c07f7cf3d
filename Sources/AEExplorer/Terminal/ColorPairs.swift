import CNcurses
import Render

/// Attributes and colour pair of ncurses for each style, made when it is first drawn.
struct ColorPairs {
  /// What ncurses needs to draw a cell.
  struct Drawing {
    var attributes: attr_t
    var pair: Int32
  }

  let palette: Palette
  /// How many colours ncurses has; 8 make 16 by means of bold.
  private let colors: Int
  private let capacity: Int
  private var drawings: [Style: Drawing] = [:]
  private var pairs: [Int: Int32] = [:]

  init(palette: Palette, colors: Int, capacity: Int) {
    self.palette = palette
    self.colors = colors
    self.capacity = capacity
  }

  /// Returns what draws a style.
  mutating func drawing(for style: Style) -> Drawing {
    if let known = drawings[style] { return known }
    let made = make(palette.look(of: style))
    drawings[style] = made
    return made
  }

  private mutating func make(_ look: Palette.Look) -> Drawing {
    var attributes: attr_t = 0
    if look.attributes.contains(.bold) { attributes |= aex_bold() }
    if look.attributes.contains(.dim) { attributes |= aex_dim() }
    if look.attributes.contains(.reverse) { attributes |= aex_reverse() }
    if look.attributes.contains(.underline) { attributes |= aex_underline() }
    guard palette.depth != .mono else { return Drawing(attributes: attributes, pair: 0) }
    var foreground = look.foreground
    var background = look.background
    if palette.depth == .sixteen, colors < 16 {
      if foreground > 8 {
        attributes |= aex_bold()
      }
      // Bright black is not there: as bold black it vanishes on many terminals, so plain white it is.
      foreground = foreground == 8 ? 7 : foreground < 0 ? -1 : foreground % 8
      background = background < 0 ? -1 : background % 8
    }
    return Drawing(
      attributes: attributes, pair: pair(foreground: foreground, background: background))
  }

  private mutating func pair(foreground: Int, background: Int) -> Int32 {
    guard foreground >= 0 || background >= 0 else { return 0 }
    let key = (foreground + 1) * 1024 + background + 1
    if let known = pairs[key] { return known }
    // Only terminals with 8 colours run out; then the cell takes the terminal's own colours.
    let next = pairs.count + 1
    guard next < capacity else { return 0 }
    aex_define_pair(Int32(next), Int32(foreground), Int32(background))
    pairs[key] = Int32(next)
    return Int32(next)
  }
}

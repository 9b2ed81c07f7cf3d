/// Something that can be drawn.
///
/// A widget is a value that holds what to show. Drawing clips at the rectangle's edges, cannot
/// fail, and leaves cells it has nothing to say about as they are, so that one widget can be drawn
/// over another.
public protocol Widget: Equatable, Sendable {
  /// Draws into the cells of `rect`, with what `appearance` allows.
  func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance)
}

/// A part of a screen with coordinates of its own: column 0 and row 0 are its top left cell.
///
/// Everything drawn through an area is clipped to it, and is put into the characters and colours
/// that the appearance allows.
public struct Area: Equatable, Sendable {
  /// Where on the screen it lies.
  public let rect: Rect
  /// What the terminal can show.
  public let appearance: Appearance

  /// Creates an area.
  public init(_ rect: Rect, as appearance: Appearance) {
    self.rect = rect
    self.appearance = appearance
  }

  /// Columns.
  public var width: Int { rect.width }
  /// Rows.
  public var height: Int { rect.height }

  /// Draws one character.
  public func put(
    _ glyph: Unicode.Scalar, column: Int, row: Int, _ style: Style, on screen: inout Screen
  ) {
    guard column >= 0, column < rect.width, row >= 0, row < rect.height else { return }
    screen[rect.x + column, rect.y + row] = Cell(
      appearance.glyph(for: glyph), appearance.style(for: style))
  }

  /// Draws one character over what is there: a standard background lets the old one show through.
  public func overlay(
    _ glyph: Unicode.Scalar, column: Int, row: Int, _ style: Style, on screen: inout Screen
  ) {
    var style = style
    if style.background == .standard {
      style.background = screen[rect.x + column, rect.y + row].style.background
    }
    put(glyph, column: column, row: row, style, on: &screen)
  }

  /// Draws text from `column` of `row` on, over at most `limit` columns; a text that is too long
  /// ends in an ellipsis.
  ///
  /// - Returns: the column after the last one drawn.
  @discardableResult
  public func write(
    _ text: StyledText, column: Int = 0, row: Int, limit: Int = .max, on screen: inout Screen
  ) -> Int {
    let room = max(0, min(limit, width - column))
    let shown = text.cells(atMost: room, ellipsis: appearance.glyphs.ellipsis)
    for (offset, cell) in shown.enumerated() {
      put(cell.glyph, column: column + offset, row: row, cell.style, on: &screen)
    }
    return column + shown.count
  }
}

extension Appearance {
  /// Returns the style with what colours there are: without any, only the attributes are left.
  public func style(for style: Style) -> Style {
    switch colors {
    case .full, .sixteen: style
    case .mono: Style(.standard, on: .standard, style.attributes)
    }
  }

  /// Returns the character to show for `scalar`: always one column wide, never a control character.
  ///
  /// Characters that terminals draw in two columns or none, and in ASCII those without a likeness,
  /// become question marks.
  public func glyph(for scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x20..<0x7F: scalar
    case 0..<0x20, 0x7F..<0xA0: " "
    default:
      switch glyphs {
      case .unicode: scalar.isOneColumnWide ? scalar : "?"
      case .ascii: asciiTwins[scalar] ?? "?"
      }
    }
  }
}

extension Unicode.Scalar {
  /// Whether terminals draw it in exactly one column: no mark on another character, no invisible
  /// format character, not one of the wide East Asian characters or emoji.
  fileprivate var isOneColumnWide: Bool {
    switch value {
    case 0xAD: false
    case 0xA0..<0x300, 0x2010...0x2027, 0x2030...0x205E, 0x2100..<0x231A: true
    case 0x2500..<0x25FD, 0x2800...0x28FF: true
    case 0x1100..<0x1160, 0x2E80..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00: false
    case 0xFE30..<0xFE70, 0xFF00..<0xFF61, 0xFFE0..<0xFFE7, 0x1F000...0x10FFFF: false
    case 0x231A...0x231B, 0x23E9...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615: false
    default: hasSpacingCategory && !properties.isEmojiPresentation
    }
  }

  private var hasSpacingCategory: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .surrogate, .unassigned: false
    case .privateUse, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}

/// What ASCII shows for the characters that this program likes to use.
private let asciiTwins: [Unicode.Scalar: Unicode.Scalar] = [
  "…": "~", "·": ".", "×": "x", "−": "-", "–": "-", "—": "-", "─": "-", "│": "|", "┼": "+",
  "“": "\"", "”": "\"", "‘": "'", "’": "'", "•": "*", "▶": ">", "◀": "<", "▲": "^", "▼": "v",
  "←": "<", "→": ">", "↑": "^", "↓": "v", "↔": "-", "␣": "_", "✓": "v", "✗": "x", "°": "o",
  "α": "a", "β": "b", "γ": "g", "δ": "d", "ε": "e", "θ": "t", "λ": "l", "μ": "u", "µ": "u",
  "ν": "n", "π": "p", "ρ": "r", "σ": "s", "τ": "t", "φ": "f", "χ": "x", "ω": "w", "Δ": "D",
  "Σ": "S", "²": "2", "³": "3", "±": "+", "≤": "<", "≥": ">", "≈": "~", "∞": "8", "█": "#",
  "▀": "^", "▄": "_", "é": "e", "è": "e", "ä": "a", "ö": "o", "ü": "u",
]

/// A colour by its meaning.
///
/// Drawing never names a terminal's colour codes: the terminal layer turns these names into 256,
/// 16 or no colours, by the current theme.
public enum Color: Equatable, Hashable, Sendable {
  /// The terminal's own foreground or background.
  case standard
  /// A colour by what it says.
  case role(Role)
  /// The colour of a class, `0...9`; larger numbers wrap round.
  case category(UInt8)
  /// One of 24 greys: 0 is black, 23 is white.
  case gray(UInt8)
  /// One of 24 steps of a heat ramp: 0 is black (nothing), 23 the hottest.
  case heat(UInt8)
  /// One of three steps behind text, the last the strongest, on all of which text stays legible.
  case backdrop(UInt8)

  /// The number of steps of `gray` and `heat`.
  public static let levels = 24

  /// Returns the grey for an intensity in `0...1`; values outside are clamped, NaN is black.
  public static func gray(intensity: Float) -> Color {
    .gray(level(intensity))
  }

  /// Returns the heat for an intensity in `0...1`; values outside are clamped, NaN is cold.
  public static func heat(intensity: Float) -> Color {
    .heat(level(intensity))
  }

  private static func level(_ intensity: Float) -> UInt8 {
    // NaN fails the comparison, and so becomes 0.
    guard intensity > 0 else { return 0 }
    return UInt8(min(intensity, 1) * Float(levels - 1) + 0.5)
  }
}

/// What a colour says.
public enum Role: UInt8, CaseIterable, Equatable, Hashable, Sendable {
  /// Ordinary text.
  case text
  /// Text that steps back: units, axes, hints.
  case muted
  /// A pane's title.
  case title
  /// A pane's border.
  case border
  /// The border of the pane that has the focus.
  case focus
  /// Something to look at: the program's name, the current value.
  case accent
  /// A key that can be pressed.
  case key
  /// All is well.
  case good
  /// Something to know about.
  case warning
  /// Something has gone wrong.
  case bad
  /// The training loss.
  case train
  /// The test loss.
  case test
  /// The floor below which a loss cannot go.
  case floor
  /// The linear baseline (PCA).
  case baseline
  /// The latent cursor.
  case cursor
}

/// How the characters of a cell look, besides colour.
public struct Attributes: OptionSet, Equatable, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// Creates attributes from their bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Bright or heavy.
  public static let bold = Attributes(rawValue: 1)
  /// Faint.
  public static let dim = Attributes(rawValue: 2)
  /// Foreground and background exchanged.
  public static let reverse = Attributes(rawValue: 4)
  /// Underlined.
  public static let underline = Attributes(rawValue: 8)
}

/// Colours and attributes of a cell.
public struct Style: Equatable, Hashable, Sendable {
  /// The colour of the glyph.
  public var foreground: Color
  /// The colour behind it.
  public var background: Color
  /// Bold, reverse and so on.
  public var attributes: Attributes

  /// Creates a style; the default is the terminal's own colours.
  public init(
    _ foreground: Color = .standard, on background: Color = .standard, _ attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// Creates a style with a foreground that is named by its role.
  public init(_ role: Role, _ attributes: Attributes = []) {
    self.init(.role(role), on: .standard, attributes)
  }

  /// The terminal's own colours.
  public static let standard = Style()
}

import Render

/// The colours of a picture: those that a terminal with a dark background shows.
struct PictureColors: Equatable, Sendable {
  /// What a style comes to in a picture.
  struct Look: Equatable {
    /// The colour of the character.
    var foreground: RGB
    /// The colour behind it.
    var background: RGB
    /// Bold, reverse and so on.
    var attributes: Attributes
  }

  /// The standard colour of characters.
  static let foreground = RGB(220, 220, 220)
  /// The standard background: nearly black.
  static let background = RGB(16, 16, 20)

  private let palette: Palette

  /// Creates the colours of a theme.
  init(depth: ColorDepth, theme: Theme = .dark) {
    palette = Palette(depth: depth, theme: theme, own: .dark)
  }

  /// Returns how a style looks.
  func look(of style: Style) -> Look {
    let look = palette.look(of: style)
    return Look(
      foreground: rgb(look.foreground) ?? Self.foreground,
      background: rgb(look.background) ?? Self.background,
      attributes: look.attributes)
  }

  /// Returns the colour of an index; nil for the standard one, which is negative.
  private func rgb(_ index: Int) -> RGB? {
    UInt8(exactly: index).map(XtermColors.rgb)
  }
}

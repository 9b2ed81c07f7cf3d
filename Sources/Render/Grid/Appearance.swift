/// Which characters may be drawn.
public enum GlyphSet: Equatable, Sendable, CaseIterable {
  /// Block elements, box drawing and Braille.
  case unicode
  /// Printable ASCII only.
  case ascii
}

/// How many colours may be drawn.
public enum ColorDepth: Equatable, Sendable, CaseIterable {
  /// The 256-colour palette.
  case full
  /// The 16 (or 8) colours of an old terminal.
  case sixteen
  /// None: bold, dim and reverse only.
  case mono
}

/// What the terminal can show, which decides how pictures are drawn.
public struct Appearance: Equatable, Sendable {
  /// The characters that may be used.
  public var glyphs: GlyphSet
  /// The colours that may be used.
  public var colors: ColorDepth

  /// Creates an appearance.
  public init(glyphs: GlyphSet = .unicode, colors: ColorDepth = .full) {
    self.glyphs = glyphs
    self.colors = colors
  }
}

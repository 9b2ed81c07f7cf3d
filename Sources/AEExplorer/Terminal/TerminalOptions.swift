import Render

/// What to use of a terminal, where a person knows better than detection does.
struct TerminalOptions: Equatable, Sendable {
  /// Whether the mouse is listened to at first.
  ///
  /// While it is, selecting text needs Shift.
  var mouse = true
  /// The colours to draw with at most; nil lets `NO_COLOR` and the terminal's type decide.
  var color: ColorDepth?
  /// The characters to draw with; nil takes Unicode in a UTF-8 locale and ASCII elsewhere.
  var glyphs: GlyphSet?
  /// The colours; nil takes those for the terminal's own background.
  var theme: Theme?
  /// What the terminal's own background is; nil asks `COLORFGBG`, and else takes it to be dark.
  var background: Background?
  /// Whether each frame is bracketed as one synchronised update (mode 2026).
  var synchronized = true
}

/// How bright the terminal's own background is.
enum Background: Equatable, Sendable, CaseIterable {
  case dark
  case light

  /// Creates it from the value of `COLORFGBG`, such as `15;0`; nil if that says nothing.
  ///
  /// The last number is the background's: rxvt, Konsole and others set it.
  init?(colorFGBG value: String) {
    guard let last = value.split(separator: ";").last, let index = Int(last) else { return nil }
    guard (0...15).contains(index) else { return nil }
    self = index == 7 || index >= 9 ? .light : .dark
  }
}

extension ColorDepth {
  /// Returns the depth for a terminal with `available` colours.
  ///
  /// - Parameters:
  ///   - available: how many colours the terminal's type has; zero or less means none.
  ///   - noColor: the value of `NO_COLOR`. By its convention any text switches colour off, and an
  ///     empty value says nothing (https://no-color.org).
  ///   - override: what the person asked for, which is stronger than `NO_COLOR`, but never more
  ///     than there is.
  /// - Returns: the depth to draw with.
  static func chosen(available: Int, noColor: String?, override: ColorDepth?) -> ColorDepth {
    let most: ColorDepth = available >= 256 ? .full : available >= 8 ? .sixteen : .mono
    switch override {
    case nil:
      return noColor.map(\.isEmpty) ?? true ? most : .mono
    case .full:
      return most
    case .sixteen:
      return most == .mono ? .mono : .sixteen
    case .mono:
      return .mono
    }
  }
}

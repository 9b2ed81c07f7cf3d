import Render

/// Turns colours by meaning into the numbers of a terminal's palette.
///
/// With 256 colours only entries from 16 up are used, which look the same everywhere: the lowest 16
/// are the person's own. `-1` is the terminal's own foreground or background.
struct Palette: Equatable, Sendable {
  /// Colour numbers and attributes.
  struct Look: Equatable, Hashable, Sendable {
    var foreground: Int
    var background: Int
    var attributes: Attributes
  }

  /// How many colours there are.
  let depth: ColorDepth
  /// What the terminal's own background is.
  let background: Background

  /// Returns how a style looks.
  func look(of style: Style) -> Look {
    var attributes = style.attributes
    if depth == .mono {
      attributes.formUnion(Self.monoAttributes(of: style.foreground))
    }
    return Look(
      foreground: index(of: style.foreground), background: index(of: style.background),
      attributes: attributes)
  }

  /// Returns the number of a colour, or -1 for the terminal's own.
  func index(of color: Color) -> Int {
    switch depth {
    case .full: fullIndex(of: color)
    case .sixteen: sixteenIndex(of: color)
    case .mono: -1
    }
  }

  private func fullIndex(of color: Color) -> Int {
    switch color {
    case .standard: -1
    case .role(let role): background == .dark ? Self.darkRole(role) : Self.lightRole(role)
    case .category(let number):
      (background == .dark ? Self.darkCategories : Self.lightCategories)[Int(number) % 10]
    case .gray(let level): Self.gray(Int(level))
    case .heat(let level): Self.heat[min(Int(level), Color.levels - 1)]
    }
  }

  private func sixteenIndex(of color: Color) -> Int {
    switch color {
    case .standard: -1
    case .role(let role): sixteenRole(role)
    case .category(let number):
      (background == .dark ? Self.darkSixteen : Self.lightSixteen)[Int(number) % 10]
    case .gray(let level): [0, 8, 7, 15][min(Int(level), Color.levels - 1) / 6]
    case .heat(let level): [0, 1, 9, 3, 11, 15][min(Int(level), Color.levels - 1) / 4]
    }
  }

  /// Returns what stands in for a colour where there is none.
  private static func monoAttributes(of color: Color) -> Attributes {
    guard case .role(let role) = color else { return [] }
    switch role {
    case .text, .good, .border, .floor, .baseline, .train: return []
    case .muted: return .dim
    case .title, .focus, .accent, .key, .warning, .test, .cursor: return .bold
    case .bad: return [.bold, .underline]
    }
  }
}

extension Palette {
  /// Returns one of 24 greys, evenly spaced in the terminal's own (gamma-encoded) values.
  ///
  /// The palette's grey ramp runs only from 8 to 238 of 255; black and white come from the cube.
  static func gray(_ level: Int) -> Int {
    switch level {
    case ...0: 16
    case (Color.levels - 1)...: 231
    // Entry 232 + i has the value 8 + 10 i.
    default: 232 + min(23, (level * 255 * 10 / 23 - 80 + 50) / 100)
    }
  }

  /// Black, red, orange, yellow, white, in steps of rising lightness.
  ///
  /// The cube has few dark reds, so the first steps are greys that are all but black, and some
  /// entries serve twice. The lightness (L of Oklab) never falls, and rises by at most 0.09, save
  /// for the first step, 0.13.
  static let heat = [
    16, 232, 233, 234, 52, 52, 88, 88, 124, 124, 160, 160, 196, 196, 202, 202, 208, 208, 214, 214,
    220, 227, 230, 231,
  ]

  /// Ten colours for classes on black, each with a contrast of at least 5.6, so that a digit drawn
  /// in one can be read.
  ///
  /// Found by a search over the cube for the greatest least distance (in Oklab, times 100): 12.5
  /// in full colour vision, 10.6, 9.4 and 9.8 in protanopia, deuteranopia and tritanopia. In this
  /// order, digits that models confuse (4 and 9, 3 and 5 and 8, 1 and 7) are far apart.
  ///
  /// Source: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color
  /// Vision Deficiency, 2009, table 1 (severity 1.0).
  static let darkCategories = [188, 46, 67, 198, 229, 77, 145, 213, 135, 172]

  /// The same for a white background, with a contrast of at least 3.
  static let lightCategories = [16, 33, 97, 202, 21, 55, 138, 124, 17, 52]

  static let darkSixteen = [15, 10, 12, 9, 11, 6, 8, 13, 14, 3]
  static let lightSixteen = [0, 4, 5, 1, 12, 2, 8, 13, 6, 3]

  static func darkRole(_ role: Role) -> Int {
    switch role {
    case .text: -1
    case .muted: 245
    case .title: 252
    case .border: 240
    case .focus, .accent, .train: 75
    case .key, .warning: 179
    case .good: 71
    case .bad: 203
    case .test: 215
    case .floor: 244
    case .baseline: 140
    case .cursor: 231
    }
  }

  static func lightRole(_ role: Role) -> Int {
    switch role {
    case .text: -1
    case .muted: 242
    case .title: 236
    case .border: 248
    case .focus, .accent, .train: 25
    case .key, .warning: 94
    case .good: 28
    case .bad: 124
    case .test: 130
    case .floor: 243
    case .baseline: 91
    case .cursor: 16
    }
  }

  private func sixteenRole(_ role: Role) -> Int {
    switch role {
    case .text, .title: -1
    case .muted, .border, .floor: 8
    case .focus, .accent, .train: background == .dark ? 12 : 4
    case .key, .warning: 3
    case .good: 2
    case .bad: background == .dark ? 9 : 1
    case .test: background == .dark ? 11 : 3
    case .baseline: 5
    case .cursor: background == .dark ? 15 : 0
    }
  }
}

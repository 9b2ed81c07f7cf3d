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
  /// The choice of colours.
  let theme: Theme
  /// Whether the terminal's own colours, made for another background, are painted over.
  let isPainted: Bool

  /// Creates the palette of a theme on a terminal with that background.
  init(depth: ColorDepth, theme: Theme, own background: Background) {
    self.depth = depth
    self.theme = theme
    isPainted = depth != .mono && (theme == .highContrast || theme.background != background)
  }

  /// Creates the usual palette for a background.
  init(depth: ColorDepth, background: Background) {
    self.init(depth: depth, theme: background == .dark ? .dark : .light, own: background)
  }

  private var background: Background { theme.background }

  /// Returns how a style looks.
  func look(of style: Style) -> Look {
    var attributes = style.attributes
    if depth == .mono {
      attributes.formUnion(Self.monoAttributes(of: style.foreground))
    }
    let (foreground, background) = (index(of: style.foreground), index(of: style.background))
    let paint = paint
    return Look(
      foreground: foreground < 0 ? paint.foreground : foreground,
      background: background < 0 ? paint.background : background, attributes: attributes)
  }

  /// What stands for the terminal's own colours.
  private var paint: (foreground: Int, background: Int) {
    guard isPainted else { return (-1, -1) }
    let isDark = background == .dark
    switch depth {
    case .full: return isDark ? (theme == .highContrast ? 231 : 253, 16) : (16, 231)
    case .sixteen: return isDark ? (15, 0) : (0, 15)
    case .mono: return (-1, -1)
    }
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
    case .role(let role): roleIndex(role)
    case .category(let number): categories[Int(number) % 10]
    case .gray(let level): Self.gray(Int(level))
    case .heat(let level): Self.heat[min(Int(level), Color.levels - 1)]
    case .backdrop(let step): backdrop[min(Int(step), 2)]
    }
  }

  private func roleIndex(_ role: Role) -> Int {
    switch theme {
    case .dark: Self.darkRole(role)
    case .light: Self.lightRole(role)
    case .highContrast: Self.highContrastRole(role)
    case .colorBlind: Self.colorBlindRole(role)
    }
  }

  private var categories: [Int] {
    switch theme {
    case .dark, .highContrast: Self.darkCategories
    case .light: Self.lightCategories
    case .colorBlind: Self.colorBlindCategories
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
    case .backdrop: -1
    }
  }

  /// Blues, which take least from the contrast with the classes' colours: it stays at 3 on dark and at
  /// 2.7 on light.
  private var backdrop: [Int] {
    background == .dark ? [17, 18, 19] : [195, 159, 123]
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

  /// Ten colours for classes on black, each with a contrast of at least 5, so that a digit drawn in one
  /// can be read.
  ///
  /// Found by a search over the cube for the greatest least distance (in Oklab, times 100): 18.6 in full
  /// colour vision, with half the weight on lightness, which says little in a dense cloud of dots; 5 in
  /// the three colour deficiencies, for which `colorBlindCategories` are. In this order, digits that
  /// models confuse (4 and 9, 3 and 5 and 8, 1 and 7, 0 and 6) are far apart.
  ///
  /// Source: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color
  /// Vision Deficiency, 2009, table 1 (severity 1.0).
  static let darkCategories = [65, 44, 215, 32, 133, 196, 225, 201, 40, 192]

  /// The same for a white background, with a contrast of at least 3 and a least distance of 19.2.
  static let lightCategories = [28, 93, 137, 20, 31, 88, 90, 16, 200, 196]

  /// Ten of sixteen: of the bright colours and their dark twins, which differ little, only one.
  static let darkSixteen = [8, 7, 14, 9, 11, 12, 3, 5, 2, 6]
  static let lightSixteen = [5, 12, 13, 6, 8, 1, 2, 3, 4, 0]

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

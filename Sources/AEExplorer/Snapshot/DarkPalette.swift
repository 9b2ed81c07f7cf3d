import Render

/// Which entry of xterm's palette each colour is on a dark background.
///
/// The numbers are those that the terminal is given, so that pictures look like the screen.
struct DarkPalette: Equatable, Sendable {
  /// How many colours there are.
  let depth: ColorDepth

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
    case .role(let role): fullIndex(of: role)
    case .category(let number): Self.categories[Int(number) % 10]
    case .gray(0): 16
    case .gray(23...): 231
    // Entry 232 + i has the value 8 + 10 i.
    case .gray(let level): 232 + min(23, (Int(level) * 2550 / 23 - 30) / 100)
    case .heat(let level): Self.heat[min(Int(level), Color.levels - 1)]
    }
  }

  private func sixteenIndex(of color: Color) -> Int {
    switch color {
    case .standard: -1
    case .role(let role): sixteenIndex(of: role)
    case .category(let number): [15, 10, 12, 9, 11, 6, 8, 13, 14, 3][Int(number) % 10]
    case .gray(let level): [0, 8, 7, 15][min(Int(level), Color.levels - 1) / 6]
    case .heat(let level): [0, 1, 9, 3, 11, 15][min(Int(level), Color.levels - 1) / 4]
    }
  }

  private func fullIndex(of role: Role) -> Int {
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

  private func sixteenIndex(of role: Role) -> Int {
    switch role {
    case .text, .title: -1
    case .muted, .border, .floor: 8
    case .focus, .accent, .train: 12
    case .key, .warning: 3
    case .good: 2
    case .bad: 9
    case .test: 11
    case .baseline: 5
    case .cursor: 15
    }
  }

  private static let categories = [188, 46, 67, 198, 229, 77, 145, 213, 135, 172]

  private static let heat = [
    16, 232, 233, 234, 52, 52, 88, 88, 124, 124, 160, 160, 196, 196, 202, 202, 208, 208, 214, 214,
    220, 227, 230, 231,
  ]
}

import Render

extension Palette {
  /// Colours of classes and roles that people with a colour deficiency tell apart.
  ///
  /// Found like those of the dark theme, with the least distance in any of the four kinds of vision for
  /// the measure: 10.2.
  static let colorBlindCategories = [223, 171, 213, 40, 249, 231, 67, 100, 198, 154]

  static func highContrastRole(_ role: Role) -> Int {
    switch role {
    case .text, .title, .cursor: 231
    case .muted: 252
    case .border, .floor: 250
    case .focus, .accent, .train: 87
    case .key, .warning: 226
    case .good: 83
    case .bad: 210
    case .test: 222
    case .baseline: 219
    }
  }

  /// Blue stands for well, orange for bad; brightness tells them apart where hue does not.
  static func colorBlindRole(_ role: Role) -> Int {
    switch role {
    case .text: -1
    case .muted: 246
    case .title: 254
    case .border: 240
    case .focus, .accent, .train: 75
    case .key, .warning: 229
    case .good: 117
    case .bad: 208
    case .test: 221
    case .floor: 245
    case .baseline: 175
    case .cursor: 231
    }
  }
}

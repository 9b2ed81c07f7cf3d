import Render

/// A screen as a terminal would get it, with 256 colours: to look at pictures of it.
enum ScreenDump {
  static func ansi(_ screen: Screen) -> String {
    var text = ""
    for y in 0..<screen.height {
      text += "\u{1B}[\(y + 1);1H"
      for x in 0..<screen.width {
        let cell = screen[x, y]
        text += "\u{1B}[0" + codes(cell.style) + "m" + String(cell.glyph)
      }
    }
    return text + "\u{1B}[0m"
  }

  /// The codes that choose a style, behind a reset.
  static func codes(_ style: Style) -> String {
    var codes = ""
    if style.attributes.contains(.bold) { codes += ";1" }
    if style.attributes.contains(.dim) { codes += ";2" }
    if style.attributes.contains(.underline) { codes += ";4" }
    if style.attributes.contains(.reverse) { codes += ";7" }
    if let color = index(style.foreground) { codes += ";38;5;\(color)" }
    if let color = index(style.background) { codes += ";48;5;\(color)" }
    return codes
  }

  private static func index(_ color: Color) -> Int? {
    switch color {
    case .standard: nil
    case .gray(let level): level == 0 ? 16 : 231 + Int(level)
    case .backdrop(let step): 17 + Int(step)
    case .heat(let level):
      [16, 52, 88, 124, 160, 166, 202, 208, 214, 220, 227, 231][Int(level) / 2]
    case .category(let number):
      [65, 44, 215, 32, 133, 196, 225, 201, 40, 192][Int(number) % 10]
    case .role(let role): roles[role] ?? 7
    }
  }

  private static let roles: [Role: Int] = [
    .text: 252, .muted: 245, .title: 255, .border: 240, .focus: 75, .accent: 222, .key: 117,
    .good: 114, .warning: 214, .bad: 203, .train: 75, .test: 215, .floor: 114, .baseline: 176,
    .cursor: 226,
  ]
}

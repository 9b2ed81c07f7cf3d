import Foundation
import Render

@testable import AEExplorer

/// Every picture on every kind of terminal, as numbers that other pictures hardly share.
///
/// Characters can be read in the golden frames; colours and attributes, which have four times as many
/// variants, only have to stay what they were when somebody looked at them.
enum PictureDigest {
  /// Kinds of terminals by their names.
  static let appearances: [(name: String, appearance: Appearance)] = [
    ("256", Appearance()), ("16", Appearance(colors: .sixteen)),
    ("mono", Appearance(colors: .mono)),
    ("ascii", Appearance(glyphs: .ascii, colors: .mono)),
  ]

  /// A line for each picture: its name, and a number for each kind of terminal.
  static var lines: [String] {
    Pictures.allStates.map { name, state in
      let numbers = appearances.map { appearance in
        var state = state
        state.appearance = appearance.appearance
        return appearance.name + ":" + String(number(of: mainView(state)), radix: 36)
      }
      return ([name] + numbers).joined(separator: " ")
    }
  }

  /// The lines that were found right; with `AEXPLORER_UPDATE_GOLDEN=1` the present ones become so.
  static func expected(_ present: [String]) -> [String] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let url = tests.appendingPathComponent("Golden/terminals.txt")
    if ProcessInfo.processInfo.environment["AEXPLORER_UPDATE_GOLDEN"] == "1" {
      try? Data((present.joined(separator: "\n") + "\n").utf8).write(to: url)
    }
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// FNV-1a over the characters and what `ScreenDump` says of the styles.
  private static func number(of screen: Screen) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var known: [Style: UInt64] = [:]
    func add(_ value: UInt64) { hash = (hash ^ value) &* 0x100_0000_01b3 }
    for y in 0..<screen.height {
      for x in 0..<screen.width {
        let cell = screen[x, y]
        add(UInt64(cell.glyph.value))
        let style =
          known[cell.style]
          ?? ScreenDump.codes(cell.style).utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }
        known[cell.style] = style
        add(style)
      }
    }
    return hash
  }
}

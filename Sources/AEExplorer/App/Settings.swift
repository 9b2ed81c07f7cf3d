import Models
import Render

/// What the explorer remembers of a person's choices, as the lines of a TOML file.
struct Settings: Equatable, Sendable {
  var theme: Theme?
  var glyphs: GlyphSet?
  var mouse: Bool?
  var speed: Pace?

  /// The names of the paces in the file.
  private static let speeds: [(name: String, pace: Pace)] = [
    ("full", .full), ("10 steps", .tenSteps), ("1 step", .oneStep),
  ]

  /// What is wrong with a line.
  struct Mistake: Error, Equatable {
    /// From 1.
    var line: Int
    var sentence: String
  }

  init() {}

  /// Reads the file's text: `key = value` a line, comments behind `#`; other keys and tables are left
  /// to those whose they are.
  init(text: String) throws(Mistake) {
    var isOurs = true
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, whole) in lines.enumerated() {
      let line = Self.trimmed(Self.withoutComment(whole))
      if line.isEmpty { continue }
      if line.hasPrefix("["), line.hasSuffix("]") {
        isOurs = false
        continue
      }
      guard let (key, value) = Self.pair(line) else {
        throw Mistake(line: index + 1, sentence: "“\(line)” is not key = value")
      }
      guard isOurs else { continue }
      if let expected = take(key, value) {
        throw Mistake(line: index + 1, sentence: "\(key) is \(value), and may be \(expected)")
      }
    }
  }

  /// Takes a value, or returns what it might have been.
  private mutating func take(_ key: String, _ value: String) -> String? {
    switch key {
    case "theme":
      theme = Self.string(value).flatMap(Theme.init(rawValue:))
      return theme == nil
        ? Theme.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") : nil
    case "glyphs":
      glyphs = ["unicode": .unicode, "ascii": .ascii][Self.string(value) ?? ""]
      return glyphs == nil ? "\"unicode\" or \"ascii\"" : nil
    case "mouse":
      mouse = ["true": true, "false": false][value]
      return mouse == nil ? "true or false" : nil
    case "speed":
      speed = Self.speeds.first { $0.name == Self.string(value) }?.pace
      return speed == nil ? Self.speeds.map { "\"\($0.name)\"" }.joined(separator: ", ") : nil
    default: return nil
    }
  }

  /// The lines of the file, by key.
  private var lines: [(key: String, text: String)] {
    let pace = speed.flatMap { speed in Self.speeds.first { $0.pace == speed }?.name }
    let values: [(String, String?)] = [
      ("theme", theme.map { "\"\($0.rawValue)\"" }),
      ("glyphs", glyphs.map { $0 == .ascii ? "\"ascii\"" : "\"unicode\"" }),
      ("mouse", mouse.map { "\($0)" }), ("speed", pace.map { "\"\($0)\"" }),
    ]
    return values.compactMap { key, value in value.map { (key, "\(key) = \($0)") } }
  }

  /// Returns a file's text with these values in it; everything else in it stays.
  func text(replacing old: String) -> String {
    var left = lines
    var rows = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if rows.last?.isEmpty ?? false { rows.removeLast() }
    var end = rows.count
    for (index, row) in rows.enumerated() {
      let line = Self.trimmed(Self.withoutComment(row[...]))
      if line.hasPrefix("[") {
        end = index
        break
      }
      guard let (key, _) = Self.pair(line), let place = left.firstIndex(where: { $0.key == key })
      else { continue }
      rows[index] = left.remove(at: place).text
    }
    rows.insert(contentsOf: left.map(\.text), at: end)
    return rows.joined(separator: "\n") + "\n"
  }

  /// Returns the values that differ from others, and nothing else.
  func changes(since former: Settings) -> Settings {
    var changed = Settings()
    if theme != former.theme { changed.theme = theme }
    if glyphs != former.glyphs { changed.glyphs = glyphs }
    if mouse != former.mouse { changed.mouse = mouse }
    if speed != former.speed { changed.speed = speed }
    return changed
  }

  private static func pair(_ line: String) -> (String, String)? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    let key = trimmed(String(line[..<equals]))
    let value = trimmed(String(line[line.index(after: equals)...]))
    let isBare = key.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "_-.\"".contains($0))
    }
    return key.isEmpty || value.isEmpty || !isBare ? nil : (key, value)
  }

  private static func string(_ value: String) -> String? {
    guard value.count >= 2, let quote = value.first, quote == "\"" || quote == "'",
      value.last == quote
    else { return nil }
    return String(value.dropFirst().dropLast())
  }

  /// Returns a line up to its comment; a `#` within quotes is none.
  private static func withoutComment(_ line: Substring) -> String {
    var quote: Character?
    for index in line.indices {
      let character = line[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#" {
        return String(line[..<index])
      }
    }
    return String(line)
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}

extension AppState {
  /// What is worth remembering; a theme that is only tried on is not.
  var settings: Settings {
    var settings = Settings()
    if case .themes(let menu) = overlay {
      settings.theme = menu.before
    } else {
      settings.theme = theme
    }
    settings.glyphs = appearance.glyphs
    settings.mouse = isMouseOn
    // Not the speed: whoever has looked at single steps would find the next training standing still.
    // It is a setting all the same, for those who write it into the file.
    return settings
  }
}

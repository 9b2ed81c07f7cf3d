import Models
import Render

/// Texts that are made of parts, of which as many are shown as fit: nothing is cut in the middle.
enum TitleText {
  /// Returns the parts with dots between them, without the last ones if there is too little room.
  ///
  /// The first part is always there.
  static func joined(_ parts: [StyledText], width: Int, separator: String = " · ") -> StyledText {
    guard var text = parts.first else { return "" }
    for part in parts.dropFirst() where !part.isEmpty {
      guard text.width + separator.count + part.width <= width else { break }
      text += StyledText(separator, Style(.muted)) + part
    }
    return text
  }

  /// Returns a number with what it is before it and its unit after it: `test 148.2 nats`.
  static func value(
    _ name: String, _ value: Double, unit: String = "", role: Role = .text
  ) -> StyledText {
    let number = StyledText(number(value), Style(role, .bold))
    let named = name.isEmpty ? number : StyledText(name + " ", Style(role)) + number
    return unit.isEmpty ? named : named + StyledText(" " + unit, Style(.muted))
  }

  /// Returns a loss as text: four digits or so.
  static func number(_ value: Double) -> String {
    abs(value) < 10
      ? NumberText.fixed(value, decimals: 2)
      : abs(value) < 1000
        ? NumberText.fixed(value, decimals: 1)
        : NumberText.short(value, digits: 4)
  }
}

extension AppState {
  /// What a pane is called with the data that is explored.
  func name(of pane: Pane) -> String {
    guard pane == .digit, dataset.kind != .images else { return pane.name }
    return dataset.sample.prefix(1).uppercased() + dataset.sample.dropFirst()
  }

  /// The frame of a pane, with its number and name and as much of the rest as fits.
  func box(
    _ pane: Pane, subject: String = "", _ rest: [StyledText], in rect: Rect,
    footer: StyledText = ""
  ) -> Box {
    var parts = rest
    let name = StyledText(name(of: pane), Style(.title, .bold)) + StyledText(subject)
    parts.insert(name, at: 0)
    return Box(
      TitleText.joined(parts, width: rect.width - 5),
      number: screen == .explore ? pane.rawValue : nil,
      footer: footer.width <= rect.width - 6 ? footer : "",
      isFocused: screen == .explore && focus == pane)
  }
}

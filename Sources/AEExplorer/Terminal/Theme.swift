/// A choice of colours.
enum Theme: String, CaseIterable, Equatable, Sendable {
  /// Light on dark.
  case dark
  /// Dark on light.
  case light
  /// The greatest contrast, on black.
  case highContrast = "high-contrast"
  /// Colours that people with any of the three colour deficiencies tell apart, on a dark background.
  case colorBlind = "colour-blind"

  /// The background that its colours are made for.
  var background: Background {
    switch self {
    case .dark, .highContrast, .colorBlind: .dark
    case .light: .light
    }
  }

  /// What it is for, in half a sentence.
  var summary: String {
    switch self {
    case .dark: "light on dark"
    case .light: "dark on light"
    case .highContrast: "brighter text and lines on black"
    case .colorBlind: "no pair of colours that red-green or blue blindness confuses"
    }
  }

  /// The names of all, for sentences.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

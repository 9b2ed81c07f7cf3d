import Render

/// What the tour wants to be done next: a card in rows of its own below the panes, so that it covers
/// nothing.
struct TourCard {
  private let state: AppState
  private let tour: Tour

  init(_ state: AppState, _ tour: Tour) {
    self.state = state
    self.tour = tour
  }

  /// Rows that the card takes on a screen of that width.
  static func height(width: Int) -> Int { width >= narrow ? 4 : 3 }

  private static let narrow = 76

  func draw(on screen: inout Screen, in rect: Rect) {
    Box(
      title, footer: StyledText("Esc leaves the tour", Style(.muted)), isFocused: true
    ).draw(on: &screen, in: rect, as: state.appearance)
    TextBlock(text).draw(on: &screen, in: rect.inset(horizontal: 2), as: state.appearance)
  }

  private var isNarrow: Bool { state.width < Self.narrow }

  private var title: StyledText {
    guard let step = tour.step else { return StyledText("Tour · done", Style(.good, .bold)) }
    return StyledText(
      "Tour \(step.rawValue + 1)/\(Tour.Step.allCases.count) ", Style(.accent, .bold))
      + StyledText(step.title, Style(.title, .bold))
  }

  private var text: StyledText {
    let sentence =
      isNarrow
      ? tour.step?.shortSentence ?? Self.shortFarewell : tour.step?.sentence ?? Self.farewell
    let parts = sentence.split(separator: "`", omittingEmptySubsequences: false)
    return parts.enumerated().reduce("") { text, part in
      text
        + StyledText(String(part.element), part.offset % 2 == 1 ? Style(.key, .bold) : Style(.text))
    }
  }

  private static let farewell =
    "That is the whole of it. `/` finds anything by its name, `D` lets you draw a digit, `!` asks the "
    + "doctor, `q` quits. `Esc` closes this card."
  private static let shortFarewell = "Done. `/` finds, `D` draws, `q` quits."
}

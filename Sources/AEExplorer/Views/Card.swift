import Render

/// A card over the screen: a box in the middle, with room for text inside.
struct Card {
  /// The box.
  let rect: Rect
  private let appearance: Appearance

  /// Creates a card as large as wanted, if the screen has so much room above the footer.
  init(_ state: AppState, width: Int, height: Int) {
    appearance = state.appearance
    let room = Rect(x: 0, y: 0, width: state.width, height: max(0, state.height - 1))
    let width = min(room.width, width)
    let height = min(room.height, height)
    rect = Rect(
      x: (room.width - width) / 2, y: (room.height - height) / 2, width: width, height: height)
  }

  /// The room inside.
  var interior: Rect { rect.inset(horizontal: 2) }

  /// Draws the empty card.
  func draw(_ title: String, footer: StyledText = "", on screen: inout Screen) {
    screen.fill(rect)
    Box(StyledText(title, Style(.title, .bold)), footer: footer, isFocused: true)
      .draw(on: &screen, in: rect, as: appearance)
  }

  /// Returns the lines of a text that is broken between words.
  static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// Returns the first row to show of a list, so that a row of it is in view, near the middle.
  static func firstRow(of count: Int, showing row: Int, in height: Int) -> Int {
    max(0, min(row - height / 2, count - height))
  }
}

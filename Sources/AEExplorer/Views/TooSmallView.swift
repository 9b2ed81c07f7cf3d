import Render

/// What a tiny terminal shows: the size that it has and the size that is needed.
struct TooSmallView: Widget {
  var width: Int
  var height: Int

  func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    let needed = ExploreLayout.smallest
    // From the longest to the shortest, so that even a few cells say what is needed.
    let sentences = [
      "This terminal has \(width) × \(height) cells. AEExplorer needs "
        + "\(needed.width) × \(needed.height). Make it larger, or press q to quit.",
      "has \(width) × \(height), needs \(needed.width) × \(needed.height) (q quits)",
      "\(needed.width) × \(needed.height)",
    ]
    // The long one only where its numbers aren't torn apart.
    let fitting = sentences.first { sentence in
      TextBlock(StyledText(sentence)).lineCount(width: rect.width) <= rect.height
        && (sentence != sentences[0] || rect.width >= 38)
    }
    let text = TextBlock(StyledText(fitting ?? "", Style(.text)), alignment: .center)
    let lines = text.lineCount(width: rect.width)
    let middle = Rect(
      x: rect.x, y: rect.y + max(0, rect.height - lines) / 2, width: rect.width, height: lines)
    text.draw(on: &screen, in: middle.intersection(rect), as: appearance)
  }
}

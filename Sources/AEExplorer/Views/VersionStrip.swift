import Render

/// Versions of one picture beside each other, two rows of them, each with a line of text below.
struct VersionStrip: Equatable {
  /// One version.
  struct Item: Equatable {
    /// What stands above.
    var name: String
    /// Whether it is the one that is chosen.
    var isChosen: Bool
    /// Intensities `[pixels]` of the upper and the lower picture.
    var upper: [Float]
    var lower: [Float]
    /// What stands below each.
    var upperText: StyledText
    var lowerText: StyledText
  }

  /// The versions, from the left; where there is little room some are left out.
  var items: [Item]
  /// Columns and rows of a picture, in pixels.
  var size: (width: Int, height: Int)

  static func == (left: VersionStrip, right: VersionStrip) -> Bool {
    left.items == right.items && left.size == right.size
  }

  /// Draws it into the inside of a box.
  func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    for (index, column) in columns(in: rect) {
      draw(items[index], on: &screen, in: column, as: appearance)
    }
  }

  /// Returns the item under a cell.
  func item(atColumn column: Int, row: Int, in rect: Rect) -> Int? {
    columns(in: rect).first { $0.column.contains(x: column, y: row) }?.item
  }

  private func pictureHeight(in rect: Rect) -> Int {
    min(max(1, (rect.height - 3) / 2), size.height)
  }

  private func columns(in rect: Rect) -> [(item: Int, column: Rect)] {
    guard !items.isEmpty else { return [] }
    let width = max(1, 2 * pictureHeight(in: rect) * size.width / size.height)
    let count = min(items.count, max(1, (rect.width + 1) / (width + 1)))
    let columns = rect.columns(Array(repeating: .minimum(0), count: count), spacing: 1)
    return columns.enumerated().map { ($0 * items.count / count, $1) }
  }

  private func draw(
    _ item: Item, on screen: inout Screen, in column: Rect, as appearance: Appearance
  ) {
    let height = pictureHeight(in: column)
    let rows = column.rows([
      .fixed(1), .fixed(height), .fixed(1), .fixed(height), .fixed(1),
    ])
    func write(_ text: StyledText, _ row: Rect, on screen: inout Screen) {
      TextBlock(text, alignment: .center).draw(on: &screen, in: row, as: appearance)
    }
    let name =
      item.isChosen
      ? StyledText(" \(item.name) ", Style(.accent, [.bold, .reverse]))
      : StyledText(item.name, Style(.text))
    write(name, rows[0], on: &screen)
    write(item.upperText, rows[2], on: &screen)
    write(item.lowerText, rows[4], on: &screen)
    for (pixels, row) in [(item.upper, rows[1]), (item.lower, rows[3])] where !pixels.isEmpty {
      SmallPicture.image(pixels, width: size.width, height: size.height)
        .draw(on: &screen, in: row, as: appearance)
    }
  }
}

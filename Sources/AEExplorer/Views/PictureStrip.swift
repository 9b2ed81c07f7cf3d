import Models
import Render

/// Pictures in a row, each over a line of text, as many as there is room for.
struct PictureStrip: Widget {
  /// A picture and what is written under it.
  struct Item: Equatable, Sendable {
    var pixels: [Float]
    var caption: StyledText
  }

  var items: [Item]
  var shape: ImageShape

  init(_ items: [Item], shape: ImageShape) {
    self.items = items
    self.shape = shape
  }

  func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    guard rect.height >= 2, rect.width > 0 else { return }
    let room = Rect(x: 0, y: 0, width: rect.width, height: rect.height - 1)
    let extent = GrayImage([], width: shape.width, height: shape.height).extent(in: room)
    let widest = items.map(\.caption.width).max() ?? 0
    let width = max(extent.width, min(widest, rect.width))
    let count = min(items.count, (rect.width + 1) / (width + 1))
    // What room is left stands between them.
    let spacing = count > 1 ? min(4, (rect.width - count * width) / (count - 1)) : 0
    let columns = rect.columns(Array(repeating: .fixed(width), count: count), spacing: spacing)
    for (item, column) in zip(items, columns) {
      let rows = column.rows([.fixed(extent.height), .fixed(1)])
      SmallPicture.image(item.pixels, width: shape.width, height: shape.height)
        .draw(on: &screen, in: rows[0], as: appearance)
      TextBlock(item.caption, alignment: .center).draw(on: &screen, in: rows[1], as: appearance)
    }
  }
}

extension AppState {
  /// The name of a class, short, in its colour.
  func className(_ label: Int) -> StyledText {
    let names = dataset.classNames
    return StyledText(
      names.indices.contains(label) ? names[label] : "\(label)",
      Style(.category(UInt8(max(0, label) % 10)), on: .standard, .bold))
  }
}

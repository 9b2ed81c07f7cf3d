import Models
import Render

/// Pictures side by side, or in two rows where they get larger that way, each under its name.
struct PictureRow: Widget {
  /// A picture with its name.
  struct Picture: Equatable, Sendable {
    var name: String
    var pixels: [Float]
    var coloring: GrayImage.Coloring

    init(_ name: String, _ pixels: [Float], coloring: GrayImage.Coloring = .gray) {
      self.name = name
      self.pixels = pixels
      self.coloring = coloring
    }
  }

  var pictures: [Picture]
  var shape: ImageShape

  init(_ pictures: [Picture], shape: ImageShape) {
    self.pictures = pictures
    self.shape = shape
  }

  func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    guard !pictures.isEmpty, rect.width >= pictures.count, !rect.isEmpty else { return }
    let columns = columns(in: rect)
    let extent = extent(in: rect, columns: columns)
    for (index, row) in rows(of: columns, in: rect).enumerated() {
      let part = pictures.dropFirst(index * columns).prefix(columns)
      draw(Array(part), extent: extent, on: &screen, in: row, as: appearance)
    }
  }

  /// Returns the columns of each picture when all are drawn into `rect`.
  func pictureWidth(in rect: Rect) -> Int {
    extent(in: rect, columns: columns(in: rect)).width
  }

  /// Returns how many pictures stand side by side: all, or half of them if they get larger that way.
  private func columns(in rect: Rect) -> Int {
    let half = (pictures.count + 1) / 2
    let isLarger =
      extent(in: rect, columns: half).width > extent(in: rect, columns: pictures.count).width
    return isLarger ? half : pictures.count
  }

  /// Returns the size of a picture with so many side by side.
  private func extent(in rect: Rect, columns: Int) -> Rect {
    guard let first = pictures.first, columns > 0 else {
      return Rect(x: 0, y: 0, width: 0, height: 0)
    }
    let height = rect.height / ((pictures.count + columns - 1) / columns)
    let room = Rect(
      x: 0, y: 0, width: (rect.width - columns + 1) / columns,
      height: height - (Self.hasNames(height) ? 1 : 0))
    return image(first).extent(in: room)
  }

  private static func hasNames(_ height: Int) -> Bool { height >= 4 }

  private func draw(
    _ pictures: [Picture], extent: Rect, on screen: inout Screen, in rect: Rect,
    as appearance: Appearance
  ) {
    for (picture, place) in zip(pictures, places(of: pictures.count, extent: extent, in: rect)) {
      if Self.hasNames(rect.height) {
        let name = Rect(x: place.x, y: place.y - 1, width: place.width, height: 1)
        TextBlock(
          StyledText(shortened(picture.name, extent.width), Style(.muted)), alignment: .center
        )
        .draw(on: &screen, in: name, as: appearance)
      }
      image(picture).draw(on: &screen, in: place, as: appearance)
    }
  }

  /// Returns where the pictures of a row are: spread a little where there is room, and in the middle as
  /// a whole.
  private func places(of count: Int, extent: Rect, in rect: Rect) -> [Rect] {
    let nameHeight = Self.hasNames(rect.height) ? 1 : 0
    let spare = rect.width - count * extent.width
    let gap = count > 1 ? min(10, spare / (count - 1)) : 0
    let used = count * extent.width + (count - 1) * gap
    let y = rect.y + (rect.height - nameHeight - extent.height) / 2 + nameHeight
    return (0..<count).map { index in
      Rect(
        x: rect.x + (rect.width - used) / 2 + index * (extent.width + gap), y: y,
        width: extent.width, height: extent.height)
    }
  }

  /// Returns the pixel under a screen's cell, of whichever picture it is.
  func pixel(atColumn column: Int, row: Int, in rect: Rect) -> (column: Int, row: Int)? {
    guard !pictures.isEmpty, rect.width >= pictures.count, !rect.isEmpty else { return nil }
    let columns = columns(in: rect)
    let extent = extent(in: rect, columns: columns)
    for (index, part) in rows(of: columns, in: rect).enumerated() {
      let shown = pictures.dropFirst(index * columns).prefix(columns)
      for (picture, place) in zip(shown, places(of: shown.count, extent: extent, in: part)) {
        if let pixel = image(picture).pixel(atColumn: column, row: row, in: place) { return pixel }
      }
    }
    return nil
  }

  private func rows(of columns: Int, in rect: Rect) -> [Rect] {
    rect.rows(Array(repeating: .minimum(0), count: (pictures.count + columns - 1) / columns))
  }

  private func image(_ picture: Picture) -> GrayImage {
    GrayImage(
      picture.pixels, width: shape.width, height: shape.height, coloring: picture.coloring)
  }

  /// Returns a name that fits, without its end if need be.
  private func shortened(_ name: String, _ width: Int) -> String {
    name.count <= width
      ? name
      : name == "reconstruction"
        ? String("output".prefix(width))
        : String(name.prefix(width))
  }
}

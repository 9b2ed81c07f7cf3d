import Models
import Render

/// Pictures side by side, each under its name.
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
    let hasNames = rect.height >= 4
    let height = rect.height - (hasNames ? 1 : 0)
    let room = Rect(
      x: 0, y: 0, width: (rect.width - pictures.count + 1) / pictures.count, height: height)
    let extent = image(pictures[0]).extent(in: room)
    // Spread a little where there is room, and in the middle as a whole.
    let spare = rect.width - pictures.count * extent.width
    let gap = pictures.count > 1 ? min(10, spare / (pictures.count - 1)) : 0
    let used = pictures.count * extent.width + (pictures.count - 1) * gap
    var x = rect.x + (rect.width - used) / 2
    let y = rect.y + (height - extent.height) / 2
    for picture in pictures {
      if hasNames {
        let name = Rect(x: x, y: y, width: extent.width, height: 1)
        TextBlock(
          StyledText(shortened(picture.name, extent.width), Style(.muted)), alignment: .center
        )
        .draw(on: &screen, in: name, as: appearance)
      }
      let place = Rect(
        x: x, y: y + (hasNames ? 1 : 0), width: extent.width, height: extent.height)
      image(picture).draw(on: &screen, in: place, as: appearance)
      x += extent.width + gap
    }
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

import Models
import Render

/// Where everything of the Draw screen is: for drawing and for the mouse alike.
struct DrawLayout: Equatable {
  /// A place on the canvas.
  struct Hit: Equatable {
    var point: DigitCanvas.Place
    /// Whether it is on the canvas, and not beside it.
    var isInside: Bool
  }

  private(set) var canvas: Rect
  private(set) var reconstruction: Rect
  /// Empty where there is no room, as are those below.
  private(set) var latent = Rect(x: 0, y: 0, width: 0, height: 0)
  private(set) var neighbours = Rect(x: 0, y: 0, width: 0, height: 0)
  private(set) var score = Rect(x: 0, y: 0, width: 0, height: 0)

  private let shape: ImageShape

  init(_ body: Rect, shape: ImageShape) {
    self.shape = shape
    (canvas, reconstruction) = (body, body)
    let once = Self.extent(shape, scale: 1)
    if body.width >= 100, body.height >= 32, once.width <= body.width / 2,
      once.height <= body.height - Self.scoreRows
    {
      placeAll(body)
    } else if 2 * once.width + Self.latentWidth <= body.width, once.height + 3 <= body.height {
      placeRow(body, once)
    } else {
      placeTwo(body)
    }
  }

  /// Returns where on the canvas a mouse event is; nil where there is no canvas.
  func place(of event: MouseEvent) -> Hit? {
    let image = GrayImage([], width: shape.width, height: shape.height)
    let extent = image.extent(in: canvas.inset())
    guard !extent.isEmpty else { return nil }
    let pixelsPerCell = Float(shape.width) / Float(extent.width)
    let point = DigitCanvas.Place(
      x: (Float(event.x - extent.x) + 0.5) * pixelsPerCell,
      y: (Float(event.y - extent.y) + 0.5) * 2 * pixelsPerCell)
    return Hit(point: point, isInside: extent.contains(x: event.x, y: event.y))
  }

  /// Returns the screen's cell of a place on the canvas.
  func cell(of place: DigitCanvas.Place) -> (column: Int, row: Int) {
    let extent = GrayImage([], width: shape.width, height: shape.height)
      .extent(in: canvas.inset())
    let cellsPerPixel = Float(extent.width) / Float(max(1, shape.width))
    return (
      extent.x + Int(place.x * cellsPerPixel), extent.y + Int(place.y * cellsPerPixel / 2)
    )
  }

  private static let scoreRows = 6
  private static let latentWidth = 18

  /// The cells of a picture, so many times enlarged, with its frame.
  private static func extent(_ shape: ImageShape, scale: Int) -> Rect {
    Rect(
      x: 0, y: 0, width: shape.width * scale + 2, height: (shape.height * scale + 1) / 2 + 2)
  }

  /// Returns the largest picture with its frame that fits; at least one at its own size.
  private static func largest(_ shape: ImageShape, width: Int, height: Int) -> Rect {
    let fitting = (1...16).map { extent(shape, scale: $0) }
      .last { $0.width <= width && $0.height <= height }
    return fitting ?? extent(shape, scale: 1)
  }

  /// Everything: the canvas and its score at the left, what becomes of it at the right.
  private mutating func placeAll(_ body: Rect) {
    let picture = Self.largest(shape, width: body.width / 2, height: body.height - Self.scoreRows)
    let columns = body.columns([.fixed(picture.width), .minimum(0)])
    let left = columns[0].rows([.fixed(picture.height), .minimum(0)])
    (canvas, score) = (left[0], left[1])
    let output = Self.largest(
      shape, width: columns[1].width * 3 / 5, height: body.height * 11 / 20)
    let right = columns[1].rows([.minimum(0), .fixed(output.height)])
    latent = right[0]
    let bottom = right[1].columns([.fixed(output.width), .minimum(0)])
    (reconstruction, neighbours) = (bottom[0], bottom[1])
  }

  /// Pictures at their own size and the plane side by side, the score below in words.
  private mutating func placeRow(_ body: Rect, _ picture: Rect) {
    let rows = body.rows([.fixed(picture.height), .minimum(0)])
    let top = rows[0].columns([.fixed(picture.width), .fixed(picture.width), .minimum(0)])
    (canvas, reconstruction, latent) = (top[0], top[1], top[2])
    score = rows[1]
  }

  /// The canvas and what is made of it, and a line or two if there is room.
  private mutating func placeTwo(_ body: Rect) {
    let rows = body.rows([.minimum(0), .fixed(body.height >= 16 ? 4 : 0)])
    let columns = rows[0].columns([.minimum(0), .minimum(0)])
    (canvas, reconstruction, score) = (columns[0], columns[1], rows[1])
  }
}

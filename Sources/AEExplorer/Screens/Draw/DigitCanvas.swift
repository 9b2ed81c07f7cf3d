/// What a stroke is painted with.
struct Brush: Equatable, Sendable {
  /// Half the width of a stroke, in pixels.
  var radius: Float
  /// Whether it takes ink away.
  var erases = false

  /// Pixels over which the edge of a stroke fades.
  private static let softness: Float = 1.2

  /// Returns the ink, in 0…1, at so many pixels from the middle of a stroke.
  func ink(at distance: Float) -> Float {
    min(max((radius - distance) / Brush.softness + 0.5, 0), 1)
  }

  /// Pixels from the middle of a stroke beyond which there is no ink.
  var reach: Float { radius + Brush.softness / 2 }
}

/// A picture that a person paints: white ink on black, stroke by stroke.
struct DigitCanvas: Equatable, Sendable {
  /// A place on the canvas, in pixels from its top left corner.
  struct Place: Equatable, Sendable {
    var x: Float
    var y: Float
  }

  /// Columns of pixels.
  let width: Int
  /// Rows of pixels.
  let height: Int
  /// Intensities in 0…1, `[height * width]`.
  private(set) var pixels: [Float]
  /// The pictures before the last strokes, the newest last.
  private var earlier: [[Float]] = []

  /// How many strokes can be taken back.
  static let undoLimit = 64

  /// Creates an empty canvas.
  init(width: Int, height: Int) {
    self.width = max(1, width)
    self.height = max(1, height)
    pixels = Array(repeating: 0, count: self.width * self.height)
  }

  /// Whether there is no ink on it.
  var isEmpty: Bool { pixels.allSatisfy { $0 == 0 } }

  /// Keeps the picture as it is, to be returned to.
  mutating func remember() {
    guard earlier.last != pixels else { return }
    earlier = (earlier + [pixels]).suffix(Self.undoLimit)
  }

  /// Goes back to what was remembered last; returns whether there was something.
  mutating func undo() -> Bool {
    while let last = earlier.popLast() {
      guard last != pixels else { continue }
      pixels = last
      return true
    }
    return false
  }

  /// Takes all ink away.
  mutating func clear() {
    remember()
    pixels = Array(repeating: 0, count: pixels.count)
  }

  /// Puts another picture on the canvas; one of another size is left out.
  mutating func replace(by picture: [Float]) {
    guard picture.count == pixels.count else { return }
    remember()
    pixels = picture.map { $0.isFinite ? min(max($0, 0), 1) : 0 }
  }

  /// Paints a straight stroke; parts beyond the edges are lost.
  mutating func paint(from start: Place, to end: Place, _ brush: Brush) {
    let rows = range(start.y, end.y, brush.reach, limit: height)
    let columns = range(start.x, end.x, brush.reach, limit: width)
    for row in rows {
      for column in columns {
        let middle = Place(x: Float(column) + 0.5, y: Float(row) + 0.5)
        let ink = brush.ink(at: Self.distance(of: middle, from: start, to: end))
        guard ink > 0 else { continue }
        let index = row * width + column
        pixels[index] = brush.erases ? min(pixels[index], 1 - ink) : max(pixels[index], ink)
      }
    }
  }

  /// Returns the pixels between two coordinates, and a little more, as far as there are any.
  private func range(_ first: Float, _ last: Float, _ reach: Float, limit: Int) -> Range<Int> {
    let limits = Float(0)...Float(limit)
    let lower = min(max(min(first, last) - reach, limits.lowerBound), limits.upperBound)
    let upper = min(max(max(first, last) + reach, limits.lowerBound), limits.upperBound)
    return Int(lower)..<max(Int(lower), Int(upper.rounded(.up)))
  }

  /// Returns how far a place is from the line between two others.
  private static func distance(of place: Place, from start: Place, to end: Place) -> Float {
    let (x, y) = (end.x - start.x, end.y - start.y)
    let length = x * x + y * y
    let along = (place.x - start.x) * x + (place.y - start.y) * y
    let share = length > 0 ? min(max(along / length, 0), 1) : 0
    let (dx, dy) = (place.x - start.x - share * x, place.y - start.y - share * y)
    return (dx * dx + dy * dy).squareRoot()
  }
}

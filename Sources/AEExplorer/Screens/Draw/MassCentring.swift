/// Brings a drawing to the size and place that the digits of MNIST have.
///
/// The box around the ink is scaled, its shape kept, so that its longer side is 20 of 28 pixels; then
/// the centre of mass is put into the middle. Source: LeCun, Cortes & Burges, The MNIST database of
/// handwritten digits (1998).
struct MassCentring {
  /// The part of the picture's sides that the box may have.
  private static let share: Float = 20.0 / 28
  /// Fainter pixels do not count as part of the box.
  private static let threshold: Float = 0.1
  /// Each pixel is the mean of so many points a side.
  private static let points = 3

  private let pixels: [Float]
  private let width: Int
  private let height: Int

  /// Returns a picture, scaled and centred; without ink it stays as it is.
  static func applied(to pixels: [Float], width: Int, height: Int) -> [Float] {
    MassCentring(pixels: pixels, width: width, height: height).result
  }

  private var result: [Float] {
    guard let scale, let mass else { return pixels }
    let count = Self.points
    return (0..<pixels.count).map { index in
      let (column, row) = (Float(index % width), Float(index / width))
      var sum: Float = 0
      for point in 0..<(count * count) {
        let x = column + (Float(point % count) + 0.5) / Float(count) - Float(width) / 2
        let y = row + (Float(point / count) + 0.5) / Float(count) - Float(height) / 2
        sum += value(x: mass.x + x / scale, y: mass.y + y / scale)
      }
      return sum / Float(count * count)
    }
  }

  /// How much larger the picture becomes; nil without ink.
  private var scale: Float? {
    let inked = pixels.indices.filter { pixels[$0] > Self.threshold }
    let columns = inked.map { $0 % width }
    guard let left = columns.min(), let right = columns.max(), let top = inked.first,
      let bottom = inked.last
    else { return nil }
    let across = Self.share * Float(width) / Float(right - left + 1)
    let down = Self.share * Float(height) / Float(bottom / width - top / width + 1)
    return min(across, down)
  }

  /// The centre of mass, in pixels; nil without ink.
  private var mass: (x: Float, y: Float)? {
    var (sum, x, y): (Float, Float, Float) = (0, 0, 0)
    for (index, value) in pixels.enumerated() {
      sum += value
      x += value * (Float(index % width) + 0.5)
      y += value * (Float(index / width) + 0.5)
    }
    return sum > 0 ? (x / sum, y / sum) : nil
  }

  /// The intensity at a place between pixels.
  private func value(x: Float, y: Float) -> Float {
    let (left, top) = ((x - 0.5).rounded(.down), (y - 0.5).rounded(.down))
    let (across, down) = (x - 0.5 - left, y - 0.5 - top)
    let (column, row) = (Int(left), Int(top))
    let upper = pixel(column, row) * (1 - across) + pixel(column + 1, row) * across
    let lower = pixel(column, row + 1) * (1 - across) + pixel(column + 1, row + 1) * across
    return upper * (1 - down) + lower * down
  }

  private func pixel(_ column: Int, _ row: Int) -> Float {
    guard (0..<width).contains(column), (0..<height).contains(row) else { return 0 }
    return pixels[row * width + column]
  }
}

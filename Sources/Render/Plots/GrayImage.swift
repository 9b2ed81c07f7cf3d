/// A picture of one channel, drawn with two square pixels in each cell.
///
/// It is centred, enlarged by a whole number or reduced by averaging to fit, and keeps its shape:
/// 28 × 28 pixels take exactly 28 × 14 cells. Without greys it is drawn in shades, and without
/// block characters in ASCII, with the mean of two rows in each cell.
public struct GrayImage: Widget {
  /// What the intensities look like.
  public enum Coloring: Equatable, Sendable, CaseIterable {
    /// From black to white.
    case gray
    /// From cold to hot, for errors.
    case heat
  }

  /// The intensities in `0...1`, row after row: `[height, width]`.
  ///
  /// Numbers outside are clamped, and those that are not finite are marked. Missing ones at the end
  /// count as 0.
  public var pixels: [Float]
  /// Columns of pixels.
  public var width: Int
  /// Rows of pixels.
  public var height: Int
  /// What they look like.
  public var coloring: Coloring
  /// Greys that are used, at least 2: with more, nearly every cell has another colour than the one
  /// before, and takes twenty bytes of the terminal's line; nobody sees more in squares of this size.
  public var grays = 12
  /// Whether cells are split by `▀` instead of `▄`: fonts differ in which they draw well.
  public var usesUpperHalves = false

  /// Creates a picture.
  public init(_ pixels: [Float], width: Int, height: Int, coloring: Coloring = .gray) {
    self.pixels = pixels
    self.width = max(0, width)
    self.height = max(0, height)
    self.coloring = coloring
  }

  /// Returns the cells that the picture covers when it is drawn into `rect`.
  public func extent(in rect: Rect) -> Rect {
    let size = size(in: rect)
    let rows = (size.height + 1) / 2
    return Rect(
      x: rect.x + (rect.width - size.width) / 2, y: rect.y + (rect.height - rows) / 2,
      width: size.width, height: rows)
  }

  /// Returns the pixel that a screen's cell shows the upper half of, or nil beside the picture.
  public func pixel(atColumn column: Int, row: Int, in rect: Rect) -> (column: Int, row: Int)? {
    let extent = extent(in: rect)
    guard extent.contains(x: column, y: row) else { return nil }
    let size = size(in: rect)
    return (
      (column - extent.x) * width / size.width,
      min((row - extent.y) * 2 * height / size.height, height - 1)
    )
  }

  /// Draws the picture in the middle of the rectangle.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    let size = size(in: rect)
    guard size.width > 0, size.height > 0 else { return }
    let scaled = resampled(width: size.width, height: size.height)
    let area = Area(extent(in: rect), as: appearance)
    for row in 0..<area.height {
      for column in 0..<area.width {
        let top = scaled[2 * row * size.width + column]
        let isSplit = 2 * row + 1 < size.height
        let bottom = isSplit ? scaled[(2 * row + 1) * size.width + column] : nil
        let cell = cell(top, bottom, appearance)
        area.put(cell.glyph, column: column, row: row, cell.style, on: &screen)
      }
    }
  }

  private func cell(_ top: Float, _ bottom: Float?, _ appearance: Appearance) -> Cell {
    guard top.isFinite, bottom?.isFinite ?? true else {
      return Cell(appearance.glyphs.invalid, Style(.bad))
    }
    switch (appearance.glyphs, appearance.colors) {
    case (.unicode, .full): return halves(top, bottom)
    case (.unicode, .sixteen), (.unicode, .mono): return shade(top, bottom)
    case (.ascii, _):
      return Cell(step((top + (bottom ?? top)) / 2, of: Symbols.ramp), shadeStyle)
    }
  }

  private func halves(_ top: Float, _ bottom: Float?) -> Cell {
    guard let bottom else { return Cell("▀", Style(color(top))) }
    let (upper, lower) = (color(top), color(bottom))
    // A space is fewer bytes, and shows no seam.
    guard upper != lower else { return Cell(" ", Style(.standard, on: upper)) }
    return usesUpperHalves ? Cell("▀", Style(upper, on: lower)) : Cell("▄", Style(lower, on: upper))
  }

  /// Edges keep their sharpness as half blocks; the rest is a shade.
  private func shade(_ top: Float, _ bottom: Float?) -> Cell {
    let lower = bottom ?? 0
    if abs(top - lower) > 0.5 {
      return Cell(top > lower ? "▀" : "▄", shadeStyle)
    }
    return Cell(step((top + lower) / 2, of: Symbols.shades), shadeStyle)
  }

  private var shadeStyle: Style {
    switch coloring {
    case .gray: .standard
    case .heat: Style(.warning)
    }
  }

  private func color(_ intensity: Float) -> Color {
    switch coloring {
    case .gray:
      .gray(intensity: (intensity * Float(grays - 1)).rounded() / Float(grays - 1))
    case .heat: .heat(intensity: intensity)
    }
  }

  private func step(_ intensity: Float, of steps: [Unicode.Scalar]) -> Unicode.Scalar {
    steps[Int((min(max(intensity, 0), 1) * Float(steps.count - 1)).rounded())]
  }
}

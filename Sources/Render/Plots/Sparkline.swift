/// A curve as a row of little bars, the newest value at the right.
///
/// In several rows the bars are that much finer. Missing values are blank, and values that are not
/// finite are marked, because they are news.
public struct Sparkline: Widget {
  /// The values from the oldest to the newest; nil where there is none.
  public var values: [Float?]
  /// What is an (almost) empty bar and what a full one; nil for the smallest and largest value.
  public var range: AxisRange?
  /// The style of the bars.
  public var style: Style

  /// Creates a curve.
  public init(_ values: [Float?], range: AxisRange? = nil, style: Style = Style(.accent)) {
    self.values = values
    self.range = range
    self.style = style
  }

  /// Draws one bar a column.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    guard !rect.isEmpty, !values.isEmpty else { return }
    guard let range = range ?? AxisRange.covering(values.lazy.compactMap(\.self)) else {
      draw(AxisRange(0, 1), in: Area(rect, as: appearance), on: &screen)
      return
    }
    draw(range, in: Area(rect, as: appearance), on: &screen)
  }

  private func draw(_ range: AxisRange, in area: Area, on screen: inout Screen) {
    let shown = Sparkline.reduced(values, to: area.width)
    for (index, value) in shown.enumerated() {
      guard let value else { continue }
      let column = area.width - shown.count + index
      guard value.isFinite else {
        area.put(
          area.appearance.glyphs.invalid, column: column, row: area.height - 1, Style(.bad),
          on: &screen)
        continue
      }
      drawBar(level(of: value, range, area.height * 8), column: column, in: area, on: &screen)
    }
  }

  private func drawBar(_ level: Int, column: Int, in area: Area, on screen: inout Screen) {
    let steps =
      area.appearance.glyphs == .unicode ? Symbols.verticalEighths : Symbols.asciiEighths
    for row in 0..<area.height {
      let filled = min(level - 8 * (area.height - 1 - row), 8)
      guard filled > 0 else { continue }
      area.put(steps[filled], column: column, row: row, style, on: &screen)
    }
  }

  /// Returns the bar's height in eighths of a row: 1 even for the smallest value, so that it
  /// differs from none.
  private func level(of value: Float, _ range: AxisRange, _ levels: Int) -> Int {
    let fraction = (Double(value) - range.lower) / range.length
    return 1 + Int((min(max(fraction, 0), 1) * Double(levels - 1)).rounded())
  }

  /// Returns one value for each of at most `columns` buckets of equally many neighbours.
  ///
  /// A bucket shows the value furthest from its mean, so that peaks and dips stay. Buckets begin at
  /// multiples of their size: as values arrive, only the last one changes.
  static func reduced(_ values: [Float?], to columns: Int) -> [Float?] {
    guard values.count > columns, columns > 0 else { return values.suffix(max(0, columns)) }
    let size = (values.count + columns - 1) / columns
    return stride(from: 0, to: values.count, by: size).map { start in
      representative(of: values[start..<min(start + size, values.count)])
    }
  }

  private static func representative(of bucket: ArraySlice<Float?>) -> Float? {
    var sum = 0.0
    var count = 0
    for case let value? in bucket {
      guard value.isFinite else { return value }
      sum += Double(value)
      count += 1
    }
    guard count > 0 else { return nil }
    let mean = sum / Double(count)
    var furthest: Float?
    var distance = -1.0
    for case let value? in bucket where abs(Double(value) - mean) >= distance {
      furthest = value
      distance = abs(Double(value) - mean)
    }
    return furthest
  }
}

/// Signed values as bars from a zero line, as of a code's dimensions, with a second value each if
/// wanted.
///
/// Bars that do not fit under each other go on in further columns, which leave out labels when they
/// are narrow; an ellipsis shows that some are missing even so.
public struct BarChart: Widget {
  /// A value with its name.
  public struct Bar: Equatable, Sendable {
    /// The name, cut off to fit.
    public var label: String
    /// The value; one that is not finite is marked.
    public var value: Float
    /// A second value, zero or more, with a scale of its own.
    public var secondValue: Float?
    /// The style of the bar.
    public var style: Style

    /// Creates a bar.
    public init(
      _ label: String, _ value: Float, secondValue: Float? = nil, style: Style = Style(.accent)
    ) {
      self.label = label
      self.value = value
      self.secondValue = secondValue
      self.style = style
    }
  }

  /// Which way bars grow.
  public enum Direction: Equatable, Sendable, CaseIterable {
    /// To the right, and to the left below zero.
    case horizontal
    /// Upwards, and downwards below zero.
    case vertical
  }

  /// The bars, in reading order.
  public var bars: [Bar]
  /// Which way they grow.
  public var direction = Direction.horizontal
  /// The absolute value of a full bar; nil for the largest there is.
  public var limit: Float?
  /// The second value of a full bar; nil for the largest there is.
  public var secondLimit: Float?
  /// The style of the second bars.
  public var secondStyle = Style(.baseline)
  /// Whether there is room for bars below zero; nil if there are any.
  public var isSigned: Bool?
  /// Whether values are written behind the bars, where there is room.
  public var showsValues = true
  /// The bar that stands out.
  public var selectedBar: Int?

  /// Creates a chart.
  public init(_ bars: [Bar]) {
    self.bars = bars
  }

  /// Returns the index of the bar at a screen's cell, or nil.
  public func bar(atColumn column: Int, row: Int, in rect: Rect) -> Int? {
    slots(in: rect).firstIndex { $0.contains(x: column, y: row) }
  }

  /// Draws as many bars as there is room for.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    let slots = slots(in: rect)
    let scales = scales
    for (index, slot) in slots.enumerated() {
      let area = Area(slot, as: appearance)
      switch direction {
      case .horizontal: drawRow(index, scales, in: area, on: &screen)
      case .vertical: drawColumn(index, scales, in: area, on: &screen)
      }
    }
    guard slots.count < bars.count, let last = slots.last else { return }
    let area = Area(last, as: appearance)
    area.put(
      appearance.glyphs.ellipsis, column: last.width - 1, row: last.height - 1, Style(.muted),
      on: &screen)
  }

  /// What full bars stand for.
  private struct Scales {
    let first: SignedBar.Scale
    let second: SignedBar.Scale
    let labelWidth: Int
    let hasSecond: Bool
  }

  private var scales: Scales {
    let values = bars.lazy.map(\.value).filter(\.isFinite)
    let seconds = bars.lazy.compactMap(\.secondValue).filter(\.isFinite)
    return Scales(
      first: SignedBar.Scale(
        limit: limit ?? values.reduce(0) { max($0, abs($1)) },
        isSigned: isSigned ?? values.contains { $0 < 0 }),
      second: SignedBar.Scale(
        limit: secondLimit ?? seconds.reduce(0) { max($0, abs($1)) }, isSigned: false),
      labelWidth: bars.reduce(0) { max($0, $1.label.unicodeScalars.count) },
      hasSecond: bars.contains { $0.secondValue != nil })
  }

  private func labelText(_ index: Int) -> StyledText {
    StyledText(
      bars[index].label,
      index == selectedBar ? Style(.text, [.bold, .reverse]) : Style(.muted))
  }

  private func drawRow(_ index: Int, _ scales: Scales, in area: Area, on screen: inout Screen) {
    let bar = bars[index]
    var rest = area.rect
    if rest.width >= 8, scales.labelWidth > 0 {
      let width = min(scales.labelWidth, rest.width / 3)
      area.write(labelText(index), row: 0, limit: width, on: &screen)
      rest = rest.columns([.fixed(width + 1), .minimum(0)])[1]
    }
    if showsValues, rest.width >= 16 {
      // As many digits as there is room for.
      let numbers = [3, 2, 1].map { NumberText.short(Double(bar.value), digits: $0) }
      let text = StyledText(numbers.first { $0.count <= 6 } ?? numbers[2], Style(.text))
      let parts = rest.columns([.minimum(8), .fixed(6)], spacing: 1)
      let offset = Alignment.right.offset(of: text.width, in: parts[1].width)
      Area(parts[1], as: area.appearance).write(text, column: offset, row: 0, on: &screen)
      rest = parts[0]
    }
    let parts =
      scales.hasSecond && rest.width >= 6
      ? rest.columns([.minimum(1), .fraction(0.3)], spacing: 1) : [rest]
    drawBars(bar, scales, in: parts, area.appearance, on: &screen)
  }

  private func drawColumn(_ index: Int, _ scales: Scales, in area: Area, on screen: inout Screen) {
    var rest = area.rect
    if rest.height >= 3, scales.labelWidth > 0, scales.labelWidth <= rest.width {
      area.write(labelText(index), row: rest.height - 1, on: &screen)
      rest = rest.rows([.minimum(1), .fixed(1)])[0]
    }
    // A gap between bars, where there is room for one.
    let gap = rest.width > 1 ? 1 : 0
    rest = rest.columns([.minimum(1), .fixed(gap)])[0]
    let parts =
      scales.hasSecond && rest.height >= 6
      ? rest.rows([.minimum(1), .fraction(0.3)], spacing: 1) : [rest]
    drawBars(bars[index], scales, in: parts, area.appearance, on: &screen)
  }

  private func drawBars(
    _ bar: Bar, _ scales: Scales, in parts: [Rect], _ appearance: Appearance,
    on screen: inout Screen
  ) {
    SignedBar(value: bar.value, scale: scales.first, style: bar.style, direction: direction)
      .draw(on: &screen, in: parts[0], as: appearance)
    guard parts.count > 1, let second = bar.secondValue else { return }
    SignedBar(value: second, scale: scales.second, style: secondStyle, direction: direction)
      .draw(on: &screen, in: parts[1], as: appearance)
  }

  /// Returns the room of each bar that can be shown.
  private func slots(in rect: Rect) -> [Rect] {
    guard !rect.isEmpty, !bars.isEmpty else { return [] }
    switch direction {
    case .horizontal:
      // A column of bars is three cells wide at least, and one is free between two.
      let count = min((bars.count + rect.height - 1) / rect.height, max(1, (rect.width + 1) / 4))
      let columns = rect.columns(Array(repeating: .minimum(0), count: count), spacing: 1)
      return columns.lazy.flatMap { $0.rows(Array(repeating: .fixed(1), count: rect.height)) }
        .prefix(bars.count).map(\.self)
    case .vertical:
      let width = max(1, rect.width / bars.count)
      return (0..<min(bars.count, rect.width)).map { index in
        Rect(x: rect.x + index * width, y: rect.y, width: width, height: rect.height)
      }
    }
  }
}

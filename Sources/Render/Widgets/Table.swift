/// Rows of texts under aligned headings.
///
/// Columns are as wide as what they hold. When they do not fit, the widest become narrower first,
/// and texts that are cut off end in an ellipsis.
public struct Table: Widget {
  /// A column's heading and how its texts lie.
  public struct Column: Equatable, Sendable {
    /// The heading.
    public var title: String
    /// Where the texts lie: numbers belong at the right.
    public var alignment: Alignment

    /// Creates a column.
    public init(_ title: String, alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// The columns; without any title there is no row of headings.
  public var columns: [Column]
  /// The texts, row after row; missing ones are blank.
  public var rows: [[StyledText]]
  /// The row that stands out, and is always in view.
  public var selectedRow: Int?
  /// The columns left free between texts.
  public var spacing: Int

  /// Creates a table.
  public init(
    columns: [Column], rows: [[StyledText]], selectedRow: Int? = nil, spacing: Int = 2
  ) {
    self.columns = columns
    self.rows = rows
    self.selectedRow = selectedRow
    self.spacing = max(0, spacing)
  }

  /// Returns the first row that is shown when `rect` is drawn into.
  public func firstVisibleRow(in rect: Rect) -> Int {
    let visible = rect.height - headingHeight
    guard let selectedRow, visible > 0, rows.count > visible else { return 0 }
    // The selected row stays in the middle while there are rows on either side.
    return min(max(0, selectedRow - visible / 2), rows.count - visible)
  }

  /// Draws the headings and as many rows as there is room for.
  public func draw(on screen: inout Screen, in rect: Rect, as appearance: Appearance) {
    guard !rect.isEmpty else { return }
    let area = Area(rect, as: appearance)
    let widths = widths(in: rect.width)
    if headingHeight > 0 {
      let titles = columns.map { StyledText($0.title, Style(.muted, .underline)) }
      draw(titles, widths, row: 0, in: area, on: &screen)
    }
    let first = firstVisibleRow(in: rect)
    let last = min(rows.count, first + rect.height - headingHeight)
    for index in first..<max(first, last) {
      let row = index - first + headingHeight
      draw(rows[index], widths, row: row, in: area, on: &screen)
      guard index == selectedRow else { continue }
      screen.restyle(Rect(x: rect.x, y: rect.y + row, width: rect.width, height: 1)) {
        $0.attributes.formUnion([.reverse, .bold])
      }
    }
  }

  private var headingHeight: Int {
    columns.contains { !$0.title.isEmpty } ? 1 : 0
  }

  private func draw(
    _ texts: [StyledText], _ widths: [Int], row: Int, in area: Area, on screen: inout Screen
  ) {
    var start = 0
    for (index, width) in widths.enumerated() {
      if index < texts.count {
        let offset = columns[index].alignment.offset(of: texts[index].width, in: width)
        area.write(
          texts[index], column: start + offset, row: row, limit: width - offset, on: &screen)
      }
      start += width + spacing
    }
  }

  private func widths(in room: Int) -> [Int] {
    var widths = columns.enumerated().map { index, column in
      rows.reduce(StyledText(column.title).width) { widest, row in
        index < row.count ? max(widest, row[index].width) : widest
      }
    }
    let usable = max(0, room - spacing * max(0, columns.count - 1))
    var excess = widths.reduce(0, +) - usable
    while excess > 0, let widest = widths.max(), widest > 0 {
      // Level with the second widest, or as far as needed, at once.
      let index = widths.firstIndex(of: widest) ?? 0
      let next = widths.filter { $0 < widest }.max() ?? 0
      let cut = widths.count { $0 == widest } > 1 ? 1 : min(excess, widest - next)
      widths[index] -= cut
      excess -= cut
    }
    return widths
  }
}

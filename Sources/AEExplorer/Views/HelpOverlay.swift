import Render

/// The card with all keys, made from the key table; what the focused pane shows comes first.
struct HelpOverlay {
  /// A row of the card: one text, or two side by side.
  private struct Row {
    var left: StyledText
    var right: StyledText = ""
  }

  private let appearance: Appearance
  private let offset: Int
  private let card: Rect
  private let rows: [Row]

  init(_ state: AppState) {
    appearance = state.appearance
    offset = state.helpOffset
    let room = Rect(x: 0, y: 0, width: state.width, height: state.height - 1)
    let width = min(room.width, 112)
    rows = Self.rows(for: state, width: max(1, width - 4))
    let height = min(room.height, rows.count + 2)
    card = Rect(
      x: (room.width - width) / 2, y: (room.height - height) / 2, width: width, height: height)
  }

  /// How far the card can be scrolled, in rows.
  var maximumOffset: Int { max(0, rows.count - max(1, card.height - 2)) }

  func draw(on screen: inout Screen) {
    screen.fill(card)
    let isScrollable = maximumOffset > 0
    let last = min(rows.count, offset + card.height - 2)
    let note = isScrollable ? "\(last) of \(rows.count) lines" : ""
    Box(
      StyledText("Help", Style(.title, .bold)), footer: StyledText(note, Style(.muted)),
      isFocused: true
    ).draw(on: &screen, in: card, as: appearance)
    let area = Area(card.inset(horizontal: 2), as: appearance)
    for (index, row) in rows.dropFirst(offset).prefix(area.height).enumerated() {
      area.write(row.left, row: index, on: &screen)
      area.write(row.right, column: Self.columnWidth(in: area.width) + 2, row: index, on: &screen)
    }
  }

  private static func rows(for state: AppState, width: Int) -> [Row] {
    var rows = explanation(of: state, width: width)
    rows.append(Row(left: ""))
    let columnWidth = columnWidth(in: width)
    let keys = state.keyRows
    let sections = KeySection.allCases.compactMap { section in
      let part = keys.filter { $0.section == section }
      return part.isEmpty ? nil : lines(of: section, part, width: columnWidth)
    }
    guard columnWidth < width else {
      return rows + sections.joined(separator: [""]).map { Row(left: $0) }
    }
    let half = sections.count / 2
    let left = Array(sections[..<half].joined(separator: [""]))
    let right = Array(sections[half...].joined(separator: [""]))
    return rows
      + (0..<max(left.count, right.count)).map { index in
        Row(
          left: index < left.count ? left[index] : "",
          right: index < right.count ? right[index] : "")
      }
  }

  /// What the screen shows, or on Explore what the focused pane does.
  private static func explanation(of state: AppState, width: Int) -> [Row] {
    let card = type(of: state.shownScreen).card
    guard state.screen == .explore else {
      let formula = card.formula.map { [Row(left: StyledText($0, Style(.accent)))] } ?? []
      return [Row(left: heading(card.name))]
        + Card.wrapped(card.explanation, width: width).map { Row(left: StyledText($0)) } + formula
    }
    let pane = state.focus
    return [Row(left: heading("\(pane.rawValue) \(state.name(of: pane))"))]
      + Card.wrapped(pane.explanation(of: state.dataset.kind), width: width)
      .map { Row(left: StyledText($0)) } + details(of: pane, in: state, width: width)
  }

  /// The pane's formula, and what each of its numbers is.
  private static func details(of pane: Pane, in state: AppState, width: Int) -> [Row] {
    let details = PaneDetails(pane, of: state)
    let formula = details.formula.map { formula in
      Card.wrapped(formula, width: width).map { Row(left: StyledText($0, Style(.accent))) }
    }
    let margin = min(2 + details.items.reduce(0) { max($0, $1.name.count) }, 20)
    let items = details.items.flatMap { item in
      Card.wrapped(item.text, width: max(8, width - margin)).enumerated().map { index, line in
        let name = index == 0 ? String(item.name.prefix(margin - 2)) : ""
        let room = String(repeating: " ", count: max(0, margin - name.count))
        return Row(left: StyledText(name, Style(.title, .bold)) + StyledText(room + line))
      }
    }
    return (formula ?? []) + items
  }

  /// The width of one column: half of a wide card.
  private static func columnWidth(in width: Int) -> Int {
    width >= 96 ? (width - 2) / 2 : width
  }

  private static func heading(_ text: String) -> StyledText {
    StyledText(text, Style(.accent, .bold))
  }

  private static func lines(
    of section: KeySection, _ rows: [KeyRow], width: Int
  ) -> [StyledText] {
    [heading(section.rawValue)]
      + rows.flatMap { row in
        Card.wrapped(row.help, width: max(8, width - labelWidth)).enumerated().map { index, line in
          let label = index == 0 ? row.label : ""
          let room = String(repeating: " ", count: max(0, labelWidth - label.count))
          return StyledText(label, Style(.key, .bold)) + StyledText(room + line)
        }
      }
  }

  /// The room of the keys, two columns wider than the longest.
  private static let labelWidth =
    2
    + (KeyTable.rows + ScreenCatalog.all.flatMap { $0.keys }).reduce(0) {
      max($0, $1.label.count)
    }
}

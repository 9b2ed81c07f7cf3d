import Render

/// The card with all that is the matter, and what is not.
struct DoctorOverlay {
  private let state: AppState
  private let card: DoctorCard

  init(_ state: AppState, _ card: DoctorCard) {
    self.state = state
    self.card = card
  }

  func draw(on screen: inout Screen) {
    let width = min(84, state.width) - 4
    let lines = lines(width: max(1, width))
    let frame = Card(state, width: 84, height: lines.count + 2)
    let count = state.findings.count
    frame.draw(
      "Doctor",
      footer: StyledText(
        count == 0 ? "nothing found" : count == 1 ? "1 finding" : "\(count) findings",
        Style(.muted)), on: &screen)
    let area = Area(frame.interior, as: state.appearance)
    for (row, line) in lines.prefix(area.height).enumerated() {
      area.write(line, row: row, on: &screen)
    }
  }

  private func lines(width: Int) -> [StyledText] {
    let found = state.findings
    var lines: [StyledText] = []
    for (index, finding) in found.enumerated() {
      lines += self.lines(of: finding, isChosen: index == card.selection, width: width) + [""]
    }
    if found.isEmpty {
      lines += Card.wrapped(Self.introduction, width: width).map { StyledText($0) } + [""]
    }
    let kinds = Set(found.map(\.kind))
    return lines
      + FindingKind.allCases.filter { !kinds.contains($0) }.map { kind in
        StyledText("✓ ", Style(.good, .bold)) + StyledText(kind.opposite, Style(.muted))
      }
  }

  private func lines(of finding: Finding, isChosen: Bool, width: Int) -> [StyledText] {
    let title = StyledText(
      "✗ \(finding.kind.title)", Style(.warning, isChosen ? [.bold, .reverse] : .bold))
    let advice =
      StyledText("  " + finding.key.label, Style(.key, .bold))
      + StyledText("  " + finding.advice, Style(.accent))
    return [title]
      + Card.wrapped(finding.sentence + ".", width: max(1, width - 2)).map { StyledText("  " + $0) }
      + [advice]
  }

  private static let introduction =
    "Nothing is the matter, as far as can be told. The doctor looks at the losses, the codes and the "
    + "outputs while you train, and speaks up when something has lasted for two epochs."
}

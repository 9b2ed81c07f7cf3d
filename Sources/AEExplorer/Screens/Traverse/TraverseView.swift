import Models
import Render

/// Draws the Traverse screen.
struct TraverseView {
  private let traverse: TraverseScreen
  private let state: AppState
  private let layout: TraverseLayout

  init(_ traverse: TraverseScreen, _ state: AppState) {
    self.traverse = traverse
    self.state = state
    layout = TraverseLayout(traverse, state)
  }

  func draw(on screen: inout Screen) {
    drawTabs(on: &screen)
    let title = TitleText.joined(title, width: layout.pane.width - 5)
    Box(title, footer: footer, isFocused: true)
      .draw(on: &screen, in: layout.pane, as: state.appearance)
    guard !layout.isTooSmall else {
      state.drawSentence("too little room for pictures", on: &screen, in: layout.pane.inset())
      return
    }
    guard let decodings = shown else {
      state.drawSentence("decoding…", on: &screen, in: layout.pane.inset())
      return
    }
    drawHeading(decodings, on: &screen)
    for row in 0..<layout.rows {
      drawGutter(decodings, row: row, on: &screen)
      for column in 0..<layout.columns { draw(decodings, column, row, on: &screen) }
    }
    drawChoice(on: &screen)
    if !layout.plane.isEmpty {
      screen.fill(layout.plane)
      var plane = LatentPane(state)
      plane.showsPath = true
      plane.draw(on: &screen, in: layout.plane)
    }
  }

  /// What was decoded, if it is of what is now shown; with other weights or another digit it is still
  /// better than nothing.
  private var shown: Decodings? {
    guard let decodings = traverse.decodings else { return nil }
    let matches: Bool =
      switch (traverse.mode, decodings.recipe) {
      case (.sweep, .sweep), (.grid, .grid), (.path, .path), (.samples, .samples): true
      default: false
      }
    guard matches, decodings.recipe.columns ?? layout.columns == layout.columns else { return nil }
    return decodings
  }

  private func drawTabs(on screen: inout Screen) {
    for tab in layout.placedTabs {
      let isShown = tab.mode == traverse.mode
      let style = isShown ? Style(.title, [.bold, .reverse]) : Style(.muted)
      let text =
        StyledText(" \(tab.mode.rawValue + 1) ", isShown ? style : Style(.key))
        + StyledText(tab.mode.name + " ", style)
      Area(tab.rect, as: state.appearance).write(text, row: 0, on: &screen)
    }
  }

  // MARK: - Words

  private var title: [StyledText] {
    let name = StyledText(state.title, Style(.title, .bold))
    let step = shown.map { [StyledText("step \($0.step)", Style(.muted))] } ?? []
    let around = StyledText(
      traverse.isThroughOrigin ? "through the origin" : "through \(digitName(state.digit))")
    switch traverse.mode {
    case .sweep:
      let order = traverse.isInOrder ? "in order" : state.hasGaussianCodes ? "by KL" : "by spread"
      return [name + StyledText(", one dimension at a time"), around, StyledText(order)] + step
    case .grid:
      let axes = StyledText(
        state.codeSize > 1
          ? "z\(state.axes.horizontal + 1) × z\(state.axes.vertical + 1)" : "z1")
      let others = state.codeSize > 2 ? [around] : []
      return [name + " " + axes, StyledText(shown?.source ?? "")] + others + step
    case .path:
      let (start, end) = state.pathDigits
      return [
        StyledText("A \(digitName(start))", Style(.accent, .bold)) + " to "
          + StyledText("B \(digitName(end))", Style(.accent, .bold))
      ] + step
    case .samples:
      let source = shown.map { [StyledText("\($0.count) drawn from \($0.source)")] } ?? []
      return [name + StyledText(", samples")] + source
        + [StyledText("draw \(traverse.seed)", Style(.muted))] + step
    }
  }

  private func digitName(_ digit: Int) -> String {
    let labels = state.dataset.labels
    guard labels.indices.contains(digit) else { return "\(state.dataset.sample) \(digit + 1)" }
    let names = state.dataset.classNames
    let label = Int(labels[digit])
    let name = names.indices.contains(label) ? names[label] : "\(label)"
    return "\(state.dataset.sample) \(digit + 1) “\(name)”"
  }

  /// The chosen code.
  private var footer: StyledText {
    let index = traverse.chosenIndex(layout)
    guard let decodings = shown, let code = decodings.code(index) else { return "" }
    func number(_ value: Float) -> String { NumberText.fixed(Double(value), decimals: 2) }
    let text: String
    switch decodings.recipe {
    case .sweep(let dimensions, let columns, _):
      guard columns > 0, dimensions.indices.contains(index / columns) else { return "" }
      let dimension = dimensions[index / columns]
      text = "z\(dimension + 1) = \(number(code[dimension]))"
    case .grid(let horizontal, let vertical, _, _, _):
      text = "(\(number(code[horizontal])), \(number(code[vertical])))"
    case .path(_, _, let columns):
      let part = Float(index % max(1, columns)) / Float(max(1, columns - 1))
      text = "t = \(number(part)), |z| = \(number(length(code)))"
    case .samples: text = "|z| = \(number(length(code)))"
    }
    return StyledText(text, Style(.cursor))
  }

  private func length(_ code: [Float]) -> Float {
    code.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Where in its range each column of a sweep is.
  private func drawHeading(_ decodings: Decodings, on screen: inout Screen) {
    guard !layout.heading.isEmpty else { return }
    let isShared = Set(decodings.ranges).count == 1
    let area = Area(layout.heading, as: state.appearance)
    for column in 0..<layout.columns {
      let part = layout.columns > 1 ? Float(column) / Float(layout.columns - 1) : 0.5
      var text = "\(NumberText.fixed(Double(1 + 98 * part), decimals: 0)) %"
      if isShared, let range = decodings.ranges.first {
        let value = range.lowerBound + part * (range.upperBound - range.lowerBound)
        text = NumberText.fixed(Double(value), decimals: layout.picture.width < 6 ? 1 : 2)
      }
      let rect = layout.rect(column: column, row: 0)
      let start = rect.x - layout.heading.x + (rect.width - text.count) / 2
      let style = column == traverse.column ? Style(.cursor, .bold) : Style(.muted)
      area.write(StyledText(text, style), column: start, row: 0, on: &screen)
    }
  }

  // MARK: - Rows

  private func drawGutter(_ decodings: Decodings, row: Int, on screen: inout Screen) {
    guard layout.gutter.width > 0 else { return }
    let rect = Rect(
      x: layout.gutter.x, y: layout.field.y + row * layout.picture.height,
      width: layout.gutter.width - 1, height: layout.picture.height)
    let lines =
      traverse.mode == .path ? pathLines(row) : sweepLines(decodings, row)
    let area = Area(rect, as: state.appearance)
    let top = lines.count < rect.height ? 1 : 0
    for (index, line) in lines.prefix(rect.height).enumerated() {
      area.write(line, row: top + index, on: &screen)
    }
  }

  private func pathLines(_ row: Int) -> [StyledText] {
    let isChosen = row == traverse.row
    let style = isChosen ? Style(.cursor, .bold) : Style(.title, .bold)
    let notes = [
      ["linear", "straight"], ["spherical", "on an arc"], ["pixels", "no code,", "just mixed"],
    ]
    guard notes.indices.contains(row) else { return [] }
    return [StyledText(notes[row][0], style)]
      + notes[row].dropFirst().map { StyledText($0, Style(.muted)) }
  }

  private func sweepLines(_ decodings: Decodings, _ row: Int) -> [StyledText] {
    guard case .sweep(let dimensions, _, _) = decodings.recipe, dimensions.indices.contains(row)
    else { return [] }
    let dimension = dimensions[row]
    let isChosen = row + layout.firstRow == traverse.row
    var lines = [
      StyledText(
        (isChosen ? "▶ " : "  ") + "z\(dimension + 1)",
        isChosen ? Style(.cursor, .bold) : Style(.title, .bold))
    ]
    if let worths = state.observation?.worths, worths.indices.contains(dimension) {
      let number = NumberText.short(Double(worths[dimension]), digits: 2)
      lines.append(
        StyledText(state.hasGaussianCodes ? "  KL " : "  σ ", Style(.muted))
          + StyledText(number, Style(.baseline)))
    }
    if !traverse.isThroughOrigin, let code = state.currentCode, code.indices.contains(dimension) {
      lines.append(
        StyledText("  is ", Style(.muted))
          + StyledText(NumberText.fixed(Double(code[dimension]), decimals: 2)))
    }
    if Set(decodings.ranges).count > 1, decodings.ranges.indices.contains(row) {
      let range = decodings.ranges[row]
      let ends = [range.lowerBound, range.upperBound]
        .map { NumberText.short(Double($0), digits: 2) }
      lines.append(StyledText("  " + ends.joined(separator: "…"), Style(.muted)))
    }
    return lines
  }

  // MARK: - Pictures

  private func draw(_ decodings: Decodings, _ column: Int, _ row: Int, on screen: inout Screen) {
    let isMixture = traverse.mode == .path && row == 2
    let index = row * layout.columns + column
    let picture = isMixture ? decodings.mixture(column) : decodings.picture(index)
    guard let picture else { return }
    let shape = state.dataset.shape
    SmallPicture.image(picture, width: shape.width, height: shape.height)
      .draw(
        on: &screen, in: layout.rect(column: column, row: row), as: state.appearance)
  }

  /// Marks the chosen picture at both sides.
  private func drawChoice(on screen: inout Screen) {
    let row = traverse.row - (traverse.mode == .sweep ? layout.firstRow : 0)
    let column = min(traverse.column, layout.columns - 1)
    guard (0..<layout.rows).contains(row) else { return }
    let rect = layout.rect(column: column, row: row)
    let area = Area(layout.pane.inset(), as: state.appearance)
    let inset = layout.gap == 0 ? 0 : 1
    for y in rect.y..<rect.maxY {
      for x in [rect.x - inset, rect.maxX - 1 + inset] {
        area.overlay(
          "│", column: x - area.rect.x, row: y - area.rect.y, Style(.cursor, .bold), on: &screen)
      }
    }
  }
}

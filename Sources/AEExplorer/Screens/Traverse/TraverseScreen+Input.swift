import Models
import Render

/// Keys and the mouse.
extension TraverseScreen {
  static let keys: [KeyRow] =
    KeyTable.pathEnds + [
      row(
        [(.tab, "mode", 1), (.backTab, "mode", -1)], hint: ([.tab], "mode", -2),
        label: "Tab Shift-Tab", "sweep, grid, path or samples"),
      row(
        Mode.allCases.map {
          (.character(Character("\($0.rawValue + 1)").firstScalar), "go", $0.rawValue)
        },
        label: "1…4", "sweep, grid, path, samples"),
      row(
        [
          (.left, "across", -1), (.character("h"), "across", -1), (.right, "across", 1),
          (.character("l"), "across", 1), (.up, "down", -1), (.character("k"), "down", -1),
          (.down, "down", 1), (.character("j"), "down", 1),
        ], label: "arrows hjkl", "choose another picture; a sweep scrolls (or the wheel)"),
      row(
        [(.home, "down", -10_000), (.end, "down", 10_000)], "to the first or last row"),
      row(
        [(.enter, "take", 0)], hint: ([.enter], "to Explore", -1),
        "Explore with its cursor on the chosen code (or click it twice)"),
      row(
        [(.character("c"), "origin", 0)], hint: ([.character("c")], "through", 21),
        "sweep and grid through the digit's code or through the origin"),
      row(
        [(.character("o"), "order", 0)], hint: ([.character("o")], "order", 20),
        "dimensions by what they are worth, or by number"),
      row(
        [(.character(","), "next", -1), (.character("."), "next", 1)],
        hint: ([.character(","), .character(".")], "other", 22),
        "other samples, or the grid's other dimensions"),
      row(
        [(.character("("), "size", -1), (.character(")"), "size", 1)],
        hint: ([.character("("), .character(")")], "size", 23), "smaller or larger pictures"),
    ]

  private static func row(
    _ keys: [(Key, String, Int)], hint: ([Key], String, Int)? = nil, label: String? = nil,
    _ help: String
  ) -> KeyRow {
    KeyRow(
      .screen,
      keys.map { KeyBinding($0.0, action: .screen(ScreenCommand($0.1, $0.2))) },
      hint: hint.map { KeyRow.Hint(keys: $0.0, text: $0.1, rank: $0.2) }, label: label, help: help)
  }

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    switch command.name {
    case "mode": go(to: (mode.rawValue + command.amount + 4) % 4, state)
    case "go": go(to: command.amount, state)
    case "across": move(across: command.amount, down: 0, in: state)
    case "down": move(across: 0, down: command.amount, in: state)
    case "take": return takeChosen(to: &state)
    case "origin": isThroughOrigin.toggle()
    case "order":
      isInOrder.toggle()
      (firstRow, row) = (0, 0)
    case "next": return next(command.amount, in: &state)
    case "size":
      enlargement = min(max(enlargement + command.amount, -3), 3)
      move(across: 0, down: 0, in: state)
    default: break
    }
    return []
  }

  private mutating func go(to number: Int, _ state: AppState) {
    guard let next = Mode(rawValue: number), next != mode else { return }
    mode = next
    (firstRow, row, column) = (0, 0, 0)
    let layout = TraverseLayout(self, state)
    column = layout.columns / 2
    row = mode == .grid ? layout.rows / 2 : 0
  }

  private mutating func next(_ distance: Int, in state: inout AppState) -> [Effect] {
    switch mode {
    case .samples: seed = distance > 0 ? seed &+ 1 : seed &- 1
    case .grid: return reduce(&state, .cycleAxes(distance))
    case .sweep, .path: state.message = "in Samples: others; in Grid: other dimensions"
    }
    return []
  }

  /// Chooses another picture, and scrolls so that it is in view.
  private mutating func move(across: Int, down: Int, in state: AppState) {
    let layout = TraverseLayout(self, state)
    column = min(max(min(column, layout.columns - 1) + across, 0), max(0, layout.columns - 1))
    let rows = mode == .sweep ? layout.allRows : layout.rows
    row = min(max(min(row, rows - 1) + down, 0), max(0, rows - 1))
    guard mode == .sweep else { return }
    firstRow = min(max(layout.firstRow, row - layout.rows + 1), row)
  }

  /// The place of the chosen picture among those decoded.
  func chosenIndex(_ layout: TraverseLayout) -> Int {
    (row - (mode == .sweep ? layout.firstRow : 0)) * layout.columns
      + min(column, layout.columns - 1)
  }

  private mutating func takeChosen(to state: inout AppState) -> [Effect] {
    guard let decodings, let code = decodings.code(chosenIndex(TraverseLayout(self, state))),
      code.allSatisfy(\.isFinite)
    else {
      state.message = "there is no code at this place yet"
      return []
    }
    state.cursor = code
    state.hasChosenPlace = true
    state.screen = .explore
    state.message = "the cursor is on the code that you chose"
    return [.decode(code)]
  }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    let layout = TraverseLayout(self, state)
    switch event.kind {
    case .wheelUp: move(across: 0, down: -1, in: state)
    case .wheelDown: move(across: 0, down: 1, in: state)
    case .press:
      guard event.button == .left else { return [] }
      if let mode = layout.tab(atColumn: event.x, row: event.y) {
        go(to: mode.rawValue, state)
      } else if let place = layout.place(atColumn: event.x, row: event.y) {
        let chosenRow = place.row + (mode == .sweep ? layout.firstRow : 0)
        if (column, row) == (place.column, chosenRow) { return takeChosen(to: &state) }
        (column, row) = (place.column, chosenRow)
      }
    case .drag, .release, .wheelLeft, .wheelRight: break
    }
    return []
  }
}

extension Character {
  /// The first of its scalars.
  fileprivate var firstScalar: Unicode.Scalar { unicodeScalars[unicodeScalars.startIndex] }
}

import Models
import Render

/// The last row: a message, or the keys that can be pressed.
struct FooterView {
  /// A hint and the columns that it takes.
  private struct PlacedHint {
    var text: StyledText
    var action: Action
    var column: Int
  }

  let state: AppState
  private let rect: Rect

  init(_ state: AppState) {
    self.state = state
    rect = ExploreLayout(state).footer
  }

  func draw(on screen: inout Screen) {
    let area = Area(rect, as: state.appearance)
    if let sentence {
      area.write(sentence, column: 1, row: 0, on: &screen)
      return
    }
    for hint in hints {
      area.write(hint.text, column: hint.column, row: 0, on: &screen)
    }
  }

  /// Returns what a click on a screen's cell does, if a hint is there.
  func hint(atColumn column: Int, row: Int) -> Action? {
    guard row == rect.y, sentence == nil else { return nil }
    return hints.first { $0.column <= column && column < $0.column + $0.text.width }?.action
  }

  /// What is more important than keys.
  private var sentence: StyledText? {
    if let message = state.message, !state.isHelpShown {
      return StyledText(message, Style(.accent, .bold))
    }
    guard case .diverged(let divergence) = state.status, !state.isHelpShown else {
      return nil
    }
    let texts = Self.texts(of: divergence)
    let fitting = texts.first { $0.count <= rect.width - 2 } ?? texts[texts.count - 1]
    return StyledText(fitting, Style(.bad, .bold))
  }

  /// What a divergence is told in, from the longest to the shortest.
  private static func texts(of divergence: Divergence) -> [String] {
    let what = "Diverged at step \(divergence.step): \(divergence.term) blew up"
    let back = "Weights of step \(divergence.restoredStep) are back"
    return [
      "\(what). \(back). Space: half the learning rate and go on",
      "\(what). \(back). Space: go on at half the rate",
      "\(what). Space: half the rate and go on",
      "Diverged (\(divergence.term)). Space: go on slower",
    ]
  }

  /// As many hints as fit, the most important ones.
  private var hints: [PlacedHint] {
    var column = 1
    var placed: [PlacedHint] = []
    for row in rows {
      guard let hint = row.hint, let action = row.bindings.first?.action else { continue }
      let keys = hint.keys.map(\.label).joined(separator: "/")
      let text =
        StyledText(keys, Style(.key, .bold)) + StyledText(" " + word(hint, action), Style(.muted))
      guard column + text.width < rect.width else { break }
      placed.append(PlacedHint(text: text, action: action, column: column))
      column += text.width + 2
    }
    return placed
  }

  private var rows: [KeyRow] {
    if state.isHelpShown {
      return [
        KeyRow(
          .program, [KeyBinding(.escape, action: .toggleHelp)],
          hint: .init(keys: [.escape], text: "close", rank: 0), help: ""),
        KeyRow(
          .program, [KeyBinding(.down, action: .scrollHelp(1))],
          hint: .init(keys: [.up, .down], text: "scroll", rank: 1), help: ""),
      ]
    }
    if let overlay = state.overlay { return Self.rows(of: overlay) }
    return (state.viewedStep == nil ? [] : Self.pastRows) + ownRows
  }

  private var ownRows: [KeyRow] {
    state.keyRows.compactMap { row in rank(of: row).map { (row, $0) } }
      .sorted { $0.1 < $1.1 }.map(\.0)
  }

  /// The row's place among the hints: some are of use at times only, and come forward then.
  private func rank(of row: KeyRow) -> Double? {
    guard let hint = row.hint else { return nil }
    switch row.bindings.first?.action {
    case .undo: return state.earlier.isEmpty && state.changes.isEmpty ? nil : 6.5
    case .changeNoiseLevel: return state.isNoiseOn ? 5.5 : nil
    case .travel: return state.viewedStep == nil ? 7.5 : nil
    // What only this screen can do comes behind quitting, help and pausing.
    case _:
      return row.section == .screen && hint.rank >= 20
        ? 2 + Double(hint.rank) / 100 : Double(hint.rank)
    }
  }

  /// What comes first while earlier weights are shown.
  private static let pastRows = [
    pastRow("}", .live, "live"), pastRow("[", .by(-1), "older"), pastRow("]", .by(1), "newer"),
  ]

  private static func pastRow(
    _ key: Unicode.Scalar, _ travel: TimeTravel, _ text: String
  ) -> KeyRow {
    KeyRow(
      .past, [KeyBinding(.character(key), action: .travel(travel))],
      hint: .init(keys: [.character(key)], text: text, rank: 0), help: "")
  }

  private static func rows(of overlay: Overlay) -> [KeyRow] {
    func row(_ action: Action, _ keys: [Key], _ text: String, _ rank: Int) -> KeyRow {
      KeyRow(
        .program, [KeyBinding(keys[0], action: action)],
        hint: .init(keys: keys, text: text, rank: rank), help: "")
    }
    let common = [
      row(.escape, [.escape], "close", 0),
      row(.overlay(.move(1)), [.down, .up], "choose", 2),
    ]
    switch overlay {
    case .themes:
      return [common[0], row(.overlay(.apply), [.enter], "keep", 1), common[1]]
    case .picture:
      return [common[0], row(.overlay(.apply), [.enter], "write", 1), common[1]]
    case .screens:
      return [common[0], row(.overlay(.apply), [.enter], "go there", 1), common[1]]
    case .find:
      return [common[0], row(.overlay(.apply), [.enter], "do it", 1), common[1]]
    case .doctor:
      return [common[0], row(.overlay(.apply), [.enter], "try what it says", 1), common[1]]
    case .noiseLevels:
      return [
        common[0], row(.overlay(.move(1)), [.character("n"), .character("p")], "digit", 1),
        row(.overlay(.type("X")), [.character("X")], "kind", 2),
      ]
    case .runs(.filter):
      return [
        row(.escape, [.escape], "as before", 0), row(.overlay(.apply), [.enter], "keep", 1),
        common[1],
      ]
    case .runs(.delete):
      return [row(.escape, [.escape], "keep it", 0), row(.overlay(.apply), [.enter], "delete", 1)]
    case .models:
      return [common[0], row(.overlay(.apply), [.enter], "train it", 1), common[1]]
    case .form:
      return [
        common[0], row(.overlay(.apply), [.enter], "apply", 1), common[1],
        row(.overlay(.change(1)), [.right, .left], "change, or type", 3),
        row(.overlay(.restoreDefault), [.delete], "default", 4),
      ]
    }
  }

  private func word(_ hint: KeyRow.Hint, _ action: Action) -> String {
    if action == .toggleForm, state.viewedStep != nil { return "train on from here" }
    guard action == .togglePause else { return hint.text }
    return state.status == .running ? "pause" : "train"
  }
}

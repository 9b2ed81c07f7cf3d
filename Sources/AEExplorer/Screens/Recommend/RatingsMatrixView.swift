import Models
import Render

/// Users by items: a digit on a filled cell is a known rating, a digit with a question mark one that
/// was held out, and a bar is a prediction.
struct RatingsMatrixView {
  let content: RecommendScreen
  let state: AppState
  let rect: Rect
  /// The room of the cells themselves.
  private let cells: Rect
  /// The first user and the first item in view.
  private let first: (user: Int, item: Int)
  /// Columns of a user's number and the mark before it.
  private let gutter: Int

  /// Columns of a cell.
  private static let cellWidth = 2

  init(_ content: RecommendScreen, _ state: AppState, in rect: Rect) {
    self.content = content
    self.state = state
    self.rect = rect
    let interior = rect.inset()
    let (users, items) = (content.ratings?.users ?? 0, content.ratings?.items ?? 0)
    gutter = max(2, "\(users)".count) + 2
    let lines = interior.rows([.fixed(2), .minimum(0)])[1]
    let room = lines.columns([.fixed(gutter), .minimum(0), .fixed(1)])[1]
    cells = Rect(
      x: room.x, y: room.y, width: min(room.width / Self.cellWidth, items) * Self.cellWidth,
      height: min(room.height, users))
    first = (
      Self.first(content.user(in: state), of: users, in: cells.height),
      Self.first(content.item(in: state), of: items, in: cells.width / Self.cellWidth)
    )
  }

  /// Pages half as long as the view: within one nothing moves but the marks.
  private static func first(_ chosen: Int, of count: Int, in room: Int) -> Int {
    let page = max(1, room / 2)
    return min(max(0, chosen / page * page - page / 2), max(0, count - room))
  }

  /// Returns the user and the item of a cell.
  func place(atColumn column: Int, row: Int) -> (user: Int, item: Int)? {
    guard cells.contains(x: column, y: row) else { return nil }
    return (first.user + row - cells.y, first.item + (column - cells.x) / Self.cellWidth)
  }

  func draw(on screen: inout Screen) {
    var title = [StyledText("Ratings", Style(.title, .bold))]
    if let ratings = content.ratings {
      title.append(StyledText("\(ratings.users) users × \(ratings.items) items", Style(.muted)))
      let share = NumberText.short(100 * ratings.density, digits: 2)
      title.append(StyledText("\(share) % known", Style(.muted)))
    }
    let legend = legend
    Box(
      TitleText.joined(title, width: rect.width - 4),
      footer: legend.width <= rect.width - 6 ? legend : ""
    ).draw(on: &screen, in: rect, as: state.appearance)
    guard let ratings = content.ratings else {
      state.drawSentence(
        content.complaint ?? "what the model predicts for everybody is on its way…", on: &screen,
        in: rect.inset())
      return
    }
    let (user, item) = (content.user(in: state), content.item(in: state))
    guard (0..<ratings.users).contains(user), (0..<ratings.items).contains(item) else { return }
    drawChosen(user, item, ratings, on: &screen)
    drawItemNumbers(item, on: &screen)
    for row in 0..<cells.height {
      let shown = first.user + row
      drawUserNumber(shown, isChosen: shown == user, row, on: &screen)
      for column in 0..<(cells.width / Self.cellWidth) {
        let isChosen = (shown == user, first.item + column == item)
        draw(shown, first.item + column, isChosen, ratings, at: (column, row), on: &screen)
      }
    }
  }

  private var legend: StyledText {
    StyledText("4", rated(4, 1...5)) + StyledText(" known", Style(.muted)) + "  "
      + StyledText("4?", heldOut) + StyledText(" held out", Style(.muted)) + "  "
      + StyledText(String(bar(0.6)), Style(.muted)) + StyledText(" predicted", Style(.muted))
  }

  /// The rating under the marks, in words.
  private func drawChosen(
    _ user: Int, _ item: Int, _ ratings: PredictedRatings, on screen: inout Screen
  ) {
    let predicted = Double(ratings.predicted(user: user, item: item))
    var parts = [
      StyledText("user \(user + 1), item \(item + 1)", Style(.text, .bold)),
      TitleText.value("predicted", predicted, role: .accent),
    ]
    func add(_ name: String, _ stars: Float?, _ role: Role) {
      guard let stars else { return }
      parts.append(
        StyledText(name + " ", Style(.muted))
          + StyledText(NumberText.short(Double(stars), digits: 2), Style(role, .bold)))
    }
    add("rated", ratings.known(user: user, item: item), .text)
    add("held out", ratings.heldOut(user: user, item: item), .test)
    let line = rect.inset()
    Area(line, as: state.appearance).write(
      TitleText.joined(parts, width: line.width), row: 0, on: &screen)
  }

  /// Every fifth item, and the chosen one.
  private func drawItemNumbers(_ chosen: Int, on screen: inout Screen) {
    let line = Rect(x: cells.x, y: cells.y - 1, width: cells.width, height: 1)
    let area = Area(line, as: state.appearance)
    let mark = StyledText(
      (state.appearance.glyphs == .unicode ? "▼" : "v") + "\(chosen + 1)", Style(.cursor, .bold))
    let start = min(Self.cellWidth * (chosen - first.item), max(0, cells.width - mark.width))
    for item in first.item..<(first.item + cells.width / Self.cellWidth) where item % 5 == 4 {
      let column = Self.cellWidth * (item - first.item)
      let text = StyledText("\(item + 1)", Style(.muted))
      guard column + text.width < start || column > start + mark.width,
        column + text.width <= cells.width
      else { continue }
      area.write(text, column: column, row: 0, on: &screen)
    }
    area.write(mark, column: start, row: 0, on: &screen)
  }

  private func drawUserNumber(
    _ user: Int, isChosen: Bool, _ row: Int, on screen: inout Screen
  ) {
    let line = Rect(x: cells.x - gutter, y: cells.y + row, width: gutter - 1, height: 1)
    let style = isChosen ? Style(.cursor, .bold) : Style(.muted)
    let text = StyledText("\(user + 1)", style)
    let area = Area(line, as: state.appearance)
    if isChosen { area.put("▶", column: 0, row: 0, style, on: &screen) }
    area.write(text, column: max(0, line.width - text.width), row: 0, on: &screen)
    guard isChosen else { return }
    let end = Rect(x: cells.maxX, y: line.y, width: 1, height: 1)
    Area(end, as: state.appearance).put("◀", column: 0, row: 0, style, on: &screen)
  }

  // MARK: - Cells

  private func draw(
    _ user: Int, _ item: Int, _ isChosen: (user: Bool, item: Bool), _ ratings: PredictedRatings,
    at place: (column: Int, row: Int), on screen: inout Screen
  ) {
    let area = Area(cells, as: state.appearance)
    var glyphs: [Unicode.Scalar]
    var style: Style
    var isPredicted = false
    if let stars = ratings.known(user: user, item: item) {
      (glyphs, style) = ([digit(stars), " "], rated(stars, ratings.scale))
    } else if let stars = ratings.heldOut(user: user, item: item) {
      (glyphs, style) = ([digit(stars), "?"], heldOut)
    } else {
      let share = share(ratings.predicted(user: user, item: item), ratings.scale)
      // One grey for all: with more, a new page takes a fifth more bytes.
      let gray: Color = isChosen.user ? .gray(19) : .gray(9)
      (glyphs, style, isPredicted) = ([bar(share), " "], Style(gray), true)
    }
    if isChosen.user, style.background == .standard { style.background = .backdrop(1) }
    if isChosen.user, isChosen.item {
      style = Style(.cursor, isPredicted ? .bold : [.bold, .reverse])
      if isPredicted { glyphs[1] = "<" }
    }
    for (offset, glyph) in glyphs.enumerated() {
      area.put(
        glyph, column: Self.cellWidth * place.column + offset, row: place.row, style, on: &screen)
    }
  }

  private func digit(_ stars: Float) -> Unicode.Scalar {
    // Ten stars, in scales of ten, are written as nothing that could be taken for one.
    let whole = Int(stars.rounded())
    return whole > 9 ? "X" : Unicode.Scalar(UInt8(48 + max(0, whole)))
  }

  private func share(_ stars: Float, _ scale: ClosedRange<Float>) -> Float {
    let length = scale.upperBound - scale.lowerBound
    return length > 0 ? min(max((stars - scale.lowerBound) / length, 0), 1) : 1
  }

  private func rated(_ stars: Float, _ scale: ClosedRange<Float>) -> Style {
    switch state.appearance.colors {
    case .full, .sixteen:
      let share = share(stars, scale)
      return Style(
        share > 0.4 ? .gray(0) : .gray(23), on: .heat(intensity: 0.25 + 0.75 * share))
    case .mono: return Style(.standard, on: .standard, .reverse)
    }
  }

  private var heldOut: Style { Style(.test, .bold) }

  /// A bar as high as a share of the scale.
  private func bar(_ share: Float) -> Unicode.Scalar {
    let steps =
      state.appearance.glyphs == .unicode ? Symbols.verticalEighths : Symbols.asciiEighths
    return steps[1 + Int((min(max(share, 0), 1) * Float(steps.count - 2)).rounded())]
  }
}

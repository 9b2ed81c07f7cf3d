import Models
import Render

/// How the Recommend screen is drawn, and where things are in it.
struct RecommendView {
  let content: RecommendScreen
  let state: AppState
  /// Users and items, where there is room for them.
  let matrix: RatingsMatrixView?
  /// The items for one user.
  let list: RecommendationListView
  /// Errors, where there is room for them.
  private let errors: Rect?

  /// Rows of a pane of errors: six lines and the frame.
  private static let errorRows = 8

  init(_ content: RecommendScreen, _ state: AppState, in body: Rect) {
    self.content = content
    self.state = state
    let places = Self.places(in: body)
    matrix = places.matrix.map { RatingsMatrixView(content, state, in: $0) }
    list = RecommendationListView(content, state, in: places.list)
    errors = places.errors
  }

  private static func places(in body: Rect) -> (matrix: Rect?, list: Rect, errors: Rect?) {
    if body.width < 70 {
      // The list is what the screen is for.
      guard body.height >= 20 else { return (nil, body, nil) }
      let rows = body.rows([.fraction(0.5), .minimum(0)])
      return (rows[1], rows[0], nil)
    }
    let side = body.width >= 150 ? 60 : body.width >= 100 ? 48 : 38
    let columns = body.columns([.minimum(0), .fixed(side)])
    guard body.height >= 18 else { return (columns[0], columns[1], nil) }
    let rows = columns[1].rows([.minimum(0), .fixed(errorRows)])
    return (columns[0], rows[0], rows[1])
  }

  func draw(on screen: inout Screen) {
    matrix?.draw(on: &screen)
    list.draw(on: &screen)
    if let errors { drawErrors(on: &screen, in: errors) }
  }

  // MARK: - Errors

  private func drawErrors(on screen: inout Screen, in rect: Rect) {
    var title = [StyledText("RMSE", Style(.title, .bold))]
    if let ratings = content.ratings {
      let count = NumberText.short(Double(ratings.heldOutCount), digits: 3)
      title.append(StyledText("\(count) held-out ratings", Style(.muted)))
    }
    Box(
      TitleText.joined(title, width: rect.width - 4),
      footer: StyledText("stars, less is better", Style(.muted))
    ).draw(on: &screen, in: rect, as: state.appearance)
    let interior = rect.inset()
    guard let ratings = content.ratings else {
      state.drawSentence(
        content.complaint ?? "the model is being asked…", on: &screen, in: interior)
      return
    }
    guard let rmse = ratings.rmse else {
      state.drawSentence("no ratings were held out", on: &screen, in: interior)
      return
    }
    let model = RatingErrorLine(name: state.configuration.model.model, error: rmse)
    let all = ((content.lines ?? []) + [model]).sorted { $0.error < $1.error }
    let rows = interior.rows(Array(repeating: .fixed(1), count: all.count + 1))
    let range = AxisRange.covering(all.map { Float($0.error) }) ?? AxisRange(0, 1)
    let width = min(all.reduce(0) { max($0, $1.name.count) }, interior.width / 2)
    for (line, row) in zip(all, rows) where !row.isEmpty {
      draw(line, isModel: line == model, nameWidth: width, range, on: &screen, in: row)
    }
    guard content.lines == nil, let last = rows.last, !last.isEmpty else { return }
    Area(last, as: state.appearance).write(
      StyledText("simple predictors are being fitted…", Style(.muted)), row: 0, on: &screen)
  }

  /// A name, a number, and a dot between the least and the largest error.
  private func draw(
    _ line: RatingErrorLine, isModel: Bool, nameWidth: Int, _ range: AxisRange,
    on screen: inout Screen, in row: Rect
  ) {
    let isUnicode = state.appearance.glyphs == .unicode
    let style = isModel ? Style(.test, .bold) : Style(line.isFloor ? .floor : .baseline)
    let parts = row.columns([.fixed(2), .fixed(nameWidth + 1), .fixed(6), .minimum(0)])
    func write(_ text: String, _ style: Style, _ part: Int) {
      Area(parts[part], as: state.appearance).write(StyledText(text, style), row: 0, on: &screen)
    }
    if isModel { write("▶", style, 0) }
    write(line.name, isModel ? style : Style(.text), 1)
    write(NumberText.fixed(line.error, decimals: 3), style, 2)
    guard parts[3].width >= 6 else { return }
    let area = Area(parts[3].inset(horizontal: 1, vertical: 0), as: state.appearance)
    let share = range.length > 0 ? (line.error - range.lower) / range.length : 0
    let place = Int((min(max(share, 0), 1) * Double(area.width - 1)).rounded())
    for column in 0..<area.width {
      let isFilled = column < place
      area.put(
        isFilled ? (isUnicode ? "━" : "=") : (isUnicode ? "─" : "-"), column: column, row: 0,
        isFilled ? style : Style(.border), on: &screen)
    }
    area.put(isUnicode ? "●" : "o", column: place, row: 0, style, on: &screen)
  }
}

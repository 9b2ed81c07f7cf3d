import Models
import Render

/// The best items for one user, and below them those that are left out because the user knows them.
struct RecommendationListView {
  let content: RecommendScreen
  let state: AppState
  let rect: Rect
  /// What is listed: new items, and known ones; as many as there is room for.
  private let new: [Int]
  private let rated: [Int]
  private let newCount: Int
  private let ratedCount: Int

  init(_ content: RecommendScreen, _ state: AppState, in rect: Rect) {
    self.content = content
    self.state = state
    self.rect = rect
    let all = content.ratings?.items(for: content.user(in: state)) ?? (new: [], rated: [])
    (newCount, ratedCount) = (all.new.count, all.rated.count)
    // Two lines are headings.
    let room = max(0, rect.height - 4)
    let fewest = min(all.rated.count, max(1, room * 3 / 8))
    new = Array(all.new.prefix(max(0, room - fewest)))
    rated = Array(all.rated.prefix(room - new.count))
  }

  func draw(on screen: inout Screen) {
    let user = content.user(in: state)
    var title = [StyledText("For user \(user + 1)", Style(.title, .bold))]
    if let ratings = content.ratings {
      title.append(
        StyledText("\(new.count)", Style(.text, .bold))
          + StyledText(" best of \(newCount) new", Style(.muted)))
      if rect.height < 16, let rmse = ratings.rmse {
        title.append(TitleText.value("RMSE", rmse, role: .test))
      }
    }
    Box(TitleText.joined(title, width: rect.width - 4), footer: legend)
      .draw(on: &screen, in: rect, as: state.appearance)
    let interior = rect.inset()
    guard let ratings = content.ratings, (0..<ratings.users).contains(user) else {
      state.drawSentence(
        content.complaint ?? "the model is being asked for all ratings…", on: &screen, in: interior)
      return
    }
    let rows = interior.rows(Array(repeating: .fixed(1), count: interior.height))
    for (row, line) in zip(rows, lines) {
      switch line {
      case .heading: drawHeading(on: &screen, in: row)
      case .new(let rank): draw(new[rank], rank: rank, user, ratings, on: &screen, in: row)
      case .knownHeading: drawKnownHeading(on: &screen, in: row)
      case .known(let index): drawStruck(rated[index], user, ratings, on: &screen, in: row)
      }
    }
  }

  private var legend: StyledText {
    rect.width < 46 ? "" : StyledText("?: held out, not known to the model", Style(.muted))
  }

  /// Returns the item in a cell of the list.
  func item(atColumn column: Int, row: Int) -> Int? {
    let interior = rect.inset()
    guard interior.contains(x: column, y: row) else { return nil }
    let index = row - interior.y
    guard lines.indices.contains(index) else { return nil }
    switch lines[index] {
    case .heading, .knownHeading: return nil
    case .new(let rank): return new[rank]
    case .known(let index): return rated[index]
    }
  }

  private enum Line {
    case heading
    case new(Int)
    case knownHeading
    case known(Int)
  }

  private var lines: [Line] {
    [.heading] + new.indices.map { .new($0) } + [.knownHeading] + rated.indices.map { .known($0) }
  }

  // MARK: - Columns

  /// Right ends of rank, item, prediction, given rating and how many rated it; then comes a bar.
  private static let ends = [3, 9, 19, 26, 34]

  private func write(
    _ text: StyledText, _ column: Int, _ area: Area, on screen: inout Screen
  ) {
    let end = Self.ends[column]
    guard end <= area.width else { return }
    area.write(text, column: max(0, end - text.width), row: 0, on: &screen)
  }

  private func drawHeading(on screen: inout Screen, in row: Rect) {
    let area = Area(row, as: state.appearance)
    for (column, name) in ["", "item", "predicted", "given", "raters"].enumerated() {
      write(StyledText(name, Style(.muted, .underline)), column, area, on: &screen)
    }
  }

  private func drawKnownHeading(on screen: inout Screen, in row: Rect) {
    Area(row, as: state.appearance).write(
      StyledText("struck out: \(ratedCount) already rated", Style(.muted)), row: 0,
      on: &screen)
  }

  private func draw(
    _ item: Int, rank: Int, _ user: Int, _ ratings: PredictedRatings, on screen: inout Screen,
    in row: Rect
  ) {
    let area = Area(row, as: state.appearance)
    let predicted = ratings.predicted(user: user, item: item)
    write(StyledText("\(rank + 1)", Style(.muted)), 0, area, on: &screen)
    write(StyledText("\(item + 1)", Style(.text, .bold)), 1, area, on: &screen)
    write(StyledText(number(predicted), Style(.accent, .bold)), 2, area, on: &screen)
    if let truth = ratings.heldOut(user: user, item: item) {
      write(StyledText(stars(truth) + "?", Style(.test, .bold)), 3, area, on: &screen)
    }
    write(StyledText("\(ratings.popularity[item])", Style(.muted)), 4, area, on: &screen)
    drawBar(predicted, Style(.accent), ratings, on: &screen, in: row)
    mark(item, on: &screen, in: row)
  }

  /// A line through the gaps, numbers left legible.
  private func drawStruck(
    _ item: Int, _ user: Int, _ ratings: PredictedRatings, on screen: inout Screen, in row: Rect
  ) {
    let area = Area(row, as: state.appearance)
    let last = Self.ends.last { $0 <= area.width } ?? 0
    for column in 3..<max(3, last) {
      area.put(
        state.appearance.glyphs.horizontal, column: column, row: 0, Style(.border, .dim),
        on: &screen)
    }
    func write(_ text: String, _ column: Int, _ style: Style = Style(.muted)) {
      self.write(StyledText(" " + text + " ", style), column, area, on: &screen)
    }
    write("×", 0)
    write("\(item + 1)", 1)
    let predicted = ratings.predicted(user: user, item: item)
    write(number(predicted), 2)
    if let known = ratings.known(user: user, item: item) {
      write(stars(known), 3, Style(.muted, .bold))
    }
    write("\(ratings.popularity[item])", 4)
    drawBar(predicted, Style(.muted), ratings, on: &screen, in: row)
    mark(item, on: &screen, in: row)
  }

  private func drawBar(
    _ value: Float, _ style: Style, _ ratings: PredictedRatings, on screen: inout Screen,
    in row: Rect
  ) {
    let start = (Self.ends.last ?? 0) + 2
    guard row.width >= start + 10 else { return }
    let rest = row.columns([.fixed(start), .minimum(0), .fixed(1)])[1]
    let length = max(ratings.scale.upperBound - ratings.scale.lowerBound, 0.5)
    Gauge((value - ratings.scale.lowerBound) / length, style: style, look: .line)
      .draw(on: &screen, in: rest, as: state.appearance)
  }

  private func mark(_ item: Int, on screen: inout Screen, in row: Rect) {
    guard item == content.item(in: state) else { return }
    let texts = row.columns([.fixed((Self.ends.last ?? 0) + 1), .minimum(0)])[0]
    screen.restyle(texts) { $0.attributes.formUnion([.reverse, .bold]) }
  }

  private func number(_ value: Float) -> String { NumberText.fixed(Double(value), decimals: 2) }

  private func stars(_ value: Float) -> String { NumberText.short(Double(value), digits: 2) }
}

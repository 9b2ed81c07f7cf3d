import Models
import Render

/// How the Runs screen is drawn, and where things are in it.
struct RunsView {
  private let content: RunsScreen
  private let state: AppState
  /// The table; facts on the chosen run, its course and its picture, where there is room for them.
  private var list: Rect
  /// The courses of runs that can be compared.
  private var comparison: Rect?
  private var facts: Rect?
  private var course: Rect?
  private var picture: Rect?

  init(_ content: RunsScreen, _ state: AppState, in body: Rect) {
    self.content = content
    self.state = state
    list = body
    // A sentence has the whole room.
    if content.shown.isEmpty { return }
    if body.width >= 110, body.height >= 24 {
      let columns = body.columns([.minimum(0), .fixed(min(76, max(46, body.width * 2 / 5)))])
      list = columns[0]
      let rows = columns[1].rows([
        .fixed(min(columns[1].height, body.height >= 44 ? 22 : 17)), .minimum(0),
      ])
      facts = rows[0]
      placeBelow(rows[1])
      let needed = max(8, content.shown.count + 3)
      if list.height - needed >= 12 {
        let parts = list.rows([.fixed(max(needed, list.height / 2)), .minimum(0)])
        (list, comparison) = (parts[0], parts[1])
      }
    } else if body.width >= 70, body.height >= 18 {
      let rows = body.rows([.minimum(0), .fixed(11)])
      let columns = rows[1].columns([.minimum(0), .fixed(30)])
      (list, facts, course) = (rows[0], columns[0], columns[1])
    }
  }

  private mutating func placeBelow(_ room: Rect) {
    guard room.height >= 6 else { return }
    guard room.height >= 26 else {
      let parts = room.columns([.minimum(0), .fixed(room.width >= 50 ? 22 : 18)])
      (course, picture) = (parts[0], parts[1])
      return
    }
    let parts = room.rows([.fraction(0.45), .minimum(0)])
    (course, picture) = (parts[0], parts[1])
  }

  func draw(on screen: inout Screen) {
    drawList(on: &screen)
    if let comparison { drawComparison(on: &screen, in: comparison) }
    if let facts { drawFacts(on: &screen, in: facts) }
    if let course { drawCourse(on: &screen, in: course) }
    if let picture { drawPicture(on: &screen, in: picture) }
    if case .runs(let open) = state.overlay { draw(open, on: &screen) }
  }

  // MARK: - The table

  private func drawList(on screen: inout Screen) {
    Box(
      TitleText.joined(titleParts, width: list.width - 4),
      footer: StyledText(content.order.title, Style(.muted))
    ).draw(on: &screen, in: list, as: state.appearance)
    let interior = list.inset(horizontal: 2)
    if let sentence { return state.drawSentence(sentence, on: &screen, in: interior) }
    table.draw(on: &screen, in: interior, as: state.appearance)
  }

  private var titleParts: [StyledText] {
    var parts = [StyledText("Runs", Style(.title, .bold))]
    let (count, all) = (content.shown.count, content.runs?.count ?? 0)
    if isFiltering || !content.filter.isEmpty {
      let cursor = state.appearance.glyphs == .unicode ? "▏" : "_"
      parts.append(
        StyledText("/" + content.filter + (isFiltering ? cursor : ""), Style(.accent, .bold)))
    }
    if content.runs != nil {
      parts.append(StyledText(count == all ? "\(all)" : "\(count) of \(all)", Style(.muted)))
    }
    let bytes = (content.runs ?? []).reduce(0) { $0 + $1.bytes }
    if bytes > 0 { parts.append(StyledText(ByteText.of(bytes), Style(.muted))) }
    if !content.folder.isEmpty { parts.append(StyledText(content.folder, Style(.muted))) }
    return parts
  }

  private var isFiltering: Bool {
    if case .runs(.filter) = state.overlay { true } else { false }
  }

  /// What is said in the place of the table.
  private var sentence: String? {
    if let complaint = content.complaint { return complaint }
    guard let runs = content.runs else { return "reading the list of saved runs…" }
    if runs.isEmpty {
      return "no saved runs yet: this training is one as soon as its first epoch is done, unless "
        + "--no-runs was given; r reads the list anew"
    }
    return content.shown.isEmpty
      ? "no run has all these words; / and Backspace take letters back" : nil
  }

  /// How much of the table there is room for.
  private var hasCourse: Bool { list.width >= 64 }
  private var hasCode: Bool { list.width >= 56 }
  private var hasDates: Bool { list.width >= 86 }
  private var hasData: Bool { list.width >= 98 }
  private var courseWidth: Int { list.width >= 110 ? 12 : 6 }

  private var table: Table {
    var columns = [Table.Column("run", alignment: .right), .init("model")]
    if hasData { columns.append(.init("data")) }
    if hasCode { columns.append(.init("code", alignment: .right)) }
    columns.append(.init("epochs", alignment: .right))
    columns.append(.init("test", alignment: .right))
    if hasCode { columns.append(.init("best", alignment: .right)) }
    if hasCourse { columns.append(.init("course")) }
    columns.append(.init("status"))
    if hasDates { columns.append(.init("began")) }
    let chosen = content.shown.firstIndex { $0.id == content.chosen }
    return Table(
      columns: columns, rows: content.shown.map { row($0) }, selectedRow: chosen,
      spacing: list.width >= 60 ? 2 : 1)
  }

  private func row(_ run: SavedRun) -> [StyledText] {
    let model = run.subject.configuration.model
    func number(_ value: Double?) -> StyledText {
      value.map { StyledText(TitleText.number($0)) } ?? StyledText("-", Style(.muted))
    }
    var cells = [StyledText("\(run.id)", Style(.key)), StyledText(model.model)]
    if hasData { cells.append(StyledText(run.subject.dataset, Style(.muted))) }
    if hasCode { cells.append(StyledText("\(model.codeSize)")) }
    cells += [StyledText("\(run.epoch)"), number(run.last)]
    if hasCode {
      let isBest = isBest(run)
      let mark = state.appearance.glyphs == .unicode ? "•" : "*"
      cells.append(
        isBest
          ? (StyledText(mark) + number(run.best)).restyled { $0 = Style(.good, .bold) }
          : number(run.best))
    }
    if hasCourse {
      cells.append(StyledText(line(run.course, width: courseWidth), Style(.test)))
    }
    cells.append(Self.status(run))
    if hasDates { cells.append(StyledText(String(run.date.dropFirst(5)), Style(.muted))) }
    // The row that stands out has one colour.
    return run.id == content.chosen ? cells.map { $0.restyled { $0 = Style(.text) } } : cells
  }

  /// Whether no other run of those whose losses can be compared with this one's is better.
  private func isBest(_ run: SavedRun) -> Bool {
    let rivals = (content.runs ?? []).filter { $0.id != run.id && Self.areComparable($0, run) }
    guard let best = run.best, !rivals.isEmpty else { return false }
    return rivals.allSatisfy { $0.best ?? .infinity >= best }
  }

  /// Whether the losses of two runs are of the same data and on the same scale.
  private static func areComparable(_ left: SavedRun, _ right: SavedRun) -> Bool {
    let (one, other) = (left.subject, right.subject)
    return one.dataset == other.dataset
      && one.configuration.model.lossScale == other.configuration.model.lossScale
  }

  /// A course as a line of little bars.
  private func line(_ course: [Float?], width: Int) -> String {
    let values = course.compactMap { $0 }.filter(\.isFinite)
    guard let lowest = values.min(), let highest = values.max() else { return "" }
    let steps =
      state.appearance.glyphs == .unicode ? Symbols.verticalEighths : Symbols.asciiEighths
    let count = min(width, values.count)
    let scalars = (0..<count).map { place -> Unicode.Scalar in
      let value = values[place * (values.count - 1) / max(1, count - 1)]
      let fraction = highest > lowest ? (value - lowest) / (highest - lowest) : 0
      return steps[1 + Int((fraction * 7).rounded())]
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private static func status(_ run: SavedRun) -> StyledText {
    let role: Role =
      switch run.status {
      case .running, .paused: .accent
      case .finished: .good
      case .stopped: .muted
      case .diverged: .bad
      case .interrupted: .warning
      }
    return StyledText(run.status.rawValue, Style(role))
  }

  /// Returns the run's place in the list that a cell belongs to.
  func row(atColumn column: Int, row: Int) -> Int? {
    let interior = list.inset(horizontal: 2)
    guard sentence == nil, interior.contains(x: column, y: row), row > interior.y else {
      return nil
    }
    let place = table.firstVisibleRow(in: interior) + row - interior.y - 1
    return content.shown.indices.contains(place) ? place : nil
  }

  // MARK: - The courses of several

  private func drawComparison(on screen: inout Screen, in rect: Rect) {
    guard let run = content.run else {
      box([StyledText("Side by side", Style(.title, .bold))], on: &screen, in: rect)
      return state.drawSentence("courses come here", on: &screen, in: rect.inset())
    }
    let unit = run.subject.configuration.model.lossScale.unit
    box(
      [
        StyledText("Side by side", Style(.title, .bold)),
        StyledText("test losses of runs on \(run.subject.dataset) in \(unit)", Style(.muted)),
      ], on: &screen, in: rect)
    let others = content.shown.filter { $0.id != run.id && Self.areComparable($0, run) }
    // The chosen one is drawn last, over the others.
    let runs = others.prefix(5).reversed() + [run]
    let series = runs.enumerated().map { index, each in
      LineChart.Series(
        "run \(each.id)", points: Self.points(each),
        style: each.id == run.id
          ? Style(.text, .bold) : Style(.category(UInt8(index)), on: .standard),
        isDashed: state.isWithoutColor && each.id != run.id)
    }
    guard series.contains(where: { $0.points.count > 1 }) else {
      return state.drawSentence(
        "one epoch is no course yet", on: &screen, in: rect.inset())
    }
    var chart = LineChart(series)
    chart.yScale = state.isLogScale ? .logarithmic : .linear
    // Without the first fall, in which all are alike.
    let settled = series.flatMap { $0.points.dropFirst($0.points.count > 4 ? 1 : 0) }
    chart.yRange = AxisRange.covering(settled.map(\.y)).map { state.isLogScale ? $0 : $0.rounded }
    chart.draw(on: &screen, in: rect.inset(), as: state.appearance)
  }

  /// A course by its epochs; of a long one only some are known.
  private static func points(_ run: SavedRun) -> [Point] {
    let stride = (max(1, run.epoch) + SavedRun.courseLimit - 1) / SavedRun.courseLimit
    let first = run.epoch / stride - run.course.count
    return run.course.enumerated().compactMap { index, value in
      value.map { Point(x: Float((first + index + 1) * stride), y: $0) }
    }.filter(\.y.isFinite)
  }

  // MARK: - The chosen run

  private func box(_ parts: [StyledText], on screen: inout Screen, in rect: Rect) {
    Box(TitleText.joined(parts, width: rect.width - 4))
      .draw(on: &screen, in: rect, as: state.appearance)
  }

  private func drawFacts(on screen: inout Screen, in rect: Rect) {
    guard let run = content.run else {
      box([StyledText("Run", Style(.title, .bold))], on: &screen, in: rect)
      return state.drawSentence(
        "a chosen run is told of here", on: &screen, in: rect.inset())
    }
    box(
      [
        StyledText("Run \(run.id)", Style(.title, .bold)),
        StyledText(run.subject.configuration.model.model), Self.status(run),
      ], on: &screen, in: rect)
    let area = Area(rect.inset(horizontal: 2), as: state.appearance)
    let facts = RunFacts(run, content.detail, marked: content.marked, width: area.width)
    for (row, line) in facts.lines(height: area.height).enumerated() {
      area.write(line, row: row, limit: area.width, on: &screen)
    }
  }

  private func drawCourse(on screen: inout Screen, in rect: Rect) {
    let unit = content.run?.subject.configuration.model.lossScale.unit ?? ""
    box(
      [
        StyledText("Course", Style(.title, .bold)),
        StyledText(unit.isEmpty ? "over epochs" : "\(unit) over epochs", Style(.muted)),
      ], on: &screen, in: rect)
    let interior = rect.inset()
    guard let run = content.run else {
      return state.drawSentence("its losses come here", on: &screen, in: interior)
    }
    guard let detail = content.detail, detail.run == run.id else {
      return state.drawSentence("reading its history…", on: &screen, in: interior)
    }
    func points(_ part: (EpochResult) -> LossValues) -> [Point] {
      detail.history.map { Point(x: Float($0.epoch), y: Float(run.subject.charted(part($0)))) }
        .filter(\.y.isFinite)
    }
    let (train, test) = (points(\.train), points(\.test))
    guard test.count > 1 else {
      return state.drawSentence(
        "one epoch is no course yet", on: &screen, in: interior)
    }
    var chart = LineChart([
      LineChart.Series("train", points: train, style: Style(.train)),
      LineChart.Series("test", points: test, style: Style(.test), isDashed: state.isWithoutColor),
    ])
    chart.yScale = state.isLogScale ? .logarithmic : .linear
    chart.marker = content.marked.map { Float($0.epoch) }
    chart.draw(on: &screen, in: interior, as: state.appearance)
  }

  private func drawPicture(on screen: inout Screen, in rect: Rect) {
    let interior = rect.inset()
    box(
      [
        StyledText(
          "\(state.dataset.sample.capitalizedFirst) \(state.digit + 1)", Style(.title, .bold)),
        StyledText("its reconstruction", Style(.muted)),
      ], on: &screen, in: rect)
    guard let run = content.run else {
      return state.drawSentence("what it makes of a digit", on: &screen, in: interior)
    }
    guard let detail = content.detail, detail.run == run.id else {
      return state.drawSentence("reading its weights…", on: &screen, in: interior)
    }
    guard let pixels = detail.reconstruction else {
      return state.drawSentence(
        run.subject.dataset == state.dataset.name
          ? "it keeps no weights" : "it has learned \(run.subject.dataset)", on: &screen,
        in: interior)
    }
    PictureRow([PictureRow.Picture("", pixels)], shape: state.dataset.shape)
      .draw(on: &screen, in: interior, as: state.appearance)
  }

  // MARK: - Questions

  private func draw(_ open: RunsOverlay, on screen: inout Screen) {
    guard case .delete(let run) = open else { return }
    let card = Card(state, width: 60, height: 7)
    card.draw("Delete run \(run.id)?", on: &screen)
    let model = run.subject.configuration.model.model
    let text =
      "\(model) on \(run.subject.dataset), \(run.epoch) epochs, \(ByteText.of(run.bytes)). Its history "
      + "and its weights are gone then, for good."
    let area = Area(card.interior, as: state.appearance)
    let lines = Card.wrapped(text, width: area.width)
    for (row, line) in lines.enumerated() {
      area.write(StyledText(line), row: row, on: &screen)
    }
    let answer: [(text: String, style: Style)] = [
      ("y", Style(.key, .bold)), (" or ", Style(.muted)), ("Enter", Style(.key, .bold)),
      (" deletes it, ", Style(.muted)), ("any other key", Style(.key, .bold)),
      (" keeps it", Style(.muted)),
    ]
    area.write(StyledText(answer), row: min(lines.count + 1, area.height - 1), on: &screen)
  }
}

extension String {
  /// The text with a capital at its beginning.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

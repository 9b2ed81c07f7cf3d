import Models
import Render

/// The course of the loss, and of each of its terms.
struct LossPane {
  let state: AppState

  init(_ state: AppState) {
    self.state = state
  }

  func draw(on screen: inout Screen, in rect: Rect) {
    let interior = rect.inset()
    let isChart = interior.height >= 8 && interior.width >= 24
    state.box(.loss, title, in: rect, footer: footer(isChart: isChart, width: rect.width - 6))
      .draw(on: &screen, in: rect, as: state.appearance)
    guard let training = state.training else {
      state.drawSentence("preparing the training…", on: &screen, in: interior)
      return
    }
    let rows = termRows(training)
    guard isChart else {
      let terms = interior.width >= 40 ? rows : []
      draw(lossRows(training) + terms + comparisons, on: &screen, in: interior)
      return
    }
    let (parts, count, tall) = Self.parts(of: interior, terms: rows.count)
    LossChart(state, training).draw(on: &screen, in: parts[0])
    draw(Array(rows.prefix(count)), height: tall, on: &screen, in: parts[1])
  }

  /// The room of the chart in the pane's, nil where there is none.
  func chartRect(in rect: Rect) -> Rect? {
    let interior = rect.inset()
    guard let training = state.training, interior.height >= 8, interior.width >= 24 else {
      return nil
    }
    return Self.parts(of: interior, terms: training.termNames.count).parts[0]
  }

  /// Terms get the rows that the chart can spare, and taller curves when there are many.
  private static func parts(
    of interior: Rect, terms: Int
  ) -> (parts: [Rect], count: Int, tall: Int) {
    let tall = interior.height >= 28 ? 3 : interior.height >= 20 ? 2 : 1
    let count = min(terms, (interior.height - 6) / tall)
    return (interior.rows([.minimum(0), .fixed(count * tall)]), count, tall)
  }

  /// What the axes are, and the values of the numbers that may change while training.
  private func footer(isChart: Bool, width: Int) -> StyledText {
    if let finding = state.findings.first(where: { $0.kind != .divergence }) {
      let sentences = [finding.sentence, finding.brief, finding.kind.title].map {
        StyledText("! ", Style(.key, .bold)) + StyledText($0, Style(.warning))
      }
      if let fitting = sentences.first(where: { $0.width <= width }) { return fitting }
    }
    let axes = StyledText(
      isChart ? (unit.isEmpty ? "over epochs" : "\(unit) over epochs") : unit, Style(.muted))
    let controls = state.liveSettings.map { setting in
      let isCurrent = setting == state.currentSetting
      return StyledText(setting.name + " ", Style(isCurrent ? .text : .muted))
        + StyledText(
          AppState.text(state.value(of: setting)), isCurrent ? Style(.accent, .bold) : Style(.text))
    }
    let parts = state.viewedStep == nil ? controls + memory : memory + controls
    return TitleText.joined([axes] + parts, width: width)
  }

  /// What the time machine holds.
  private var memory: [StyledText] {
    let timeline = state.timeline
    guard timeline.steps.count > 1 else { return [] }
    let megabytes = (timeline.bytes + 999_999) / 1_000_000
    let kept = state.viewedStep == nil ? "kept" : "\(timeline.steps.count) kept,"
    return [
      StyledText("\(kept) \(megabytes)/\(timeline.budget / 1_000_000) MB", Style(.muted))
    ]
  }

  private var unit: String { state.lossUnit }

  private var title: [StyledText] {
    var parts: [StyledText] = []
    if let training = state.training, let stage = training.stage {
      parts.append(StyledText("of “\(training.termNames[stage])”", Style(.accent, .bold)))
    }
    if let step = state.viewedStep {
      parts.append(StyledText("at step \(NumberText.grouped(step))", Style(.accent, .bold)))
    }
    if let value = state.training.flatMap({ lastTest($0) }) {
      parts.append(TitleText.value("test", value, role: .test))
    }
    if let training = state.training, let value = recentMean(training.charted.train, training) {
      parts.append(TitleText.value("train", value, role: .train))
    }
    if let floor = state.lossFloor {
      parts.append(TitleText.value("floor", floor, unit: unit, role: .floor))
    }
    if let baselines = state.baselines, let loss = state.linearLoss {
      parts.append(TitleText.value(baselines.title, loss, role: .baseline))
    }
    return parts
  }

  /// A name, a little curve, and the current value.
  private struct Row {
    var name: String
    var history: History
    var value: Double?
    var unit: String
    var role: Role
  }

  private func lossRows(_ training: TrainingSnapshot) -> [Row] {
    [
      Row(
        name: "test", history: training.charted.test,
        value: lastTest(training), unit: unit, role: .test),
      Row(
        name: "train", history: training.charted.train,
        value: recentMean(training.charted.train, training), unit: unit, role: .train),
    ]
  }

  /// Losses to compare with, which have no history.
  private var comparisons: [Row] {
    let linear = state.linearLoss.map { loss in
      Row(
        name: state.baselines?.title ?? "PCA-\(state.codeSize)", history: History(),
        value: loss, unit: unit, role: .baseline)
    }
    let floor = state.lossFloor.map { value in
      Row(name: "floor", history: History(), value: value, unit: unit, role: .floor)
    }
    return [linear, floor].compactMap(\.self)
  }

  private func termRows(_ training: TrainingSnapshot) -> [Row] {
    zip(training.termNames, training.train.terms).map { name, history in
      Row(
        name: name, history: history, value: recentMean(history, training),
        unit: unit(ofTerm: name), role: .train)
    }
  }

  private func draw(_ rows: [Row], height: Int = 1, on screen: inout Screen, in rect: Rect) {
    let unitWidth = rect.width >= 40 ? rows.reduce(0) { max($0, $1.unit.count) } : 0
    let nameWidth = min(rows.reduce(0) { max($0, $1.name.count) }, rect.width / 3)
    let lines = rect.rows(Array(repeating: .fixed(height), count: rows.count))
    for (row, line) in zip(rows, lines) where !line.isEmpty {
      let parts = line.columns(
        [.fixed(nameWidth), .minimum(0), .fixed(6), .fixed(unitWidth)],
        spacing: 1)
      let bottom = line.height - 1
      func write(_ text: String, _ part: Rect, _ style: Style, isRight: Bool = false) {
        Area(part, as: state.appearance).write(
          StyledText(text, style), column: isRight ? max(0, part.width - text.count) : 0,
          row: bottom, on: &screen)
      }
      write(row.name, parts[0], Style(.text))
      Sparkline(Self.values(row.history, columns: parts[1].width), style: Style(row.role))
        .draw(on: &screen, in: parts[1], as: state.appearance)
      write(row.value.map(TitleText.number) ?? "-", parts[2], Style(row.role, .bold), isRight: true)
      write(row.unit, parts[3], Style(.muted))
    }
  }

  /// Returns the whole run over `columns` columns, as the chart shows it, but without the first
  /// tenth, whose fall would flatten all the rest.
  private static func values(_ history: History, columns: Int) -> [Float?] {
    let means = history.whole.map(\.mean)
    let settled = means.dropFirst(means.count > 2 ? max(1, means.count / 10) : 0)
    guard !settled.isEmpty else { return [] }
    return (0..<max(0, columns)).map { column in
      let first = column * settled.count / columns
      let last = max(first + 1, (column + 1) * settled.count / columns)
      let bucket = settled.dropFirst(first).prefix(last - first)
      return bucket.reduce(0, +) / Float(bucket.count)
    }
  }

  /// The last test loss up to the step shown.
  private func lastTest(_ training: TrainingSnapshot) -> Double? {
    let history = training.charted.test
    guard let step = state.viewedStep else { return history.last.map { Double($0.value) } }
    return history.whole.last { $0.step <= step }.map { Double($0.mean) }
  }

  /// Returns the mean of about the last epoch, or of the values round the step shown.
  private func recentMean(_ history: History, _ training: TrainingSnapshot) -> Double? {
    if let step = state.viewedStep {
      let bucket = history.whole.last { $0.step <= step } ?? history.whole.first
      return bucket.map { Double($0.mean) }
    }
    let recent = history.recent.suffix(max(1, training.stepsPerEpoch))
    guard !recent.isEmpty else { return nil }
    return recent.reduce(0) { $0 + Double($1.value) } / Double(recent.count)
  }

  /// Divergences are in nats whatever the reconstruction is measured in.
  private func unit(ofTerm name: String) -> String {
    switch name {
    case "reconstruction": state.configuration.model.lossScale.unit
    case "rmse": "stars"
    case "kl", "kl above free bits", "capacity gap", "bound": "nats"
    case "squared error": "SSE"
    default: ""
    }
  }
}

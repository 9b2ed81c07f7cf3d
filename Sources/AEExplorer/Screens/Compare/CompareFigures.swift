import Models
import Render

/// What differs between two trainings, and what they are worth, as rows of a table.
struct CompareFigures {
  private let a: AppState
  private let b: AppState

  init(_ a: AppState, _ b: AppState) {
    self.a = a
    self.b = b
  }

  /// First what differs, then how far each has got and how good it is.
  var rows: [[StyledText]] {
    differences + [
      plain("step", [a, b].map { $0.training.map { NumberText.grouped($0.step) } ?? "-" }),
      better("test loss", values { $0.training?.charted.test.last.map { Double($0.value) } }),
      better("train loss", values { $0.training.flatMap(Self.recentLoss) }),
    ] + terms + [
      better("this digit", values { $0.inspection.map { Double($0.squaredError) } }),
      better("mean SSE", values { $0.observation.flatMap(Self.meanError) }),
      plain("dims in use", [a, b].map(Self.used)),
      plain("img/s", [a, b].map(Self.speed)),
    ]
  }

  /// The hyper-parameters that are not the same.
  private var differences: [[StyledText]] {
    let (left, right) = (fields(a), fields(b))
    var rows: [[StyledText]] = []
    if a.title != b.title { rows.append(changed("model", a.title, b.title)) }
    for field in left {
      guard let twin = right.first(where: { $0.name == field.name }), twin.text != field.text
      else { continue }
      rows.append(changed(field.name, field.text, twin.text))
    }
    return rows.isEmpty
      ? [[StyledText("same settings", Style(.muted)), "", ""]] : Array(rows.prefix(5))
  }

  private func fields(_ state: AppState) -> [ConfigurationForm.Field] {
    ConfigurationForm(
      state.configuration, learningRate: state.learningRate,
      controls: state.training?.controls ?? [:]
    ).fields
  }

  private func changed(_ name: String, _ left: String, _ right: String) -> [StyledText] {
    [
      StyledText(name, Style(.accent, .bold)), StyledText(left, Style(.accent, .bold)),
      StyledText(right, Style(.accent, .bold)),
    ]
  }

  /// The terms that both have.
  private var terms: [[StyledText]] {
    guard let left = a.training, let right = b.training else { return [] }
    return left.termNames.enumerated().compactMap { index, name in
      guard let place = right.termNames.firstIndex(of: name),
        left.test.terms.indices.contains(index), right.test.terms.indices.contains(place)
      else { return nil }
      let values = [left.test.terms[index].last, right.test.terms[place].last]
      return plain(name, values.map { $0.map { TitleText.number(Double($0.value)) } ?? "-" })
    }
  }

  private func values(_ value: (AppState) -> Double?) -> [Double?] { [value(a), value(b)] }

  private func plain(_ name: String, _ texts: [String]) -> [StyledText] {
    [StyledText(name, Style(.muted))] + texts.map { StyledText($0 + "  ") }
  }

  /// A row in which less is better; the better one has a mark.
  private func better(_ name: String, _ values: [Double?]) -> [StyledText] {
    var row = [StyledText(name, Style(.muted))]
    let isComparable = a.lossUnit == b.lossUnit
    for (index, value) in values.enumerated() {
      guard let value else {
        row.append(StyledText("-  "))
        continue
      }
      let isBetter = isComparable && (values[1 - index].map { value < $0 } ?? false)
      let mark = a.appearance.glyphs == .unicode ? " ◂" : " <"
      row.append(
        isBetter
          ? StyledText(TitleText.number(value) + mark, Style(.good, .bold))
          : StyledText(TitleText.number(value) + "  "))
    }
    return row
  }

  private static func recentLoss(_ training: TrainingSnapshot) -> Double? {
    let recent = training.charted.train.recent.suffix(max(1, training.stepsPerEpoch))
    guard !recent.isEmpty else { return nil }
    return recent.reduce(0) { $0 + Double($1.value) } / Double(recent.count)
  }

  private static func meanError(_ observation: Observation) -> Double? {
    let errors = observation.errors
    return errors.isEmpty ? nil : errors.reduce(0) { $0 + Double($1) } / Double(errors.count)
  }

  /// Dimensions whose worth is more than next to nothing.
  private static func used(_ state: AppState) -> String {
    guard let worths = state.observation?.worths else { return "-" }
    return "\(worths.count { $0 > 0.05 })/\(worths.count)"
  }

  private static func speed(_ state: AppState) -> String {
    guard let rate = state.training?.imagesPerSecond, rate > 0 else { return "-" }
    return NumberText.short(rate, digits: 2)
  }
}

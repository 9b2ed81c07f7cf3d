import Models
import Render

/// What is told of a saved run, line by line.
struct RunFacts {
  private let run: SavedRun
  private let detail: RunDetail?
  private let marked: SavedCheckpoint?
  private let width: Int

  init(_ run: SavedRun, _ detail: RunDetail?, marked: SavedCheckpoint?, width: Int) {
    self.run = run
    self.detail = detail
    self.marked = marked
    self.width = width
  }

  /// Returns the lines that there is room for, the most important ones first.
  func lines(height: Int) -> [StyledText] {
    var lines = [what, loss].filter { !$0.isEmpty }
    if let remark = run.remark {
      lines += Card.wrapped("diverged: \(remark)", width: width)
        .map { StyledText($0, Style(.bad)) }
    }
    lines.append(effort)
    if let origin = run.subject.origin {
      lines.append(fact("from", "run \(origin.run) at epoch \(origin.epoch)"))
    }
    lines += kept
    lines += settings
    return lines.count + terms.count <= height ? lines + terms : Array(lines.prefix(height))
  }

  private func fact(_ name: String, _ text: String) -> StyledText {
    StyledText(name.padding(to: 9), Style(.muted)) + StyledText(text)
  }

  private var what: StyledText {
    let model = run.subject.configuration.model
    let sizes = ([run.subject.shape.count] + model.hidden + [model.codeSize])
      .map(String.init).joined(separator: "-")
    return fact(
      "what",
      "\(sizes) \(run.subject.dataset) seed \(run.subject.configuration.seed)")
  }

  private var loss: StyledText {
    guard let last = run.last else { return "" }
    let name = run.subject.headline.map { run.subject.termNames[$0] } ?? "test"
    var text =
      StyledText(name.padding(to: 9), Style(.muted))
      + StyledText(TitleText.number(last), Style(.test, .bold))
    if let best = run.best, let epoch = run.bestEpoch {
      text +=
        StyledText(" best ", Style(.muted))
        + StyledText(TitleText.number(best), Style(.good, .bold))
        + StyledText(" in epoch \(epoch)", Style(.muted))
    }
    let unit = run.subject.configuration.model.lossScale.unit
    return unit.isEmpty ? text : text + StyledText(", \(unit)", Style(.muted))
  }

  private var effort: StyledText {
    let limit = run.subject.configuration.epochs.map { " of \($0)" } ?? ""
    return fact(
      "trained",
      "epoch \(run.epoch)\(limit), \(NumberText.fixed(run.seconds, decimals: 1)) s, "
        + "\(NumberText.short(run.imagesPerSecond, digits: 2)) img/s")
  }

  /// The kept epochs, with a mark on one; those around it where not all fit.
  private var kept: [StyledText] {
    guard !run.checkpoints.isEmpty else {
      return [fact("weights", "none: it ended before the first were written")]
    }
    let texts = run.checkpoints.map { $0.isEndOfEpoch ? "\($0.epoch)" : "\($0.epoch)+" }
    let place = marked.flatMap { run.checkpoints.firstIndex(of: $0) } ?? texts.count - 1
    var first = 0
    while first < place, texts[first...].joined(separator: " ").count > width - 16 { first += 1 }
    var line = StyledText("weights".padding(to: 9), Style(.muted))
    for (index, text) in texts.enumerated() where index >= first {
      let isMarked = index == place
      line += StyledText(
        isMarked ? "[\(text)]" : " \(text) ", isMarked ? Style(.accent, .bold) : Style(.text))
    }
    let best = run.bestCheckpoint.map { ", best kept \($0.epoch)" } ?? ""
    return [line, fact("", "\(ByteText.of(run.bytes))\(best)").restyled { $0 = Style(.muted) }]
  }

  /// What is not as the model has it by default.
  private var settings: [StyledText] {
    let configuration = run.subject.configuration
    guard let description = try? ModelCatalog.description(of: configuration.model.model) else {
      return []
    }
    var texts: [String] = []
    for setting in description.settings {
      let value = configuration.model.value(of: setting)
      if value != setting.defaultValue {
        texts.append("\(setting.name) \(setting.text(of: value))")
      }
    }
    if configuration.learningRate != description.defaultLearningRate {
      texts.append("learning rate \(NumberText.short(Double(configuration.learningRate)))")
    }
    if configuration.batchSize != description.defaultBatchSize {
      texts.append("batch \(configuration.batchSize)")
    }
    if configuration.model.activation != description.defaultActivation {
      texts.append(configuration.model.activation.rawValue)
    }
    guard !texts.isEmpty else { return [fact("settings", "as \(description.id) has them")] }
    return Card.wrapped(texts.joined(separator: ", "), width: max(8, width - 9)).enumerated()
      .map { fact($0.offset == 0 ? "settings" : "", $0.element) }
  }

  private var terms: [StyledText] {
    guard let last = detail.flatMap({ $0.run == run.id ? $0.history.last : nil }) else { return [] }
    func row(_ name: String, _ values: [String], _ style: Style) -> StyledText {
      StyledText(String(name.prefix(18)).padding(to: 19), style)
        + StyledText(values.map { $0.right(in: 9) }.joined(), style)
    }
    var rows: [StyledText] = [
      "", row("epoch \(last.epoch)", ["train", "test"], Style(.muted, .underline)),
    ]
    func add(_ name: String, _ train: Double, _ test: Double) {
      rows.append(
        row(name, [train, test].map { $0.isNaN ? "-" : TitleText.number($0) }, Style(.text)))
    }
    add("loss", last.train.loss, last.test.loss)
    for (index, name) in run.subject.termNames.enumerated() {
      add(name, last.train.terms[index], last.test.terms[index])
    }
    return rows
  }
}

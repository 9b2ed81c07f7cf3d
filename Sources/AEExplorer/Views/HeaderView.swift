import Models
import Render

/// The first row: what is trained at the left, how it is going at the right.
struct HeaderView {
  let state: AppState

  init(_ state: AppState) {
    self.state = state
  }

  func draw(on screen: inout Screen, in rect: Rect) {
    let area = Area(rect, as: state.appearance)
    let name = StyledText("AEExplorer", Style(.accent, .bold))
    // The progress goes first, and what is left over is for the details.
    let progress = progress(width: rect.width - name.width - 3)
    let title = TitleText.joined(
      [name] + finding + place + facts, width: rect.width - progress.width - 4, separator: " · ")
    area.write(title, column: 1, row: 0, on: &screen)
    area.write(progress, column: rect.width - progress.width - 1, row: 0, on: &screen)
  }

  /// What the doctor says in a word or two; a divergence is said elsewhere.
  private var finding: [StyledText] {
    guard let finding = state.findings.first(where: { $0.kind != .divergence }) else { return [] }
    return [
      StyledText("! ", Style(.key, .bold)) + StyledText(finding.kind.title, Style(.warning, .bold))
    ]
  }

  private var place: [StyledText] {
    guard state.screen != .explore else { return [] }
    return [StyledText(type(of: state.shownScreen).card.name, Style(.title, .bold))]
  }

  private var facts: [StyledText] {
    [
      StyledText(state.title, Style(.text, .bold)), StyledText(state.sizes),
      StyledText(state.dataset.name), StyledText("seed \(state.configuration.seed)"),
    ]
  }

  private func progress(width: Int) -> StyledText {
    guard let training = state.training else {
      return StyledText("starting", Style(.muted))
    }
    if let step = state.viewedStep { return pastProgress(training, step, width: width) }
    var parts = [status + StyledText(" " + epochs(training))]
    if state.pace != .full {
      parts.append(StyledText(state.pace.title, Style(.warning)))
    }
    if let fraction = fraction(training) {
      parts[0] += " " + gauge(fraction)
    }
    parts.append(rate(training))
    if let left = secondsLeft(training) {
      parts.append(StyledText(Self.clock(left) + " left"))
    }
    parts.append(StyledText(learningRate(training), Style(.muted)))
    return TitleText.joined(parts, width: width)
  }

  private func learningRate(_ training: TrainingSnapshot) -> String {
    let text = "lr \(NumberText.short(Double(state.learningRate)))"
    guard training.learningRateInUse != training.learningRate else { return text }
    return text + ", now \(NumberText.short(Double(training.learningRateInUse)))"
  }

  /// What is said while weights of an earlier step are shown.
  private func pastProgress(
    _ training: TrainingSnapshot, _ step: Int, width: Int
  ) -> StyledText {
    let looking = StyledText("looking at step \(NumberText.grouped(step))", Style(.warning, .bold))
    let live = StyledText("live: ") + status + StyledText(" " + NumberText.grouped(training.step))
    return TitleText.joined([looking, live, rate(training)], width: width)
  }

  private var status: StyledText {
    let isUnicode = state.appearance.glyphs == .unicode
    switch state.status ?? .paused {
    case .running: return StyledText(isUnicode ? "▶" : ">", Style(.good, .bold))
    case .paused: return StyledText(isUnicode ? "‖ paused" : "|| paused", Style(.warning, .bold))
    case .finished: return StyledText(isUnicode ? "✓ finished" : "finished", Style(.good, .bold))
    case .diverged: return StyledText(isUnicode ? "✗ diverged" : "x diverged", Style(.bad, .bold))
    case .stopped: return StyledText("stopped", Style(.muted))
    }
  }

  private func epochs(_ training: TrainingSnapshot) -> String {
    let whole = training.epochs.map { "epoch \(training.epoch)/\($0)" } ?? "epoch \(training.epoch)"
    // In slow motion the steps are what moves.
    guard state.pace != .full || state.status == .paused else { return whole }
    return whole + " · step \(training.step)"
  }

  private func rate(_ training: TrainingSnapshot) -> StyledText {
    guard state.status == .running, state.pace == .full, training.imagesPerSecond > 0 else {
      return ""
    }
    let number = NumberText.short(training.imagesPerSecond, digits: 2)
    return StyledText("\(number) \(state.dataset.kind == .images ? "img" : "rows")/s")
  }

  private func fraction(_ training: TrainingSnapshot) -> Double? {
    guard let epochs = training.epochs, state.status == .running else { return nil }
    return Double(training.step) / Double(max(1, epochs * training.stepsPerEpoch))
  }

  private func gauge(_ fraction: Double) -> StyledText {
    var screen = Screen(width: 10, height: 1)
    Gauge(Float(fraction), look: .line)
      .draw(on: &screen, in: screen.bounds, as: state.appearance)
    return StyledText(screen.cells.map { (String($0.glyph), $0.style) })
  }

  private func secondsLeft(_ training: TrainingSnapshot) -> Double? {
    guard let epochs = training.epochs, state.status == .running, training.step > 0 else {
      return nil
    }
    let steps = epochs * training.stepsPerEpoch - training.step
    let perStep = state.pace.secondsPerStep ?? training.seconds / Double(training.step)
    return steps > 0 ? Double(steps) * perStep : nil
  }

  /// Returns a duration as minutes and seconds, with hours if there are any.
  private static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 3600 * 1000 else { return "long" }
    let whole = Int(seconds.rounded(.up))
    let tail = whole % 60 < 10 ? "0\(whole % 60)" : "\(whole % 60)"
    guard whole >= 3600 else { return "\(whole / 60):\(tail)" }
    let minutes = whole / 60 % 60
    return "\(whole / 3600):\(minutes < 10 ? "0" : "")\(minutes):\(tail)"
  }
}

import Render

@testable import AEExplorer
@testable import Models

/// Something that happens to the explorer.
enum RandomEvent {
  case key(Key)
  case mouse(MouseEvent)
  case resize(width: Int, height: Int)
  case news(Action)

  /// What it means now.
  func actions(in state: AppState) -> [Action] {
    switch self {
    case .key(let key): action(for: key, in: state).map { [$0] } ?? []
    case .mouse(let event): [.mouse(event)]
    case .resize(let width, let height): [.resized(width: width, height: height)]
    case .news(let action): [action]
    }
  }
}

/// Events at random, always the same for a seed.
struct RandomEvents {
  private var generator: SampleGenerator
  /// Codes by their size, since making them takes longer than all else.
  private var observations: [String: Observation] = [:]
  private var snapshots: [String: TrainingSnapshot] = [:]
  /// The keys that each screen binds.
  private var keys: [ScreenID: [Key]] = [:]

  init(seed: UInt64) {
    generator = SampleGenerator(state: seed)
  }

  /// Returns the next event, most often a key that means something.
  mutating func next(_ state: AppState) -> RandomEvent {
    switch number(in: 0..<100) {
    case 0..<15: .mouse(mouse(state))
    case 15..<18: resize()
    case 18..<22: .news(news(state))
    case 22..<30: .key(anyKey())
    case _: .key(boundKey(state))
    }
  }

  private mutating func number(in range: Range<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  private mutating func boundKey(_ state: AppState) -> Key {
    if state.isHelpShown, number(in: 0..<4) == 0 { return .escape }
    if let overlay = state.overlay { return key(in: overlay) }
    let bound = keys[state.screen] ?? state.keyRows.flatMap(\.bindings).flatMap(\.keys)
    keys[state.screen] = bound
    return bound[number(in: 0..<bound.count)]
  }

  /// What menus and forms take, and often the way out of them.
  private mutating func key(in overlay: Overlay) -> Key {
    if case .screens = overlay {
      let letters = ScreenCatalog.all.flatMap { $0.card.key.unicodeScalars }
      return .character(letters[number(in: 0..<letters.count)])
    }
    let keys: [Key] = [
      .escape, .escape, .enter, .up, .down, .left, .right, .tab, .backspace, .delete,
      .character("1"), .character("."), .character("e"),
    ]
    return keys[number(in: 0..<keys.count)]
  }

  private mutating func anyKey() -> Key {
    let named: [Key] = [
      .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .tab, .backTab, .enter, .escape,
      .backspace, .delete, .insert, .function(1), .function(7), .control("a"),
    ]
    let choice = number(in: 0..<(named.count + 95))
    guard choice >= named.count else { return named[choice] }
    return .character(Unicode.Scalar(UInt8(32 + choice - named.count)))
  }

  /// Anywhere on the screen, and sometimes beside it.
  private mutating func mouse(_ state: AppState) -> MouseEvent {
    let kinds: [MouseEvent.Kind] = [
      .press, .press, .drag, .drag, .drag, .release, .wheelUp, .wheelUp, .wheelDown, .wheelDown,
      .wheelLeft, .wheelRight,
    ]
    let buttons: [MouseEvent.Button] = [.left, .left, .left, .right, .middle, .other]
    return MouseEvent(
      kind: kinds[number(in: 0..<kinds.count)], button: buttons[number(in: 0..<buttons.count)],
      x: number(in: -2..<(state.width + 3)), y: number(in: -2..<(state.height + 3)))
  }

  private mutating func resize() -> RandomEvent {
    let sizes = [(80, 24), (120, 40), (200, 60), (40, 12)]
    let choice = number(in: 0..<(2 * sizes.count))
    guard choice >= sizes.count else {
      return .resize(width: sizes[choice].0, height: sizes[choice].1)
    }
    return .resize(width: number(in: 0..<310), height: number(in: 0..<105))
  }

  private mutating func news(_ state: AppState) -> Action {
    let isGaussian = state.configuration.model.model == "vae"
    let generation = state.generation - number(in: 0..<8) / 7
    switch number(in: 0..<5) {
    case 0:
      let snapshot = snapshot(step: number(in: 0..<40), isGaussian)
      return .trained(
        TrainingNews(
          generation: generation, snapshot: snapshot, timeline: SampleState.timeline))
    case 1, 2:
      let observation = observation(codeSize: state.codeSize, isGaussian)
      return .observed(
        ObservationNews(
          generation: generation, pastStep: state.viewedStep, observation: observation))
    case 3:
      let code = [Float](repeating: .nan, count: state.codeSize)
      return .decoded(DecodedPoint(code: code, picture: [.nan], step: 1))
    case _: return .nextOfClass(number(in: -1..<13))
    }
  }

  private mutating func observation(codeSize: Int, _ isGaussian: Bool) -> Observation {
    let name = "\(codeSize) \(isGaussian)"
    let known = observations[name]
    let made = known ?? SampleState.observation(codeSize: codeSize, isGaussian: isGaussian)
    observations[name] = made
    return made
  }

  private mutating func snapshot(step: Int, _ isGaussian: Bool) -> TrainingSnapshot {
    let name = "\(step) \(isGaussian)"
    let made = snapshots[name] ?? SampleState.snapshot(step: step, isGaussian: isGaussian)
    snapshots[name] = made
    return made
  }
}

import Models
import Render

/// What a model makes of spoilt images: signal to noise over the level of the noise, with the best
/// linear restorer's line; the digit shown at these levels; and holes that are to be filled in.
struct RestoreScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: ScreenID("restore"), key: "r", name: "Restore",
    summary: "spoil images with noise or holes, and see what the model makes of them",
    explanation:
      "How close the output is to the clean image when the encoder sees a spoilt one, for several "
      + "levels of noise. A line above “spoilt” means that the model takes noise away; only above "
      + "“linear” is it worth a network. A plain autoencoder was never shown noise and restores "
      + "badly: train one with m, denoising, and compare.",
    formula: "PSNR = −10 log₁₀ (‖x − x̂‖² / pixels), in dB: 6 dB more is half the error")

  static let keys: [KeyRow] = [
    KeyRow(
      .screen,
      [
        KeyBinding(.left, .character("h"), action: .screen(ScreenCommand("right", -1))),
        KeyBinding(.right, .character("l"), action: .screen(ScreenCommand("right", 1))),
        KeyBinding(.up, .character("k"), action: .screen(ScreenCommand("down", -1))),
        KeyBinding(.down, .character("j"), action: .screen(ScreenCommand("down", 1))),
      ], hint: .init(keys: [.left, .right], text: "level", rank: 20), label: "arrows hjkl",
      help: "less or more noise; of a hole: move it (or drag in the chart or the picture)"),
    KeyRow(
      .screen, [KeyBinding(.character("X"), action: .nextNoiseKind)],
      hint: .init(keys: [.character("X")], text: "kind", rank: 21), help: "another kind of noise"),
    KeyRow(
      .screen, [KeyBinding(.character("i"), action: .screen(ScreenCommand("hole")))],
      hint: .init(keys: [.character("i")], text: "hole", rank: 22),
      help: "inpainting: cut a hole into the digit, or back to noise"),
    KeyRow(
      .screen,
      [
        KeyBinding(.character("+"), .character("="), action: .screen(ScreenCommand("grow", 1))),
        KeyBinding(.character("-"), action: .screen(ScreenCommand("grow", -1))),
      ], label: "+ -", help: "more or less noise; a larger or smaller hole"),
  ]

  static func obstacle(in state: AppState) -> String? {
    state.dataset.kind == .images
      ? nil : "nothing to restore: \(state.dataset.name) has no images"
  }

  /// What its studies find.
  enum Finding: Sendable {
    case digit(RestoredDigit, of: RestoredDigitStudy)
    case all(Restorations)
  }

  /// The hole, while one is cut.
  private(set) var hole: Hole?
  /// The digit as it is set, and what it answers.
  private(set) var digit: (found: RestoredDigit, study: RestoredDigitStudy, step: Int?)?
  /// The digit at several levels.
  private(set) var strip: Restorations?
  /// The curve found last, and its kind of noise.
  private(set) var curve: (kind: String, images: Int, found: RestorationCurve)?
  /// What the linear restorer reaches, by the kind of noise; it does not depend on the model.
  private(set) var lines: [String: [RestorationLinePoint]] = [:]

  init() {}

  mutating func forget() {
    (digit, strip, curve) = (nil, nil, nil)
  }

  /// The levels of the curve, in tenths of the range, without the last two, where nothing is left.
  static func levels(of kind: CorruptionKind) -> [Float] {
    let range = kind.levels
    return (1...8).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Float($0) / 10
    }
  }

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    let shape = state.dataset.shape
    switch (command.name, hole) {
    case ("hole", nil):
      hole = Self.firstHole(in: shape)
    case ("hole", _):
      hole = nil
    case ("right", _?): hole?.move(x: command.amount, y: 0, in: shape)
    case ("down", _?): hole?.move(x: 0, y: command.amount, in: shape)
    case ("grow", _?):
      hole?.side += 2 * command.amount
      hole?.move(x: -command.amount, y: -command.amount, in: shape)
    case ("right", nil), ("grow", nil): return state.changeNoiseLevel(command.amount)
    case ("down", nil): return state.changeNoiseLevel(-command.amount)
    default: break
    }
    return []
  }

  private static func firstHole(in shape: ImageShape) -> Hole {
    let side = max(1, min(shape.width, shape.height) * 3 / 7)
    return Hole(left: (shape.width - side) / 2, top: (shape.height - side) / 2, side: side)
  }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    let view = RestoreView(self, state, in: body)
    switch event.kind {
    case .press where event.button == .left, .drag:
      if let level = view.level(atColumn: event.x, row: event.y), hole == nil {
        let steps = ((level - state.noise.level) / state.noise.kind.levelStep).rounded()
        return steps == 0 ? [] : state.changeNoiseLevel(Int(steps))
      }
      if let pixel = view.spoiltPixel(atColumn: event.x, row: event.y), var moved = hole {
        (moved.left, moved.top) = (pixel.column - moved.side / 2, pixel.row - moved.side / 2)
        moved.move(x: 0, y: 0, in: state.dataset.shape)
        hole = moved
      }
    case .wheelUp: return perform(ScreenCommand("grow", 1), in: &state)
    case .wheelDown: return perform(ScreenCommand("grow", -1), in: &state)
    case .press, .release, .wheelLeft, .wheelRight: break
    }
    return []
  }

  func study(for state: AppState) -> (any Study)? {
    guard let step = state.shownStep else { return nil }
    let large = RestoredDigitStudy(digit: state.digit, noise: state.noise, hole: hole)
    if digit?.study != large || digit?.step != step { return large }
    let kind = state.noise.kind
    let levels = Self.levels(of: kind)
    let known = lines[kind.id] ?? []
    return RestorationStudy(
      kind: kind, levels: levels, digit: state.digit,
      includesCurve: strip?.digit == state.digit && strip?.kind == kind.id,
      lineLevel: levels.first { level in !known.contains { $0.level == level } },
      knownLines: state.isTrainingAtFullSpeed ? 0 : known.count)
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    guard let finding = result as? Finding else { return [] }
    switch finding {
    case .digit(let found, let study):
      // The step is the one that the state knows, so that the question is not asked again at once.
      digit = (found, study, state.shownStep)
    case .all(let found):
      strip = found
      if let measured = found.curve { curve = (found.kind, found.images, measured) }
      if let line = found.line,
        !(lines[found.kind] ?? []).contains(where: { $0.level == line.level })
      {
        lines[found.kind, default: []].append(line)
        lines[found.kind]?.sort { $0.level < $1.level }
      }
    }
    return []
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    RestoreView(self, state, in: body).draw(on: &screen)
  }
}

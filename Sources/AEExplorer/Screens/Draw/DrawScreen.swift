import Models
import Render

/// The screen on which a person paints a digit, and watches what the model makes of it.
struct DrawScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: .draw, key: "w", name: "Draw",
    summary: "paint and erase a digit, watch its code travel and what is made of it",
    explanation:
      "Paint with the mouse (the right button erases), or move the pen with the arrows and put it down "
      + "with Enter. While you paint, the code of the drawing travels through the latent plane, and "
      + "beside it stands what the decoder makes of that code, how well that fits, and the test digits "
      + "whose codes are nearest. Take a test digit with t, wipe a part of it away, and see whether the "
      + "model mends it.",
    formula: "z = g(x),  x̂ = f(z),  error ‖x − x̂‖²")

  /// The canvas; nil until something is done with it.
  private var painted: DigitCanvas?
  /// What the encoder sees of it.
  private(set) var prepared: [Float] = []
  /// What strokes are painted with.
  private(set) var brush = Brush(radius: 1.2)
  /// Whether the drawing is brought to the size and place that the digits of MNIST have.
  private(set) var isCentred = true
  /// Where the pen is, in pixels.
  private(set) var pen: DigitCanvas.Place?
  /// Whether moving the pen by key paints.
  private(set) var isPenDown = false
  /// Where the mouse is painting, and with what.
  private var stroke: (place: DigitCanvas.Place, brush: Brush)?
  /// The test digit that is to be put on the canvas.
  private var wantedDigit: Int?
  private var requests = 0
  /// What the model makes of the drawing.
  private(set) var reading: DrawingReading?
  /// The codes that the drawing has had, the newest last.
  private(set) var trail: [[Float]] = []
  private var isSlow = false

  /// How many codes of the way are shown.
  static let trailLimit = 256

  static func obstacle(in state: AppState) -> String? {
    state.dataset.kind == .images && state.dataset.shape.channels == 1
      ? nil : "Draw needs grey images; \(state.dataset.name) has none"
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    DrawView(state, self).draw(on: &screen, in: body)
  }

  /// Returns what is painted; nothing at first.
  func canvas(in state: AppState) -> DigitCanvas {
    painted ?? DigitCanvas(width: state.dataset.shape.width, height: state.dataset.shape.height)
  }
}

extension ScreenID {
  /// The screen on which digits are painted.
  static let draw = ScreenID("draw")
}

// MARK: - Keys

extension DrawScreen {
  static let keys: [KeyRow] =
    moves + [
      KeyRow(
        .screen, [KeyBinding(.enter, action: .screen(ScreenCommand("pen")))],
        hint: .init(keys: [.enter], text: "pen", rank: -2), help: "put the pen down, or lift it"),
      KeyRow(
        .screen, [KeyBinding(.character("x"), action: .screen(ScreenCommand("erase")))],
        hint: .init(keys: [.character("x")], text: "erase", rank: 5),
        help: "eraser or ink (the right mouse button always erases)"),
      KeyRow(
        .screen,
        [KeyBinding(.character("u"), .backspace, action: .screen(ScreenCommand("undo")))],
        hint: .init(keys: [.character("u")], text: "undo", rank: 20),
        help: "take the last stroke back"),
      KeyRow(
        .screen,
        [KeyBinding(.character("c"), .delete, action: .screen(ScreenCommand("clear")))],
        hint: .init(keys: [.character("c")], text: "clear", rank: -1),
        help: "clear the canvas"),
      KeyRow(
        .screen,
        [
          KeyBinding(.character("n"), .pageDown, action: .screen(ScreenCommand("load", 1))),
          KeyBinding(.character("p"), .pageUp, action: .screen(ScreenCommand("load", -1))),
          KeyBinding(.character("t"), action: .screen(ScreenCommand("load", 0))),
        ], hint: .init(keys: [.character("t"), .character("n")], text: "test digit", rank: 4),
        label: "t n p", help: "put the test digit shown, the next or the previous on the canvas"),
      KeyRow(
        .screen,
        [
          KeyBinding(.character("+"), .character("="), action: .screen(ScreenCommand("brush", 1))),
          KeyBinding(.character("-"), action: .screen(ScreenCommand("brush", -1))),
        ], hint: .init(keys: [.character("+"), .character("-")], text: "brush", rank: 21),
        label: "+ -", help: "a thicker or thinner brush"),
      KeyRow(
        .screen, [KeyBinding(.character("C"), action: .screen(ScreenCommand("centre")))],
        hint: .init(keys: [.character("C")], text: "centre", rank: 22),
        help: "scale and centre the drawing as MNIST was, or leave it as it is"),
      KeyRow(
        .screen,
        [
          KeyBinding(.character(","), action: .cycleAxes(-1)),
          KeyBinding(.character("."), action: .cycleAxes(1)),
        ], help: "the previous or next pair of dimensions"),
    ]

  private static let moves: [KeyRow] = [
    KeyRow(
      .screen,
      [
        KeyBinding(.left, .character("h"), action: .screen(ScreenCommand("across", -1))),
        KeyBinding(.down, .character("j"), action: .screen(ScreenCommand("down", 1))),
        KeyBinding(.up, .character("k"), action: .screen(ScreenCommand("down", -1))),
        KeyBinding(.right, .character("l"), action: .screen(ScreenCommand("across", 1))),
      ], label: "arrows hjkl", help: "move the pen by a pixel; when it is down it paints"),
    KeyRow(
      .screen,
      [
        KeyBinding(.shiftLeft, .character("H"), action: .screen(ScreenCommand("across", -4))),
        KeyBinding(.shiftDown, .character("J"), action: .screen(ScreenCommand("down", 4))),
        KeyBinding(.shiftUp, .character("K"), action: .screen(ScreenCommand("down", -4))),
        KeyBinding(.shiftRight, .character("L"), action: .screen(ScreenCommand("across", 4))),
      ], label: "Shift HJKL", help: "move the pen by four pixels"),
    KeyRow(
      .screen, [KeyBinding(.home, action: .screen(ScreenCommand("middle")))],
      help: "the pen to the middle"),
  ]

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    switch command.name {
    case "across": movePen(x: command.amount, y: 0, in: state)
    case "down": movePen(x: 0, y: command.amount, in: state)
    case "middle": pen = Self.middle(of: canvas(in: state))
    case "pen": togglePen(in: &state)
    case "erase":
      brush.erases.toggle()
      state.message = brush.erases ? "eraser" : "ink"
    case "undo": undo(in: &state)
    case "clear": clear(in: state)
    case "brush": changeBrush(command.amount, in: &state)
    case "centre": toggleCentring(in: &state)
    case "load": return load(command.amount, in: &state)
    default: break
    }
    return []
  }

  private static func middle(of canvas: DigitCanvas) -> DigitCanvas.Place {
    DigitCanvas.Place(
      x: Float(canvas.width / 2) + 0.5, y: Float(canvas.height / 2) + 0.5)
  }

  private mutating func movePen(x: Int, y: Int, in state: AppState) {
    let canvas = canvas(in: state)
    let from = pen ?? Self.middle(of: canvas)
    let place = DigitCanvas.Place(
      x: min(max(from.x + Float(x), 0.5), Float(canvas.width) - 0.5),
      y: min(max(from.y + Float(y), 0.5), Float(canvas.height) - 0.5))
    pen = place
    if isPenDown { change(in: state) { [brush] in $0.paint(from: from, to: place, brush) } }
  }

  private mutating func togglePen(in state: inout AppState) {
    isPenDown.toggle()
    state.message = isPenDown ? "pen down: the arrows paint" : "pen up"
    let place = pen ?? Self.middle(of: canvas(in: state))
    pen = place
    guard isPenDown else { return }
    change(in: state) { [brush] in
      $0.remember()
      $0.paint(from: place, to: place, brush)
    }
  }

  private mutating func undo(in state: inout AppState) {
    var isDone = false
    change(in: state) { isDone = $0.undo() }
    if !isDone { state.message = "there is no stroke to take back" }
  }

  private mutating func clear(in state: AppState) {
    change(in: state) { $0.clear() }
    (isCentred, isPenDown, brush.erases) = (true, false, false)
    trail = []
  }

  private mutating func changeBrush(_ steps: Int, in state: inout AppState) {
    let tenths = Int((brush.radius * 10).rounded()) + 4 * steps
    brush.radius = Float(min(max(tenths, 4), 44)) / 10
    state.message = "brush \(NumberText.fixed(Double(brush.radius * 2), decimals: 1)) pixels wide"
  }

  private mutating func toggleCentring(in state: inout AppState) {
    isCentred.toggle()
    change(in: state) { _ in }
    state.message =
      isCentred
      ? "the drawing is scaled and centred as the digits of MNIST are"
      : "the encoder sees the drawing as it is"
  }

  private mutating func load(_ distance: Int, in state: inout AppState) -> [Effect] {
    guard state.dataset.count > 0 else { return [] }
    let effects = distance == 0 ? [] : state.show(digit: state.digit + distance)
    wantedDigit = state.digit
    requests += 1
    return effects
  }

  /// Changes the picture, and what the encoder sees of it.
  private mutating func change(in state: AppState, _ body: (inout DigitCanvas) -> Void) {
    var canvas = canvas(in: state)
    body(&canvas)
    painted = canvas
    prepared =
      isCentred
      ? MassCentring.applied(to: canvas.pixels, width: canvas.width, height: canvas.height)
      : canvas.pixels
    guard canvas.isEmpty else { return }
    reading = nil
    trail = []
  }
}

// MARK: - Mouse

extension DrawScreen {
  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    let place = DrawLayout(body, shape: state.dataset.shape).place(of: event)
    switch event.kind {
    case .press:
      guard let place, place.isInside, event.button == .left || event.button == .right else {
        return []
      }
      pen = nil
      isPenDown = false
      var brush = brush
      if event.button == .right { brush.erases = true }
      stroke = (place.point, brush)
      change(in: state) {
        $0.remember()
        $0.paint(from: place.point, to: place.point, brush)
      }
    case .drag:
      guard let place, let last = stroke else { return [] }
      stroke?.place = place.point
      change(in: state) { $0.paint(from: last.place, to: place.point, last.brush) }
    case .release: stroke = nil
    case .wheelUp: changeBrush(1, in: &state)
    case .wheelDown: changeBrush(-1, in: &state)
    case .wheelLeft, .wheelRight: break
    }
    return []
  }
}

// MARK: - What the model makes of it

extension DrawScreen {
  func study(for state: AppState) -> (any Study)? {
    if let wantedDigit {
      return DrawStudy(wish: .load(digit: wantedDigit, request: requests))
    }
    guard let painted, !painted.isEmpty else { return nil }
    return DrawStudy(
      wish: .read(prepared), codes: state.observation?.codes,
      codesStep: state.observation?.step, isInstant: !isSlow)
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    switch result as? DrawAnswer {
    case .loaded(let digit, let pixels):
      guard digit == wantedDigit else { return [] }
      wantedDigit = nil
      trail = []
      // It is centred already, and must stay where it is while parts of it are wiped away.
      isCentred = false
      change(in: state) { $0.replace(by: pixels) }
    case .read(let found):
      guard found.image == prepared, found.code.count == state.codeSize else { return [] }
      isSlow = found.isDrawnPixelByPixel
      note(found)
    case nil: break
    }
    return []
  }

  /// Keeps a reading, and the way that the code has come.
  private mutating func note(_ found: DrawingReading) {
    // The weights alone have changed: the way goes on when the drawing does.
    if found.image == reading?.image, !trail.isEmpty { trail.removeLast() }
    trail = (trail + [found.code]).suffix(Self.trailLimit)
    reading = found
  }

  mutating func forget() {
    // The drawing is the person's, not the training's.
    (reading, trail, isSlow) = (nil, [], false)
  }
}

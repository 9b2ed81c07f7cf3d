import Render
import Testing

@testable import AEExplorer
@testable import Models

struct DrawTests {
  private func opened(width: Int = 120, height: Int = 40) -> AppState {
    var state = SampleState.make(width: width, height: height)
    _ = reduce(&state, .show(.draw))
    return state
  }

  private func canvas(_ state: AppState) -> DigitCanvas {
    SampleDrawing.screen(of: state).canvas(in: state)
  }

  private func layout(_ state: AppState) -> DrawLayout {
    DrawLayout(ExploreLayout(state).body, shape: state.dataset.shape)
  }

  private func send(
    _ kind: MouseEvent.Kind, _ button: MouseEvent.Button = .left, at place: DigitCanvas.Place,
    to state: inout AppState
  ) {
    let cell = layout(state).cell(of: place)
    _ = reduce(
      &state, .mouse(MouseEvent(kind: kind, button: button, x: cell.column, y: cell.row)))
  }

  private func place(_ x: Float, _ y: Float) -> DigitCanvas.Place {
    DigitCanvas.Place(x: x, y: y)
  }

  @Test(arguments: ScreenCatalog.all.map { $0.card.id.description })
  func dOpensTheCanvasFromEveryScreen(screen: String) {
    var state = SampleState.make()
    _ = reduce(&state, .show(ScreenID(screen)))
    #expect(action(for: .character("D"), in: state) == .show(.draw))
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60), (40, 12)])
  func aDragPaintsFromWhereItBeganToWhereItIs(width: Int, height: Int) {
    var state = opened(width: width, height: height)
    send(.press, at: place(8.5, 14.5), to: &state)
    send(.drag, at: place(20.5, 14.5), to: &state)
    let row = canvas(state).pixels[(14 * 28)..<(15 * 28)]
    #expect(row.dropFirst(9).prefix(11).allSatisfy { $0 > 0.4 })
    #expect(canvas(state).pixels[4 * 28 + 14] == 0)
  }

  @Test
  func theRightButtonErases() {
    var state = opened()
    send(.press, at: place(8.5, 14.5), to: &state)
    send(.drag, at: place(20.5, 14.5), to: &state)
    send(.release, at: place(20.5, 14.5), to: &state)
    send(.press, .right, at: place(14.5, 14.5), to: &state)
    #expect(canvas(state).pixels[14 * 28 + 14] < 0.1)
    #expect(canvas(state).pixels[14 * 28 + 9] > 0.9)
  }

  @Test
  func undoTakesAWholeStrokeBack() {
    var state = opened()
    send(.press, at: place(8.5, 8.5), to: &state)
    send(.release, at: place(8.5, 8.5), to: &state)
    let before = canvas(state).pixels
    send(.press, at: place(4.5, 20.5), to: &state)
    send(.drag, at: place(12.5, 20.5), to: &state)
    send(.drag, at: place(24.5, 20.5), to: &state)
    _ = reduce(&state, .screen(ScreenCommand("undo")))
    #expect(canvas(state).pixels == before)
  }

  @Test
  func aPressBesideTheCanvasPaintsNothing() {
    var state = opened()
    let latent = layout(state).latent
    _ = reduce(
      &state, .mouse(MouseEvent(kind: .press, button: .left, x: latent.x + 4, y: latent.y + 4)))
    send(.drag, at: place(14.5, 14.5), to: &state)
    #expect(canvas(state).isEmpty)
  }

  @Test
  func thePenPaintsOnlyWhenItIsDown() {
    var state = opened()
    _ = reduce(&state, .screen(ScreenCommand("across", 4)))
    #expect(canvas(state).isEmpty)
    _ = reduce(&state, .screen(ScreenCommand("pen")))
    _ = reduce(&state, .screen(ScreenCommand("down", 4)))
    #expect(canvas(state).pixels[16 * 28 + 18] == 1)
  }

  @Test
  func whereADigitIsPaintedMakesNoDifferenceWhenItIsCentred() {
    func painted(x: Float, y: Float) -> [Float] {
      var canvas = DigitCanvas(width: 28, height: 28)
      canvas.paint(from: place(x, y), to: place(x + 5, y + 8), Brush(radius: 1.2))
      return MassCentring.applied(to: canvas.pixels, width: 28, height: 28)
    }
    let (first, second) = (painted(x: 4.5, y: 4.5), painted(x: 15.5, y: 12.5))
    #expect(zip(first, second).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test
  func aCentredDigitIsTwentyPixelsLongAndItsMassIsInTheMiddle() {
    var canvas = DigitCanvas(width: 28, height: 28)
    canvas.paint(from: place(3.5, 2.5), to: place(3.5, 12.5), Brush(radius: 1.2))
    let pixels = MassCentring.applied(to: canvas.pixels, width: 28, height: 28)
    let rows = pixels.indices.filter { pixels[$0] > 0.3 }.map { $0 / 28 }
    #expect((19...21).contains((rows.max() ?? 0) - (rows.min() ?? 0) + 1))
    let mass = pixels.reduce(0, +)
    let x = pixels.enumerated().reduce(Float(0)) { $0 + $1.element * (Float($1.offset % 28) + 0.5) }
    #expect(abs(x / mass - 14) < 0.05)
  }

  @Test
  func aTestDigitComesOnTheCanvasAsItIs() {
    var state = opened()
    let effects = reduce(&state, .screen(ScreenCommand("load", 1)))
    #expect(effects.first == .inspect(digit: 17, noise: nil))
    SampleDrawing.answer(&state)
    #expect(canvas(state).pixels == SampleState.picture(thickness: 2.2))
    #expect(SampleDrawing.screen(of: state).prepared == canvas(state).pixels)
  }

  @Test
  func theSameTestDigitCanBeTakenTwice() {
    var state = opened()
    _ = reduce(&state, .screen(ScreenCommand("load", 0)))
    SampleDrawing.answer(&state)
    _ = reduce(&state, .screen(ScreenCommand("clear")))
    _ = reduce(&state, .screen(ScreenCommand("load", 0)))
    SampleDrawing.answer(&state)
    #expect(!canvas(state).isEmpty)
  }

  @Test
  func theCodeLeavesAWayBehindIt() {
    let screen = SampleDrawing.screen(of: SampleDrawing.make())
    #expect(screen.trail.count >= 8)
    #expect(screen.trail.last == screen.reading?.code)
  }

  @Test
  func anAnswerAboutAnEarlierDrawingIsLeftOut() {
    var state = SampleDrawing.make()
    let reading = SampleDrawing.screen(of: state).reading
    let old = SampleDrawing.reading(of: Array(repeating: 0.5, count: 784), size: 2)
    guard let order = state.studies[.draw]?.order else { return }
    _ = reduce(&state, .studied(StudyNews(order: order, step: 224, result: DrawAnswer.read(old))))
    #expect(SampleDrawing.screen(of: state).reading == reading)
  }

  @Test
  func theDrawingOutlivesAChangeOfModel() {
    var state = SampleDrawing.make()
    let before = canvas(state).pixels
    _ = reduce(&state, .cycleActivation)
    #expect(canvas(state).pixels == before)
    #expect(SampleDrawing.screen(of: state).reading == nil)
  }

  @Test
  func anEmptyCanvasAsksForNothing() {
    #expect(SampleDrawing.screen(of: opened()).study(for: opened()) == nil)
  }
}

import Render
import Testing

@testable import AEExplorer
@testable import Models

struct TourTests {
  /// What does each step.
  private static let deeds: [[Action]] = [
    [.togglePause], [.moveDigit(1)], [.toggleNoise], [.moveCursor(x: 1, y: 0)],
    [.toggleModelMenu, .overlay(.move(1)), .overlay(.apply)], [.toggleHelp],
  ]

  private func toured(steps: Int, width: Int = 120, height: Int = 40) -> AppState {
    var state = SampleState.make(width: width, height: height)
    _ = reduce(&state, .startTour)
    for deed in Self.deeds.prefix(steps).joined() { _ = reduce(&state, deed) }
    return state
  }

  @Test(arguments: 0..<6)
  func eachStepWaitsForItsDeed(step: Int) {
    var state = toured(steps: step)
    #expect(state.tour?.step?.rawValue == step)
    for (other, deeds) in Self.deeds.enumerated() where other != step && other != 4 {
      // The cursor is put back by another model, and noise is seen by none of the others.
      for deed in deeds { _ = reduce(&state, deed) }
      if state.isHelpShown { _ = reduce(&state, .toggleHelp) }
      guard state.tour?.step?.rawValue == step else {
        Issue.record("step \(step) was taken for done after \(deeds)")
        return
      }
    }
    for deed in Self.deeds[step] { _ = reduce(&state, deed) }
    #expect(state.tour?.step?.rawValue == (step == 5 ? nil : step + 1))
  }

  @Test(arguments: 0...6)
  func escapeLeavesItAtAnyStep(step: Int) {
    var state = toured(steps: step)
    if state.isHelpShown { _ = reduce(&state, .escape) }
    #expect(state.tour != nil)
    _ = reduce(&state, .escape)
    #expect(state.tour == nil)
  }

  @Test(arguments: [(40, 12), (80, 24), (120, 40), (200, 60)], 0..<6)
  func theCardCoversNothing(size: (Int, Int), step: Int) {
    let state = toured(steps: step, width: size.0, height: size.1)
    let layout = ExploreLayout(state)
    #expect(!layout.tour.isEmpty)
    for placed in layout.panes {
      #expect(placed.rect.intersection(layout.tour).isEmpty)
    }
    #expect(layout.footer.intersection(layout.tour).isEmpty)
  }

  @Test(arguments: [(40, 12), (80, 24), (120, 40)], [1, 2, 3])
  func whatAStepSpeaksOfIsInView(size: (Int, Int), step: Int) throws {
    let state = toured(steps: step, width: size.0, height: size.1)
    let pane = try #require(state.tour?.step?.pane)
    #expect(ExploreLayout(state).rect(of: pane) != nil)
  }

  @Test(arguments: [(80, 24), (120, 40)], 0..<6)
  func theWholeSentenceIsInTheCard(size: (Int, Int), step: Int) throws {
    let state = toured(steps: step, width: size.0, height: size.1)
    let sentence = try #require(state.tour?.step?.sentence).replacing("`", with: "")
    let text = TextBlock(StyledText(sentence))
    let room = ExploreLayout(state).tour.inset(horizontal: 2)
    #expect(text.lineCount(width: room.width) <= room.height)
  }

  @Test
  func thePaletteStartsIt() {
    var state = SampleState.make()
    _ = reduce(&state, .toggleFinder)
    for letter in "tour" { _ = reduce(&state, .overlay(.type(letter))) }
    _ = reduce(&state, .overlay(.apply))
    #expect(state.tour?.step == .pause)
  }
}

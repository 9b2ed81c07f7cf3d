import Render
import Testing

@testable import AEExplorer
@testable import Models

struct CompareTests {
  private func state() -> AppState {
    var state = SampleState.make()
    _ = reduce(&state, .show(.compare))
    return state
  }

  @Test
  func theFormBeginsARivalThere() {
    var state = state()
    _ = reduce(&state, .toggleForm)
    _ = reduce(&state, .overlay(.change(1)))
    var next = state.configuration
    next.model.codeSize = 3
    #expect(
      reduce(&state, .overlay(.apply)) == [.beginRival(next, step: nil, then: [.resume])])
    #expect(state.rival?.configuration == next)
    #expect(state.configuration.model.codeSize == 2)
  }

  @Test
  func theSameTrainingIsNoRival() {
    var state = state()
    _ = reduce(&state, .toggleForm)
    #expect(reduce(&state, .overlay(.apply)).isEmpty)
    #expect(state.message?.contains("the same training") == true)
  }

  @Test
  func theTrainingBeforeCanBeTheRival() {
    var state = state()
    #expect(reduce(&state, .screen(ScreenCommand("earlier"))).isEmpty)
    _ = reduce(&state, .resetSameSeed)
    #expect(reduce(&state, .screen(ScreenCommand("earlier"))) == [.compareWithEarlier])
    #expect(state.rival?.isEarlier == true)
    _ = reduce(&state, .undo)
    #expect(state.rival == nil)
  }

  @Test
  func digitAndCursorAreLinked() {
    var state = SampleState.compared()
    let effects = reduce(&state, .moveDigit(1))
    #expect(
      effects.last
        == .lookAtRival(digit: 17, noise: nil, code: state.cursor, isUrgent: false))
    #expect(reduce(&state, .moveCursor(x: 1, y: 0)).count == 2)
  }

  @Test
  func newsOfAnEarlierRivalIsIgnored() {
    var state = SampleState.compared()
    let news = TrainingNews(generation: 0, snapshot: SampleState.snapshot(step: 10))
    #expect(reduce(&state, .rival(.trained(news))).isEmpty)
    #expect(state.rival?.training?.step == 216)
  }

  @Test
  func theTableSaysWhatDiffers() {
    let text = mainView(SampleState.compared()).description
    #expect(text.contains("beta"))
    #expect(text.contains("216"))
  }

  @Test
  func aDragInEitherPlaneMovesTheCursor() {
    for isRight in [false, true] {
      var state = SampleState.compared()
      let layout = CompareLayout(ExploreLayout(state).body, hasRival: true)
      let rect = isRight ? layout.scatterB : layout.scatterA
      let event = MouseEvent(kind: .drag, button: .left, x: rect.x + 20, y: rect.y + 5)
      _ = reduce(&state, .mouse(event))
      #expect(state.cursor != [0.42, -1.1])
    }
  }
}

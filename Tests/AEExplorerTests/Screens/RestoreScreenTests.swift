import Models
import Render
import Testing

@testable import AEExplorer

struct RestoreScreenTests {
  private func screen(_ state: AppState) -> RestoreScreen? {
    state.screens[ScreenID("restore")] as? RestoreScreen
  }

  private func press(_ state: inout AppState, _ key: Key) {
    if let action = action(for: key, in: state) { _ = reduce(&state, action) }
  }

  @Test
  func theDigitIsAskedForFirst() {
    var state = SampleState.make()
    _ = reduce(&state, .show(ScreenID("restore")))
    #expect(state.studies[state.screen]?.order.study is RestoredDigitStudy)
  }

  @Test
  func theCurveIsFoundAfterTheDigit() {
    let state = RestoreSample.make()
    #expect(screen(state)?.digit != nil)
    #expect(screen(state)?.curve?.found.points.count == 8)
  }

  @Test
  func rightRaisesTheNoise() {
    var state = RestoreSample.make()
    let before = state.noise.level
    press(&state, .right)
    #expect(state.noise.level > before)
  }

  @Test
  func steppingThroughDigitsLeavesTheCurveOut() {
    var state = RestoreSample.make()
    press(&state, .character("n"))
    guard let order = state.studies[state.screen]?.order else { return }
    #expect(order.study is RestoredDigitStudy)
    let study = screen(state)?.study(for: state)
    #expect((study as? RestoredDigitStudy)?.digit == state.digit)
  }

  @Test
  func arrowsMoveAHole() {
    var state = RestoreSample.make()
    press(&state, .character("i"))
    let before = screen(state)?.hole
    press(&state, .left)
    #expect(screen(state)?.hole?.left == (before?.left ?? 0) - 1)
  }

  @Test
  func aHoleStaysInsideTheImage() {
    var state = RestoreSample.make()
    press(&state, .character("i"))
    for _ in 0..<40 { press(&state, .character("+")) }
    for _ in 0..<40 { press(&state, .right) }
    #expect(screen(state)?.hole == Hole(left: 0, top: 0, side: 28))
  }

  @Test
  func onlyTheHoleIsFilledIn() {
    let found = RestoredDigit(
      clean: [1, 1, 1, 1], spoilt: [0, 1, 1, 1], restored: [0.5, 0.5, 0.5, 0.5], ratios: (0, 0))
    let filled = found.pasted(
      Hole(left: 0, top: 0, side: 1), in: ImageShape(height: 2, width: 2))
    #expect(filled == [0.5, 1, 1, 1])
  }

  @Test
  func linesOutliveATraining() {
    var screen = screen(RestoreSample.make())
    screen?.forget()
    #expect(screen?.curve == nil)
    #expect(screen?.lines["gaussian"]?.isEmpty == false)
  }

  @Test
  func ratingsHaveNothingToRestore() {
    var state = SampleState.make()
    state.dataset.kind = .ratings
    _ = reduce(&state, .show(ScreenID("restore")))
    #expect(state.screen == .explore)
  }
}

import Models
import Render
import Testing

@testable import AEExplorer

struct CompressScreenTests {
  private func screen(_ state: AppState) -> CompressScreen? {
    state.screens[ScreenID("compress")] as? CompressScreen
  }

  private func press(_ state: inout AppState, _ key: Key) {
    if let action = action(for: key, in: state) { _ = reduce(&state, action) }
  }

  @Test func theCurvesAreAskedForFirst() {
    var state = SampleState.make()
    _ = reduce(&state, .show(ScreenID("compress")))
    #expect(state.studies[state.screen]?.order.study is CompressionStudy)
  }

  @Test func theDigitFollowsTheCurves() {
    let state = CompressSample.make()
    #expect(screen(state)?.found != nil)
    #expect(screen(state)?.digit?.study.digit == state.digit)
  }

  @Test func arrowsChangeTheBitsWithinTheirRange() {
    var state = CompressSample.make()
    for _ in 0..<20 { press(&state, .right) }
    #expect(screen(state)?.bits == 8)
    for _ in 0..<20 { press(&state, .left) }
    #expect(screen(state)?.bits == 1)
  }

  @Test func anotherDigitIsAskedForAlone() {
    var state = CompressSample.make()
    press(&state, .character("n"))
    let study = screen(state)?.study(for: state) as? CompressedDigitStudy
    #expect(study?.digit == state.digit)
  }

  @Test func aClickIntoTheStripChoosesItsBits() throws {
    var state = CompressSample.make()
    let body = Rect(x: 0, y: 1, width: 120, height: 38)
    for y in 25..<35 {
      let view = CompressView(try #require(screen(state)), state, in: body)
      #expect(view.bits(atColumn: 3, row: y) == 1)
    }
    let click = MouseEvent(kind: .press, button: .left, x: 3, y: 30)
    var open = try #require(screen(state))
    _ = open.handle(click, in: body, of: &state)
    #expect(open.bits == 1)
  }

  @Test func whatTakesTooLongIsSaidAndNotAskedForAgain() throws {
    var state = SampleState.make()
    _ = reduce(&state, .show(ScreenID("compress")))
    let order = try #require(state.studies[state.screen]?.order)
    _ = reduce(
      &state,
      .studied(
        StudyNews(order: order, step: 224, result: CompressScreen.Finding.takesTooLong)))
    #expect(screen(state)?.study(for: state) == nil)
    #expect(mainView(state).description.contains("pixel by pixel"))
  }

  @Test func ratingsHaveNothingToCompress() {
    var state = SampleState.make()
    state.dataset.kind = .ratings
    _ = reduce(&state, .show(ScreenID("compress")))
    #expect(state.screen == .explore)
  }

  @Test func theStudyFindsBetterPicturesForMoreBits() throws {
    let context = try TinyStudy.context("undercomplete")
    guard case .curves(let found)? = CompressionStudy(needsLinear: true).run(in: context) else {
      Issue.record("no curves")
      return
    }
    let linear = try #require(found.linear)
    #expect(linear.curve.points.last?.ratio ?? 0 > linear.curve.points.first?.ratio ?? 99)
    #expect(found.lossless > 0 && found.lossless <= 8.5)
    guard
      case .digit(let digit, _)? = CompressedDigitStudy(
        digit: 0, quantizer: found.quantizer, linear: linear
      ).run(in: context)
    else {
      Issue.record("no digit")
      return
    }
    #expect(digit.model.count == 8 && digit.linear.count == 8)
  }
}

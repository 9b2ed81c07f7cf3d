import Models
import Render
import Testing

@testable import AEExplorer

struct DetectScreenTests {
  private func screen(_ state: AppState) -> DetectScreen? {
    state.screens[ScreenID("detect")] as? DetectScreen
  }

  private func press(_ state: inout AppState, _ key: Key) -> [Effect] {
    action(for: key, in: state).map { reduce(&state, $0) } ?? []
  }

  @Test
  func fewNormalImagesRaiseAnAlarmAtFirst() throws {
    let verdict = try #require(screen(ApplicationSamples.make("detect"))?.verdict)
    #expect(verdict.falseAlarms <= DetectVerdict.usualShare)
    #expect(verdict.falseAlarms > 0.03)
  }

  @Test
  func everyImageIsInTheMatrix() throws {
    let verdict = try #require(screen(ApplicationSamples.make("detect"))?.verdict)
    let all =
      verdict.truePositives + verdict.falseNegatives + verdict.falsePositives
      + verdict.trueNegatives
    #expect(all == 1000)
    #expect(verdict.truePositives + verdict.falseNegatives == 100)
  }

  @Test
  func aLowerThresholdFindsMore() throws {
    var state = ApplicationSamples.make("detect")
    let before = try #require(screen(state)?.verdict)
    for _ in 0..<6 { _ = press(&state, .left) }
    let after = try #require(screen(state)?.verdict)
    #expect(after.threshold < before.threshold)
    #expect(after.recall > before.recall)
    #expect(after.falseAlarms > before.falseAlarms)
  }

  @Test
  func aClassThatIsLikeTheOthersIsNotFound() throws {
    var state = ApplicationSamples.make("detect")
    #expect(try #require(screen(state)?.verdict?.characteristic.area) > 0.9)
    _ = press(&state, .character("3"))
    #expect(try #require(screen(state)?.verdict?.characteristic.area) < 0.6)
  }

  @Test
  func aDragMovesTheThreshold() throws {
    var state = ApplicationSamples.make("detect")
    _ = reduce(&state, .mouse(MouseEvent(kind: .press, button: .left, x: 5, y: 5)))
    let left = try #require(screen(state)?.verdict?.threshold)
    _ = reduce(&state, .mouse(MouseEvent(kind: .drag, button: .left, x: 25, y: 5)))
    #expect(try #require(screen(state)?.verdict?.threshold) > left)
  }

  @Test
  func aTrainingWithoutTheClassCanBeBegun() {
    var state = ApplicationSamples.make("detect")
    _ = press(&state, .character("4"))
    let effects = press(&state, .character("t"))
    var expected = SampleState.make().configuration
    expected.withoutClass = 4
    #expect(effects.contains(.begin(expected)))
    #expect(state.configuration.withoutClass == 4)
  }

  @Test
  func theScoreOfABoundIsThere() throws {
    var state = ApplicationSamples.make("detect")
    let before = try #require(screen(state)?.verdict?.range.upper)
    _ = press(&state, .character("i"))
    #expect(try #require(screen(state)?.verdict?.range.upper) > 2 * before)
  }
}

import Render
import Testing

@testable import AEExplorer

struct MouseTests {
  @Test
  func aPressInThePlanePutsTheCursorThere() {
    var state = SampleState.make()
    let plot = state.latentMapping.plot
    let effects = reduce(&state, event(.press, plot.x + 7, plot.y + 5))
    #expect(effects == [.decode(state.cursor)])
    let cell = state.latentMapping.cell(forX: state.cursor[0], y: state.cursor[1])
    #expect(cell?.column == plot.x + 7)
    #expect(cell?.row == plot.y + 5)
  }

  @Test
  func aDragGoesOnAlongTheEdge() {
    var state = SampleState.make()
    let plot = state.latentMapping.plot
    _ = reduce(&state, event(.press, plot.x + 7, plot.y + 5))
    #expect(reduce(&state, event(.drag, 0, plot.y + 6)) == [.decode(state.cursor)])
    let cell = state.latentMapping.cell(forX: state.cursor[0], y: state.cursor[1])
    #expect(cell?.column == plot.x)
    _ = reduce(&state, event(.release, 0, 0))
    #expect(reduce(&state, event(.drag, plot.x + 3, plot.y)).isEmpty)
  }

  @Test
  func aDragFromElsewhereMovesNothing() throws {
    var state = SampleState.make()
    let plot = state.latentMapping.plot
    let loss = try #require(ExploreLayout(state).rect(of: .loss))
    _ = reduce(&state, event(.press, loss.x + 2, loss.y + 2))
    #expect(state.focus == .loss)
    #expect(reduce(&state, event(.drag, plot.x + 3, plot.y + 3)).isEmpty)
  }

  @Test
  func theWheelOverTheDigitPaneChangesTheDigit() throws {
    var state = SampleState.make()
    let rect = try #require(ExploreLayout(state).rect(of: .digit))
    let effects = reduce(&state, event(.wheelDown, rect.x + 3, rect.y + 3))
    #expect(effects == [.inspect(digit: 17, noise: nil)])
  }

  @Test
  func aClickOnAHintDoesIt() throws {
    var state = SampleState.make()
    let footer = mainView(state).description.split(separator: "\n")[39]
    let column = try #require(footer.split(separator: "x noise").first?.count)
    _ = reduce(&state, event(.press, column + 3, 39))
    #expect(state.isNoiseOn)
  }

  @Test
  func aClickOnATabFocusesItsPane() throws {
    var state = SampleState.make(width: 80, height: 24)
    let tab = try #require(ExploreLayout(state).tabs.first { $0.pane == .code })
    _ = reduce(&state, event(.press, tab.rect.x + 1, tab.rect.y))
    #expect(state.focus == .code)
  }

  private func event(_ kind: MouseEvent.Kind, _ x: Int, _ y: Int) -> Action {
    .mouse(MouseEvent(kind: kind, button: .left, x: x, y: y))
  }
}

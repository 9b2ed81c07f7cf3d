import Render
import Testing

@testable import AEExplorer

struct KeyBindingTests {
  @Test
  func noKeyIsBoundTwice() {
    let keys = KeyTable.rows.flatMap(\.bindings).flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test
  func hintsNameKeysOfTheirRow() {
    for row in KeyTable.rows {
      let bound = row.bindings.flatMap(\.keys)
      #expect(row.hint?.keys.allSatisfy(bound.contains) ?? true, "\(row.label)")
    }
  }

  @Test
  func hintsHaveRanksOfTheirOwn() {
    let ranks = KeyTable.rows.compactMap { $0.hint?.rank }
    #expect(Set(ranks).count == ranks.count)
  }

  @Test
  func helpShowsEveryRow() {
    var state = SampleState.make(width: 200, height: 70)
    state.isHelpShown = true
    let text = mainView(state).description
    for row in KeyTable.rows {
      let words = row.help.split(separator: " ").prefix(3).joined(separator: " ")
      #expect(text.contains(words), "\(row.label)")
    }
  }

  @Test
  func everyKeyDoesWhatTheTableSays() {
    let state = SampleState.make()
    for binding in KeyTable.rows.flatMap(\.bindings) {
      for key in binding.keys {
        #expect(action(for: key, in: state) == binding.action, "\(key.label)")
      }
    }
  }

  @Test
  func onlyClosingAndScrollingKeysActInHelp() {
    var state = SampleState.make()
    state.isHelpShown = true
    #expect(action(for: .character("n"), in: state) == nil)
    #expect(action(for: .down, in: state) == .scrollHelp(1))
    #expect(action(for: .escape, in: state) == .toggleHelp)
    #expect(action(for: .control("c"), in: state) == .quit)
  }

  @Test
  func aDigitAfterDChoosesAClass() {
    var state = SampleState.make()
    #expect(action(for: .character("3"), in: state) == .focus(.latent))
    _ = reduce(&state, .awaitClass)
    #expect(action(for: .character("3"), in: state) == .nextOfClass(3))
    #expect(action(for: .character("q"), in: state) == .quit)
  }

  @Test
  func qQuitsWhenTheTerminalIsTooSmallForHelp() {
    var state = SampleState.make(width: 30, height: 10)
    state.isHelpShown = true
    #expect(action(for: .character("q"), in: state) == .quit)
  }
}

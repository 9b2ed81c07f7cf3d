import Render
import Testing

@testable import AEExplorer

/// Every screen by its name.
private let screens = ScreenCatalog.all.map { $0.card.id.description }

struct KeyBindingTests {
  /// Returns the explorer with a screen shown.
  private func state(on screen: String, width: Int = 120, height: Int = 40) -> AppState {
    var state = SampleState.make(width: width, height: height)
    _ = reduce(&state, .show(ScreenID(screen)))
    return state
  }

  @Test(arguments: screens)
  func noKeyIsBoundTwice(screen: String) {
    let keys = state(on: screen).keyRows.flatMap(\.bindings).flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test(arguments: screens)
  func hintsNameKeysOfTheirRow(screen: String) {
    for row in state(on: screen).keyRows {
      let bound = row.bindings.flatMap(\.keys)
      #expect(row.hint?.keys.allSatisfy(bound.contains) ?? true, "\(row.label)")
    }
  }

  @Test(arguments: screens)
  func hintsHaveRanksOfTheirOwn(screen: String) {
    let ranks = state(on: screen).keyRows.compactMap { $0.hint?.rank }
    #expect(Set(ranks).count == ranks.count)
  }

  @Test(arguments: screens)
  func helpShowsEveryRow(screen: String) {
    var state = state(on: screen, width: 200, height: 90)
    state.isHelpShown = true
    let text = mainView(state).description
    for row in state.keyRows {
      let words = row.help.split(separator: " ").prefix(3).joined(separator: " ")
      #expect(text.contains(words), "\(row.label)")
    }
  }

  @Test(arguments: screens)
  func everyKeyDoesWhatTheTableSays(screen: String) {
    let state = state(on: screen)
    for binding in state.keyRows.flatMap(\.bindings) {
      for key in binding.keys {
        #expect(action(for: key, in: state) == binding.action, "\(key.label)")
      }
    }
  }

  @Test
  func theLetterAfterGGoesToItsScreen() {
    for entry in ScreenCatalog.all where entry.obstacle(in: SampleState.make()) == nil {
      var state = SampleState.make()
      _ = reduce(&state, .toggleScreenMenu)
      let scalar = entry.card.key.unicodeScalars.first ?? " "
      if let action = action(for: .character(scalar), in: state) { _ = reduce(&state, action) }
      #expect(state.screen == entry.card.id)
      #expect(state.overlay == nil)
    }
  }

  @Test
  func lettersOfScreensAreTheirOwn() {
    let keys = ScreenCatalog.all.map { $0.card.key }
    #expect(Set(keys).count == keys.count)
    #expect(Set(keys).isDisjoint(with: ["j", "k", "q"]))
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
    #expect(action(for: .character("q"), in: state) == .escape)
    #expect(action(for: .control("c"), in: state) == .quit)
  }

  @Test
  func aKeyWithoutMeaningSaysSo() {
    var state = SampleState.make()
    if let action = action(for: .character("W"), in: state) { _ = reduce(&state, action) }
    #expect(state.message?.hasPrefix("W means nothing here") ?? false)
  }

  @Test
  func qQuitsWhenTheTerminalIsTooSmallForHelp() {
    var state = SampleState.make(width: 30, height: 10)
    state.isHelpShown = true
    #expect(action(for: .character("q"), in: state) == .quit)
  }
}

import Render
import Testing

@testable import AEExplorer
@testable import Models

struct FinderTests {
  private func typed(_ text: String, in state: AppState = SampleState.make()) -> AppState {
    var state = state
    _ = reduce(&state, .toggleFinder)
    for scalar in text.unicodeScalars {
      if let action = action(for: .character(scalar), in: state) { _ = reduce(&state, action) }
    }
    return state
  }

  private func best(_ text: String) -> FindMatch? {
    let state = typed(text)
    guard case .find(let finder) = state.overlay else { return nil }
    return finder.matches(in: state).first
  }

  @Test(arguments: [("417", 416), ("digit 3", 2), ("1000", 999)])
  func aNumberIsATestDigit(text: String, digit: Int) {
    #expect(best(text)?.outcome == .digit(digit))
    var state = typed(text)
    #expect(reduce(&state, .overlay(.apply)) == [.inspect(digit: digit, noise: nil)])
    #expect(state.digit == digit)
    #expect(state.overlay == nil)
  }

  @Test
  func aNumberBeyondTheLastDigitIsNone() {
    #expect(best("1001")?.kind != "digit")
  }

  @Test
  func aClassShowsItsNextDigit() {
    #expect(best("class 7")?.outcome == .category(7))
    var state = typed("class 7")
    _ = reduce(&state, .overlay(.apply))
    #expect(state.dataset.labels[state.digit] == 7)
  }

  @Test
  func aClassIsFoundByItsName() {
    var state = SampleState.make()
    state.dataset.classNames[3] = "Sneaker"
    state = typed("snea", in: state)
    guard case .find(let finder) = state.overlay else { return }
    #expect(finder.matches(in: state).first?.outcome == .category(3))
  }

  @Test
  func aParameterOpensItsRowOfTheForm() {
    var state = typed("learning-rate")
    _ = reduce(&state, .overlay(.apply))
    guard case .form(let form) = state.overlay else {
      Issue.record("no form")
      return
    }
    #expect(form.current?.name == "learning-rate")
  }

  @Test(arguments: [
    ("pause", Action.togglePause), ("log", .toggleLogScale), ("worst", .nextWorst),
    ("draw", .show(.draw)),
  ])
  func aCommandIsFoundByItsHelp(text: String, action: Action) {
    #expect(best(text)?.outcome == .action(action))
  }

  @Test
  func aModelBeginsByItsName() {
    var state = typed("beta-vae")
    let effects = reduce(&state, .overlay(.apply))
    #expect(state.configuration.model.model == "beta-vae")
    #expect(effects.contains { if case .begin = $0 { true } else { false } })
  }

  @Test(arguments: ["/", ":"])
  func bothKeysOpenIt(key: String) {
    // A list of runs is filtered with /, as lists are elsewhere.
    for entry in ScreenCatalog.all where key == ":" || entry.card.id != .runs {
      var state = SampleState.make()
      _ = reduce(&state, .show(entry.card.id))
      #expect(Key(label: key).flatMap { action(for: $0, in: state) } == .toggleFinder)
    }
  }

  @Test
  func everyKeyOfTheScreenIsFoundByItsHelp() {
    let state = typed("")
    let found = Finder().matches(in: state).map(\.outcome)
    for action in state.keyRows.flatMap(\.bindings).map(\.action)
    where action != .toggleFinder && action != .escape {
      #expect(found.contains(.action(action)), "\(action)")
    }
  }

  @Test
  func lettersInOrderFindAWord() {
    #expect(FuzzyText.score(["rndm"], in: "a test digit at random", name: "at random") != nil)
    #expect(FuzzyText.score(["ata"], in: "a test digit at random", name: "at random") == nil)
    #expect(FuzzyText.score(["mdnr"], in: "a test digit at random", name: "at random") == nil)
  }

  @Test
  func nonsenseFindsNothingAndEnterDoesNothing() {
    var state = typed("zzqqxx")
    #expect(reduce(&state, .overlay(.apply)).isEmpty)
    #expect(mainView(state).description.contains("nothing is called that"))
  }
}

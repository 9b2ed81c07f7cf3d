import Models
import Render
import Testing

@testable import AEExplorer

struct RunsScreenTests {
  private func screen(_ state: AppState) -> RunsScreen {
    state.screens[.runs] as? RunsScreen ?? RunsScreen()
  }

  private func press(_ state: inout AppState, _ keys: Key...) -> [Effect] {
    var effects: [Effect] = []
    for key in keys { effects += action(for: key, in: state).map { reduce(&state, $0) } ?? [] }
    return effects
  }

  private func type(_ text: String, _ state: inout AppState) {
    for scalar in text.unicodeScalars { _ = press(&state, .character(scalar)) }
  }

  @Test func openingTheScreenReadsTheList() {
    var state = SampleState.make()
    #expect(reduce(&state, .show(.runs)) == [.runs(.list)])
  }

  @Test func theNewestRunIsChosenAndLookedAt() {
    var state = SampleState.make()
    _ = reduce(&state, .show(.runs))
    let effects = reduce(&state, .runs(.listed(RunSamples.all, folder: "")))
    #expect(effects == [.runs(.look(run: 9, digit: state.digit))])
    #expect(screen(state).chosen == 9)
  }

  @Test func theChosenRunStaysChosenWhenTheListIsReadAnew() {
    var state = RunSamples.make()
    _ = press(&state, .down, .down)
    let newer = RunSamples.run(12, "vae", .running, epochs: 1, lowest: 100)
    _ = reduce(&state, .runs(.listed([newer] + RunSamples.all, folder: "")))
    #expect(screen(state).chosen == 6)
  }

  @Test func enterOpensAsItWasLeftAndCTrainsOn() {
    var state = RunSamples.make()
    #expect(press(&state, .enter) == [.runs(.open(run: 9, epoch: nil, .waiting))])
    #expect(press(&state, .character("c")) == [.runs(.open(run: 9, epoch: nil, .goingOn))])
  }

  @Test func aForkBeginsAtTheMarkedEpoch() {
    var state = RunSamples.make()
    #expect(
      press(&state, .left, .left, .character("f")).contains(
        .runs(.open(run: 9, epoch: 15, .fork))))
  }

  @Test func marksStayWithinWhatIsKept() {
    var state = RunSamples.make()
    for _ in 0..<20 { _ = press(&state, .left) }
    #expect(screen(state).marked?.epoch == 3)
    for _ in 0..<20 { _ = press(&state, .right) }
    #expect(screen(state).marked?.epoch == 24)
  }

  @Test func aRunWithoutWeightsCanNotBeForked() {
    var state = RunSamples.make()
    #expect(press(&state, .end).contains(.runs(.look(run: 1, digit: state.digit))))
    #expect(press(&state, .character("f")).isEmpty)
    #expect(state.message?.contains("keeps no weights") ?? false)
  }

  @Test func theFilterShowsRunsWithAllWords() {
    var state = RunSamples.make()
    _ = press(&state, .character("/"))
    type("VAE fin", &state)
    #expect(screen(state).shown.map(\.id) == [8, 5, 1])
    _ = press(&state, .enter)
    #expect(state.overlay == nil)
    #expect(screen(state).filter == "VAE fin")
  }

  @Test func escapeTakesTheFilterBack() {
    var state = RunSamples.make()
    _ = press(&state, .character("/"))
    type("sparse", &state)
    #expect(screen(state).shown.count == 1)
    _ = press(&state, .escape)
    #expect(screen(state).shown.count == 6)
    #expect(state.screen == .runs)
  }

  @Test(arguments: [(1, [3, 6, 8, 9, 5, 1]), (2, [6, 3, 9, 8, 5, 1]), (3, [8, 9, 5, 6, 3, 1])])
  func sortingGoesRound(presses: Int, expected: [Int]) {
    var state = RunSamples.make()
    for _ in 0..<presses { _ = press(&state, .character("s")) }
    #expect(screen(state).shown.map(\.id) == expected)
  }

  @Test(arguments: [Key.character("y"), .enter])
  func deletingIsAskedAboutFirst(answer: Key) {
    var state = RunSamples.make()
    #expect(press(&state, .delete).isEmpty)
    #expect(mainView(state).description.contains("Delete run 9?"))
    #expect(press(&state, answer) == [.runs(.delete(run: 9))])
    #expect(state.overlay == nil)
  }

  @Test(arguments: [Key.character("n"), .character("q"), .escape, .character(" ")])
  func anyOtherKeyKeepsTheRun(answer: Key) {
    var state = RunSamples.make()
    _ = press(&state, .delete)
    #expect(press(&state, answer).isEmpty)
    #expect(state.overlay == nil)
    #expect(state.screen == .runs)
  }

  @Test func whatWasDoneIsSaidAndTheListReadAnew() {
    var state = RunSamples.make()
    #expect(reduce(&state, .runs(.done("run 9 is deleted"))) == [.runs(.list)])
    #expect(state.message == "run 9 is deleted")
  }

  @Test func anOpenedRunTakesThePlaceOfTheTraining() throws {
    var state = RunSamples.make()
    let run = try #require(screen(state).run)
    let opened = OpenedRun(
      run: run, checkpoint: run.subject.checkpoint(SampleState.savedState(epoch: 24)), history: [])
    let effects = reduce(&state, .runs(.opened(opened, .goingOn)))
    #expect(effects.contains(.takeRun(opened, .goingOn)))
    #expect(effects.contains(.training(.resume)))
    #expect(state.screen == .explore)
    #expect(state.earlier.count == 1)
  }

  @Test func anOpenedRunWaits() throws {
    var state = RunSamples.make()
    let run = try #require(screen(state).run)
    let opened = OpenedRun(
      run: run, checkpoint: run.subject.checkpoint(SampleState.savedState(epoch: 24)), history: [])
    #expect(reduce(&state, .runs(.opened(opened, .waiting))) == [.takeRun(opened, .waiting)])
  }

  @Test func aSavedRunIsARivalThatStandsStill() throws {
    var state = RunSamples.make()
    #expect(press(&state, .character("v")) == [.runs(.open(run: 9, epoch: nil, .rival))])
    let run = try #require(screen(state).run)
    let opened = OpenedRun(
      run: run, checkpoint: run.subject.checkpoint(SampleState.savedState(epoch: 24)), history: [])
    let effects = reduce(&state, .runs(.opened(opened, .rival)))
    #expect(effects.contains(.takeRun(opened, .rival)))
    #expect(state.screen == .compare)
    #expect(state.rival?.run == 9)
    #expect(state.rival?.isTraining == false)
    #expect(state.earlier.isEmpty)
  }

  @Test func aRunThatIsDoneGoesOnWithoutAnEnd() throws {
    let run = RunSamples.all[1]
    let done = OpenedRun(
      run: run, checkpoint: run.subject.checkpoint(SampleState.savedState(epoch: 40)), history: [])
    #expect(done.configuration.epochs == nil)
    let half = OpenedRun(
      run: run, checkpoint: run.subject.checkpoint(SampleState.savedState(epoch: 21)), history: [])
    #expect(half.configuration.epochs == 40)
  }

  @Test func aClickChoosesAndAnotherOpens() {
    var state = RunSamples.make()
    let click = Action.mouse(MouseEvent(kind: .press, button: .left, x: 12, y: 5))
    _ = reduce(&state, click)
    #expect(screen(state).chosen == 6)
    #expect(reduce(&state, click) == [.runs(.open(run: 6, epoch: nil, .waiting))])
  }

  @Test func theWheelMovesTheChoice() {
    var state = RunSamples.make()
    _ = reduce(&state, .mouse(MouseEvent(kind: .wheelDown, button: .other, x: 12, y: 5)))
    #expect(screen(state).chosen == 8)
  }

  @Test func anotherDigitIsSentThroughTheChosenRun() {
    var state = RunSamples.make()
    let effects = press(&state, .character("n"))
    #expect(effects.contains(.runs(.look(run: 9, digit: state.digit))))
  }

  @Test func newsOfTheTrainingRefreshTheListOnThisScreenOnly() {
    var state = RunSamples.make()
    let news = Action.trained(
      TrainingNews(generation: 0, snapshot: SampleState.snapshot(step: 300)))
    #expect(reduce(&state, news).contains(.runs(.refresh)))
    _ = reduce(&state, .show(.explore))
    #expect(!reduce(&state, news).contains(.runs(.refresh)))
  }

  @Test func aStoreThatCanNotBeReadSaysWhy() {
    var state = RunSamples.make(runs: [])
    #expect(mainView(state).description.contains("no saved runs yet"))
    _ = reduce(&state, .runs(.unreadable("/x/runs.sqlite is damaged; move it away")))
    #expect(mainView(state).description.contains("runs.sqlite is damaged"))
  }
}

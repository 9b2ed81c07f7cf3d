import Render
import Testing

@testable import AEExplorer
@testable import Models

struct TimeMachineTests {
  private func state() -> AppState {
    var state = SampleState.make()
    state.timeline = SampleState.timeline
    return state
  }

  private func effects(_ state: AppState, at step: Int?) -> [Effect] {
    [
      .look(step: step), .inspect(digit: state.digit, noise: nil), .decode(state.cursor),
      .observe(isUrgent: true),
    ]
  }

  @Test(
    arguments: [
      ([TimeTravel.by(-1)], 200), ([.by(-1), .by(-1)], 135), ([.by(-3)], 90), ([.by(-99)], 0),
      ([.first], 0), ([.first, .by(1)], 1), ([.first, .by(3)], 4), ([.to(step: 50)], 40),
      ([.to(step: 55)], 60), ([.first, .by(-1)], 0), ([.by(-1), .by(1)], nil),
      ([.first, .by(99)], nil), ([.first, .live], nil), ([.by(1)], nil),
    ] as [([TimeTravel], Int?)])
  func keysGoFromSnapshotToSnapshot(travels: [TimeTravel], expected: Int?) {
    var state = state()
    for travel in travels { _ = reduce(&state, .travel(travel)) }
    #expect(state.viewedStep == expected)
  }

  @Test
  func whatIsShownIsMadeFromTheEarlierWeights() {
    var state = state()
    #expect(reduce(&state, .travel(.by(-1))) == effects(state, at: 200))
    #expect(reduce(&state, .travel(.live)) == effects(state, at: nil))
  }

  @Test
  func trainingGoesOnWhileThePastIsShown() {
    var state = state()
    _ = reduce(&state, .travel(.first))
    let snapshot = SampleState.snapshot(number: 2, step: 300)
    let news = TrainingNews(generation: 0, snapshot: snapshot, timeline: SampleState.timeline)
    #expect(reduce(&state, .trained(news)).isEmpty)
    #expect(state.training?.step == 300)
    #expect(state.shownStep == 0)
  }

  @Test
  func withoutSnapshotsAKeySaysSo() {
    var state = SampleState.make()
    for travel in [TimeTravel.by(-1), .first, .to(step: 3)] {
      #expect(reduce(&state, .travel(travel)).isEmpty)
      #expect(state.message == "nothing has been kept yet of the steps before")
    }
  }

  @Test
  func anObservationOfTheLiveWeightsIsNotShownInThePast() {
    var state = state()
    _ = reduce(&state, .travel(.to(step: 40)))
    let live = SampleState.observation(codeSize: 2, isGaussian: true, step: 230)
    _ = reduce(&state, .observed(ObservationNews(generation: 0, observation: live)))
    #expect(state.observation?.step == 224)
    let past = SampleState.observation(codeSize: 2, isGaussian: true, step: 40)
    _ = reduce(&state, .observed(ObservationNews(generation: 0, pastStep: 40, observation: past)))
    #expect(state.observation?.step == 40)
  }

  @Test
  func anObservationOfThePastIsNotShownOnceLive() {
    var state = state()
    _ = reduce(&state, .travel(.first))
    _ = reduce(&state, .travel(.live))
    let past = SampleState.observation(codeSize: 2, isGaussian: true, step: 0)
    _ = reduce(&state, .observed(ObservationNews(generation: 0, pastStep: 0, observation: past)))
    #expect(state.observation?.step == 224)
  }

  @Test
  func axesStayWhileScrubbing() {
    var state = state()
    let axes = state.axes
    _ = reduce(&state, .travel(.to(step: 40)))
    let codes = Codes(size: 2, count: 2, means: [90, -90, 70, 3])
    let far = Observation(step: 40, codes: codes, errors: [1, 2])
    _ = reduce(&state, .observed(ObservationNews(generation: 0, pastStep: 40, observation: far)))
    #expect(state.axes == axes)
  }

  @Test
  func escapeGoesBackToLive() {
    var state = state()
    _ = reduce(&state, .travel(.first))
    #expect(reduce(&state, .escape) == effects(state, at: nil))
    #expect(state.viewedStep == nil)
  }

  @Test
  func draggingOnTheLossChartScrubs() throws {
    var state = state()
    let rect = try #require(ExploreLayout(state).rect(of: .loss))
    let chart = try #require(LossPane(state).chartRect(in: rect))
    _ = reduce(&state, event(.press, chart.x + 20, chart.y + 3))
    #expect(state.viewedStep == nil)
    _ = reduce(&state, event(.drag, chart.x + 19, chart.y + 3))
    let step = try #require(state.viewedStep)
    #expect((60...135).contains(step))
    _ = reduce(&state, event(.drag, chart.maxX - 1, chart.y + 3))
    #expect(state.viewedStep == nil)
  }

  @Test
  func theScreenSaysWhereItIs() {
    var state = state()
    _ = reduce(&state, .travel(.to(step: 40)))
    let rows = mainView(state).description.split(separator: "\n")
    #expect(rows.first?.contains("looking at step 40 · live: ▶ 224") == true)
    #expect(rows.last?.contains("} live") == true)
  }

  @Test
  func editingInThePastTrainsOnFromThere() {
    var state = state()
    _ = reduce(&state, .travel(.to(step: 40)))
    _ = reduce(&state, .toggleForm)
    let next = state.configuration
    #expect(
      reduce(&state, .overlay(.apply)) == [.fork(next, step: 40), .training(.resume)])
    #expect(state.viewedStep == nil)
    #expect(state.earlier.count == 1)
    #expect(state.message?.contains("with a new optimizer; u returns") == true)
  }

  @Test
  func aResetCanBeUndone() {
    var state = state()
    _ = reduce(&state, .resetSameSeed)
    #expect(state.message == "begun again with seed 1; u returns")
    #expect(reduce(&state, .undo) == [.returnToEarlier, .training(.resume)])
  }

  @Test
  func undoTakesALiveChangeBackFirst() {
    var state = state()
    _ = reduce(&state, .resetSameSeed)
    _ = reduce(
      &state, .trained(TrainingNews(generation: 1, snapshot: SampleState.snapshot(step: 10))))
    _ = reduce(&state, .changeLearningRate(1))
    _ = reduce(&state, .changeControl(1))
    #expect(reduce(&state, .undo) == [.training(.setControl("beta", 1))])
    #expect(reduce(&state, .undo) == [.training(.setLearningRate(0.001))])
    #expect(reduce(&state, .undo) == [.returnToEarlier, .training(.resume)])
  }

  private func event(_ kind: MouseEvent.Kind, _ x: Int, _ y: Int) -> Action {
    .mouse(MouseEvent(kind: kind, button: .left, x: x, y: y))
  }
}

import Render
import Testing

@testable import AEExplorer
@testable import Models

struct ReducerTests {
  @Test
  func aSnapshotIsFollowedByEverythingMadeFromItsWeights() {
    var state = SampleState.starting()
    let news = TrainingNews(generation: 0, snapshot: SampleState.snapshot(step: 10))
    #expect(
      reduce(&state, .trained(news)) == [
        .inspect(digit: 0, noise: nil), .decode([0, 0]), .observe(isUrgent: false),
      ])
    #expect(state.training?.step == 10)
  }

  @Test
  func aSnapshotOfTheSameWeightsAsksForNothing() {
    var state = SampleState.make()
    let news = TrainingNews(generation: 0, snapshot: SampleState.snapshot(number: 2))
    #expect(reduce(&state, .trained(news)).isEmpty)
  }

  @Test
  func anObservationThatTrainingHeldBackIsUrgentOnceTrainingStands() {
    var state = SampleState.make()
    var snapshot = SampleState.snapshot(step: 300)
    _ = reduce(&state, .trained(TrainingNews(generation: 0, snapshot: snapshot)))
    snapshot.number += 1
    snapshot.status = .paused
    let news = TrainingNews(generation: 0, snapshot: snapshot)
    #expect(reduce(&state, .trained(news)) == [.observe(isUrgent: true)])
  }

  @Test
  func inSlowMotionAnObservationIsUrgent() {
    var state = SampleState.make()
    var snapshot = SampleState.snapshot(step: 300)
    snapshot.pace = .oneStep
    let effects = reduce(&state, .trained(TrainingNews(generation: 0, snapshot: snapshot)))
    #expect(effects.last == .observe(isUrgent: true))
  }

  @Test
  func aSecondSpaceIsAResumeWhateverOldSnapshotsSay() {
    var state = SampleState.make()
    _ = reduce(&state, .togglePause)
    // Sent before the trainer heard of the pause.
    _ = reduce(&state, Self.news(number: 2, .running))
    #expect(state.status == .paused)
    #expect(reduce(&state, .togglePause) == [.training(.resume)])
  }

  @Test
  func theAnswerToTheFirstSpaceDoesNotUndoTheSecond() {
    var state = SampleState.make()
    _ = reduce(&state, .togglePause)
    _ = reduce(&state, .togglePause)
    for (number, status) in [(2, TrainingStatus.running), (3, .paused)] {
      _ = reduce(&state, Self.news(number: number, status))
      #expect(state.status == .running)
    }
    #expect(reduce(&state, .togglePause) == [.training(.pause)])
  }

  @Test
  func aRequestThatNobodyAnswersIsGivenUp() {
    var state = SampleState.make()
    _ = reduce(&state, .togglePause)
    for number in 2...10 { _ = reduce(&state, Self.news(number: number, .running)) }
    #expect(state.status == .running)
  }

  @Test
  func theSameSnapshotTwiceCountsOnce() {
    var state = SampleState.make()
    _ = reduce(&state, .togglePause)
    for _ in 0..<10 { _ = reduce(&state, Self.news(number: 2, .running)) }
    #expect(state.status == .paused)
  }

  @Test
  func aNewEndIsBelievedAtOnce() {
    var state = SampleState.make()
    _ = reduce(&state, .togglePause)
    _ = reduce(&state, .togglePause)
    _ = reduce(&state, Self.news(number: 2, .finished))
    #expect(state.status == .finished)
  }

  @Test
  func anEpochEndsWhenItEnds() {
    var state = SampleState.make()
    _ = reduce(&state, .togglePause)
    _ = reduce(&state, Self.news(number: 2, .paused))
    #expect(reduce(&state, .epoch) == [.training(.epoch)])
    #expect(state.status == .running)
    _ = reduce(&state, Self.news(number: 3, .paused))
    #expect(state.status == .paused)
  }

  @Test
  func whenThereIsNoOtherTrainingTheOldOneGoesOn() {
    var state = SampleState.make()
    _ = reduce(&state, .resetNewSeed)
    _ = reduce(&state, .beginFailed("no"))
    #expect(state.configuration.seed == 1)
    #expect(state.message == "no")
    _ = reduce(&state, .trained(TrainingNews(generation: 1, snapshot: SampleState.snapshot())))
    #expect(state.training != nil)
  }

  @Test
  func aControlMovesByAHalfPowerOfTwo() {
    var state = SampleState.make()
    #expect(
      reduce(&state, .changeControl(1)) == [.training(.setControl("beta", Float(2).squareRoot()))])
    #expect(reduce(&state, .changeControl(1)) == [.training(.setControl("beta", 2))])
    #expect(
      reduce(&state, .changeControl(-1)) == [.training(.setControl("beta", Float(2).squareRoot()))])
    #expect(state.message == "beta 1.4: weight of the KL divergence")
  }

  @Test
  func resettingKeepsAControl() {
    var state = SampleState.make()
    _ = reduce(&state, .changeControl(-1))
    _ = reduce(&state, .changeControl(-1))
    #expect(
      reduce(&state, .resetSameSeed) == [
        .begin(state.configuration), .training(.setControl("beta", 0.5)), .training(.resume),
      ])
  }

  @Test
  func aModelWithoutNumbersOfItsOwnSaysSo() {
    var state = SampleState.make(model: "undercomplete")
    #expect(reduce(&state, .changeControl(1)).isEmpty)
    #expect(state.message?.contains("no number of its own") == true)
    #expect(reduce(&state, .nextControl).isEmpty)
  }

  @Test(
    arguments: [
      (Float(1), 2, Float(2)), (3, 1, 4), (3, -1, Float(8).squareRoot()), (1000, 1, 1000),
      (0, -1, 0),
      (0, 1, Float(1) / 1024), (Float(1) / 1024, -1, 0), (900, 1, 1000),
    ])
  func controlsStayOnTheirScaleAndInTheirRange(value: Float, steps: Int, expected: Float) {
    #expect(ControlScale.value(value, movedBy: steps, in: 0...1000) == expected)
  }

  private static func news(number: Int, _ status: TrainingStatus) -> Action {
    .trained(
      TrainingNews(generation: 0, snapshot: SampleState.snapshot(number: number, status: status)))
  }

  @Test
  func newsOfAnEarlierTrainingIsIgnored() {
    var state = SampleState.make()
    _ = reduce(&state, .resetSameSeed)
    let news = TrainingNews(generation: 0, snapshot: SampleState.snapshot(step: 10))
    #expect(reduce(&state, .trained(news)).isEmpty)
    #expect(state.training == nil)
  }

  @Test
  func resettingGoesOnAsBefore() {
    var state = SampleState.make()
    var next = state.configuration
    next.seed = 2
    #expect(reduce(&state, .resetNewSeed) == [.begin(next), .training(.resume)])
    #expect(state.generation == 1)
    #expect(state.configuration.seed == 2)
  }

  @Test
  func resettingKeepsAPauseTheRateAndThePace() {
    var state = SampleState.make()
    _ = reduce(&state, .togglePause)
    _ = reduce(&state, .changeLearningRate(1))
    _ = reduce(&state, .cyclePace)
    #expect(
      reduce(&state, .resetSameSeed) == [
        .begin(state.configuration), .training(.setLearningRate(0.0015)),
        .training(.setPace(.tenSteps)),
      ])
  }

  @Test
  func spacePausesAndResumes() {
    var state = SampleState.make()
    #expect(reduce(&state, .togglePause) == [.training(.pause)])
    #expect(reduce(&state, .togglePause) == [.training(.resume)])
  }

  @Test
  func spaceGoesOnAfterADivergenceWithHalfTheRate() {
    var state = SampleState.make()
    state.training?.status = .diverged(
      Divergence(step: 812, term: "kl", restoredStep: 800, learningRate: 0.5))
    #expect(
      reduce(&state, .togglePause) == [.training(.setLearningRate(0.25)), .training(.resume)])
    #expect(state.message == "going on with half the learning rate, 0.25")
  }

  @Test
  func theLearningRateCountsPressesBeforeAnyAnswer() {
    var state = SampleState.make()
    _ = reduce(&state, .changeLearningRate(1))
    #expect(reduce(&state, .changeLearningRate(1)) == [.training(.setLearningRate(0.002))])
    #expect(state.message == "learning rate 0.002")
  }

  @Test
  func theLearningRateStaysInItsRange() {
    #expect(LearningRateScale.rate(10, movedBy: 1) == 10)
    #expect(LearningRateScale.rate(1e-6, movedBy: -1) == 1e-6)
    #expect(LearningRateScale.rate(0.001, movedBy: -1) == 0.0007)
  }

  @Test
  func digitsBeginAgainAfterTheLast() {
    var state = SampleState.make()
    state.digit = 999
    #expect(reduce(&state, .moveDigit(1)) == [.inspect(digit: 0, noise: nil)])
    #expect(reduce(&state, .moveDigit(-1)) == [.inspect(digit: 999, noise: nil)])
  }

  @Test
  func theWorstDigitsComeInOrder() {
    var state = SampleState.make()
    let errors = state.observation?.errors ?? []
    state.digit = errors.firstIndex(of: errors.max() ?? 0) ?? 0
    var seen: [Float] = []
    for _ in 0..<5 {
      _ = reduce(&state, .nextWorst)
      seen.append(errors[state.digit])
    }
    #expect(seen == Array(errors.sorted(by: >).dropFirst().prefix(5)))
  }

  @Test
  func theNextDigitOfAClassIsOfThatClass() {
    var state = SampleState.make()
    for label in 0..<10 {
      _ = reduce(&state, .nextOfClass(label))
      #expect(state.dataset.labels[state.digit] == label)
    }
  }

  @Test
  func noiseGoesWithTheDigit() {
    var state = SampleState.make()
    let gaussian = Corruption(.gaussian)
    #expect(reduce(&state, .toggleNoise) == [.inspect(digit: 16, noise: gaussian)])
    #expect(state.message == "noise: Gaussian, σ 0.5")
    #expect(reduce(&state, .toggleNoise) == [.inspect(digit: 16, noise: nil)])
    #expect(
      reduce(&state, .nextNoiseKind) == [.inspect(digit: 16, noise: Corruption(.saltAndPepper))])
  }

  @Test
  func noiseLevelsEndWhereTheirKindSays() {
    var state = SampleState.make()
    for _ in 0..<20 { _ = reduce(&state, .changeNoiseLevel(1)) }
    #expect(state.noise.level == 1)
    #expect(reduce(&state, .changeNoiseLevel(1)).isEmpty)
    #expect(state.message == "no stronger noise than this")
  }

  @Test
  func theCursorMovesByCells() {
    var state = SampleState.make()
    let before = state.latentMapping.cell(forX: state.cursor[0], y: state.cursor[1])
    let effects = reduce(&state, .moveCursor(x: 3, y: 2))
    let after = state.latentMapping.cell(forX: state.cursor[0], y: state.cursor[1])
    #expect(effects == [.decode(state.cursor)])
    #expect(after?.column == (before?.column ?? 0) + 3)
    #expect(after?.row == (before?.row ?? 0) - 2)
  }

  @Test
  func theCursorStaysInView() {
    var state = SampleState.make()
    for _ in 0..<100 { _ = reduce(&state, .moveCursor(x: 5, y: -5)) }
    #expect(state.latentMapping.cell(forX: state.cursor[0], y: state.cursor[1]) != nil)
  }

  @Test
  func theCursorGoesToTheDigitsCode() {
    var state = SampleState.make()
    let code = state.inspection?.code ?? []
    #expect(reduce(&state, .cursorToDigit) == [.decode(code)])
    #expect(reduce(&state, .cursorHome) == [.decode([0, 0])])
  }

  @Test
  func onlyTheShownDimensionsMove() {
    var state = SampleState.make(codeSize: 32, model: "undercomplete")
    _ = reduce(&state, .cycleAxes(1))
    let before = state.cursor
    _ = reduce(&state, .moveCursor(x: 1, y: 1))
    #expect(state.axes.horizontal == 1)
    #expect(state.axes.vertical == 2)
    #expect(
      zip(before, state.cursor).enumerated().allSatisfy { [1, 2].contains($0) || $1.0 == $1.1 })
  }

  @Test
  func axesStayWhileCodesMoveALittle() {
    var state = SampleState.make()
    let before = state.axes
    let observation = SampleState.observation(codeSize: 2, isGaussian: true, step: 300)
    let smaller = Codes(
      size: 2, count: 1000, means: observation.codes.means.map { $0 * 0.9 },
      logVariances: observation.codes.logVariances)
    let next = Observation(step: 300, codes: smaller, errors: observation.errors)
    _ = reduce(&state, .observed(ObservationNews(generation: 0, observation: next)))
    #expect(state.axes == before)
  }

  @Test
  func escapeLeavesOneLayerAtATimeAndNeverQuits() {
    var state = SampleState.make()
    state.isZoomed = true
    state.isHelpShown = true
    #expect(reduce(&state, .escape).isEmpty)
    #expect(!state.isHelpShown && state.isZoomed)
    #expect(reduce(&state, .escape).isEmpty)
    #expect(!state.isZoomed)
    #expect(reduce(&state, .escape).isEmpty)
  }

  @Test
  func aMessageStaysUntilTheNextKey() {
    var state = SampleState.make()
    _ = reduce(&state, .failed("the disk is full"))
    _ = reduce(&state, .decoded(DecodedPoint(code: [0, 0], picture: [], step: 1)))
    #expect(state.message == "the disk is full")
    _ = reduce(&state, .focusNext)
    #expect(state.message == nil)
  }
}

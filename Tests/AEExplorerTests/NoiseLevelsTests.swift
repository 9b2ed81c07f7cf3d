import Testing

@testable import AEExplorer
@testable import Models

struct NoiseLevelsTests {
  @Test
  func theyGoFromNoneToTheMost() {
    let levels = NoiseLadder.levels(of: .gaussian).map(\.level)
    #expect(levels == [0, 0.25, 0.5, 0.75, 1])
  }

  @Test
  func openingAsksForTheDigitOnce() {
    var state = SampleState.make()
    let wanted = Effect.inspectLevels(digit: 16, NoiseLadder.levels(of: state.noise.kind))
    #expect(reduce(&state, .toggleNoiseLevels) == [wanted])
    #expect(reduce(&state, .levelsInspected(SampleState.noiseSteps)).isEmpty)
    #expect(state.noiseLadder.steps.count == 5)
  }

  @Test
  func anotherDigitIsAskedFor() {
    var state = SampleState.make()
    _ = reduce(&state, .toggleNoiseLevels)
    let effects = action(for: .character("n"), in: state).map { reduce(&state, $0) }
    #expect(
      effects?.contains(.inspectLevels(digit: 17, NoiseLadder.levels(of: state.noise.kind))) == true
    )
  }

  @Test
  func anAnswerAboutAnotherDigitIsLeftOut() {
    var state = SampleState.make()
    _ = reduce(&state, .toggleNoiseLevels)
    state.digit = 3
    _ = reduce(&state, .levelsInspected(SampleState.noiseSteps))
    #expect(state.noiseLadder.steps.isEmpty)
  }

  @Test
  func halfTheErrorIsThreeDecibelsMore() {
    let ratio = signalToNoise(squaredError: 7.84, count: 784)
    #expect(abs(ratio - 20) < 1e-9)
    #expect(abs(signalToNoise(squaredError: 3.92, count: 784) - ratio - 3.0103) < 1e-4)
  }
}

import Render
import Testing

@testable import AEExplorer
@testable import Models

/// Twenty thousand random things happen, and the state still makes sense.
struct FuzzTests {
  @Test(arguments: [(1, "vae"), (2, "vae"), (5, "undercomplete")])
  func anyCourseOfActionsKeepsTheStateConsistent(codeSize: Int, model: String) {
    var generator = SampleGenerator(state: 11)
    var state = SampleState.make(codeSize: codeSize, model: model)
    for count in 0..<7000 {
      let action = next(state, &generator)
      _ = reduce(&state, action)
      guard isConsistent(state) else {
        Issue.record("after \(count + 1) actions, the last of them \(action)")
        return
      }
      if count % 50 == 0 { _ = mainView(state) }
    }
  }

  private func isConsistent(_ state: AppState) -> Bool {
    (0..<state.dataset.count).contains(state.digit) && state.cursor.count == state.codeSize
      && state.cursor.allSatisfy(\.isFinite) && state.noise.kind.levels.contains(state.noise.level)
      && (0..<state.codeSize).contains(state.axes.horizontal)
      && (0..<state.codeSize).contains(state.axes.vertical)
      && state.helpOffset >= 0 && state.learningRate > 0
  }

  private func next(_ state: AppState, _ generator: inout SampleGenerator) -> Action {
    let rows = state.keyRows
    switch Int.random(in: 0..<10, using: &generator) {
    case 0:
      return .mouse(
        MouseEvent(
          kind: [.press, .drag, .release, .wheelUp, .wheelDown].randomElement(using: &generator)
            ?? .press, button: .left, x: Int.random(in: -2..<230, using: &generator),
          y: Int.random(in: -2..<80, using: &generator)))
    case 1:
      return .resized(
        width: Int.random(in: 0..<230, using: &generator),
        height: Int.random(in: 0..<80, using: &generator))
    case 2:
      return news(state, &generator)
    case 3 where state.overlay != nil:
      return .overlay(input(&generator))
    default:
      let actions = rows.flatMap(\.bindings).map(\.action)
      return actions[Int.random(in: 0..<actions.count, using: &generator)]
    }
  }

  private func input(_ generator: inout SampleGenerator) -> OverlayInput {
    let amount = Int.random(in: -3...9, using: &generator)
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: return .change(amount)
    case 1: return .type("0123456789.,-ex".randomElement(using: &generator) ?? "1")
    case 2: return .erase
    case 3: return .restoreDefault
    case 4: return .apply
    default: return .move(amount)
    }
  }

  private func news(_ state: AppState, _ generator: inout SampleGenerator) -> Action {
    let isGaussian = state.configuration.model.model == "vae"
    let generation = state.generation - Int.random(in: 0...1, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0:
      let step = Int.random(in: 0..<40, using: &generator)
      let snapshot = SampleState.snapshot(step: step, isGaussian: isGaussian)
      return .trained(TrainingNews(generation: generation, snapshot: snapshot))
    case 1:
      let observation = SampleState.observation(codeSize: state.codeSize, isGaussian: isGaussian)
      return .observed(ObservationNews(generation: generation, observation: observation))
    case 2:
      let code = [Float](repeating: .nan, count: state.codeSize)
      return .decoded(DecodedPoint(code: code, picture: [.nan], step: 1))
    case 3: return .nextOfClass(Int.random(in: -1...12, using: &generator))
    default: return .scrollHelp(Int.random(in: -50...50, using: &generator))
    }
  }
}

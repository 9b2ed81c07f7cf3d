import Models
import Testing

@testable import AEExplorer

struct OrganiseScreenTests {
  private func screen(_ state: AppState) -> OrganiseScreen? {
    state.screens[ScreenID("organise")] as? OrganiseScreen
  }

  @Test
  func neighboursComeBeforeClusters() {
    var state = SampleState.make()
    _ = reduce(&state, .show(ScreenID("organise")))
    #expect(state.studies[state.screen]?.order.study is NeighboursStudy)
    ApplicationSamples.answer(&state)
    #expect(screen(state)?.organisation?.clusters == 10)
  }

  @Test
  func rightAsksForMoreClusters() {
    var state = ApplicationSamples.make("organise")
    if let action = action(for: .right, in: state) { _ = reduce(&state, action) }
    let study = state.studies[state.screen]?.order.study as? OrganiseStudy
    #expect(study?.clusters == 11)
  }

  @Test
  func whatIsKnownIsNotAskedAgain() {
    let state = ApplicationSamples.make("organise")
    #expect(screen(state)?.study(for: state) == nil)
  }

  @Test
  func clustersStandInTheOrderOfTheirClasses() {
    var found = Organisation(step: 0, clusters: 3, count: 30)
    found.table = [[0, 9], [9, 1], [1, 1]]
    found.agreement = ClusterAgreement(
      clusters: Array(repeating: 0, count: 9) + Array(repeating: 1, count: 10) + [2, 2],
      classes: Array(repeating: 1, count: 9) + Array(repeating: 0, count: 9) + [1, 0, 1])
    #expect(found.order == [1, 0, 2])
  }
}

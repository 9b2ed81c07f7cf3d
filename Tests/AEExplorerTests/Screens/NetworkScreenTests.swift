import Render
import Testing

@testable import AEExplorer
@testable import Models

struct NetworkScreenTests {
  private func screen(_ state: AppState) -> NetworkScreen? {
    state.screens[ScreenID("network")] as? NetworkScreen
  }

  private func press(_ state: inout AppState, _ key: Key) {
    if let action = action(for: key, in: state) { _ = reduce(&state, action) }
    NetworkSample.answer(&state)
  }

  @Test
  func theFirstLayerIsChosenAtFirst() throws {
    let network = try #require(screen(NetworkSample.make()))
    #expect(network.layer?.name == "encoder.0")
    #expect(network.shownPictures?.units.first == 0)
    #expect(network.shownActivity?.atSample.count == 512)
    #expect(network.derivative != nil)
  }

  @Test
  func downAndUpGoFromLayerToLayer() throws {
    var state = NetworkSample.make()
    press(&state, .down)
    #expect(screen(state)?.layer?.name == "encoder.1")
    #expect(screen(state)?.shownActivity?.atSample.count == 256)
    press(&state, .character("k"))
    #expect(screen(state)?.layer?.name == "encoder.0")
    press(&state, .end)
    #expect(screen(state)?.layer?.name == "decoder.2")
    press(&state, .character("j"))
    #expect(screen(state)?.layer?.name == "decoder.2")
  }

  @Test
  func rightTurnsToFurtherUnitsAndNoFurther() throws {
    var state = NetworkSample.make()
    let first = try #require(screen(state)?.shownPictures?.units)
    press(&state, .right)
    #expect(screen(state)?.shownPictures?.units.first == first.count)
    for _ in 0..<200 { press(&state, .right) }
    #expect(screen(state)?.shownPictures?.units.last == 511)
    #expect(state.message == "there are no more units")
    for _ in 0..<200 { press(&state, .left) }
    #expect(screen(state)?.shownPictures?.units == first)
  }

  @Test
  func theMostActiveUnitsCanComeFirst() throws {
    var state = NetworkSample.make()
    press(&state, .character("i"))
    let network = try #require(screen(state))
    let values = try #require(network.shownActivity?.atSample)
    let shown = try #require(network.shownPictures?.units)
    #expect(values[shown[0]] == values.max())
  }

  @Test
  func theLayerStaysWhereTheNextModelHasIt() throws {
    var state = NetworkSample.make()
    press(&state, .down)
    _ = reduce(&state, .resetNewSeed)
    #expect(screen(state)?.layers.isEmpty ?? false)
    #expect(screen(state)?.chosenName == "encoder.1")
  }

  @Test
  func aPartIsShownAlone() throws {
    var state = NetworkSample.make()
    press(&state, .character("4"))
    press(&state, .character("z"))
    let network = try #require(screen(state))
    #expect(NetworkLayout(network, state).parts.map(\.part) == [.derivative])
    press(&state, .enter)
    #expect(NetworkLayout(try #require(screen(state)), state).parts.count == 4)
  }

  @Test
  func aClickChoosesALayer() throws {
    var state = NetworkSample.make()
    _ = reduce(&state, .mouse(MouseEvent(kind: .press, button: .left, x: 5, y: 5)))
    #expect(screen(state)?.layer?.name == "encoder.mean+logVariance")
    #expect(screen(state)?.focus == .layers)
  }

  @Test
  func everythingIsLookedAtAgainWithOtherWeights() throws {
    var state = NetworkSample.make()
    #expect(!state.awaitsStudy)
    state.training?.weights = WeightSnapshot([0], step: 300)
    var seen: Set<Int> = []
    for _ in 0..<3 {
      let effects = reduce(&state, .unknown(.escape))
      seen.formUnion(effects.count > 0 ? [seen.count] : [])
      NetworkSample.answer(&state)
    }
    let network = try #require(screen(state))
    #expect(network.activity?.step == 300)
    #expect(network.pictures?.step == 300)
    #expect(network.derivative?.step == 300)
    #expect(!state.awaitsStudy)
  }

  @Test(arguments: ["mean activations", "spread"])
  func onlyMeanActivationsAreWantedToBeSomewhere(name: String) throws {
    var state = NetworkSample.make("sparse-kl")
    let seen = try #require(state.observation)
    let bars = ReadoutValue.bars(Array(repeating: 0.04, count: 196), line: 0.05)
    let observation = Observation(
      step: seen.step, codes: seen.codes, errors: seen.errors,
      readouts: [ReadoutResult(name: name, summary: "", unit: "", value: bars)])
    _ = reduce(&state, .observed(ObservationNews(generation: 0, observation: observation)))
    #expect(mainView(state).description.contains("wanted 0.05") == (name == "mean activations"))
  }

  /// No pane of any layer of any model is empty, at any of the usual sizes.
  @Test(arguments: ModelCatalog.all.map(\.id))
  func everyPaneOfEveryModelHasSomethingToShow(id: String) throws {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
      var state = NetworkSample.make(id, width: width, height: height)
      let count = try #require(screen(state)?.layers.count)
      #expect(count > 2)
      for _ in 0..<count {
        let network = try #require(screen(state))
        let frame = mainView(state)
        for placed in NetworkLayout(network, state).parts {
          let room = placed.rect.inset()
          let isBlank = (room.y..<room.maxY).allSatisfy { y in
            (room.x..<room.maxX).allSatisfy { frame[$0, y] == .blank }
          }
          #expect(!isBlank, "\(width) × \(height), \(network.layer?.name ?? ""): \(placed.part)")
        }
        #expect(network.shownPictures?.units.isEmpty == false, "\(network.layer?.name ?? "")")
        press(&state, .down)
      }
    }
  }
}

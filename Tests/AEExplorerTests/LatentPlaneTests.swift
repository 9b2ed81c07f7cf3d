import Models
import Render
import Testing

@testable import AEExplorer

struct LatentPlaneTests {
  @Test
  func theTwoDimensionsOfLargestSpreadAreShownFirst() throws {
    let state = SampleState.make(codeSize: 12, model: "undercomplete")
    let spreads = try #require(state.observation?.spreads)
    let order = spreads.indices.sorted { spreads[$0] > spreads[$1] }
    let shown = [state.axes.horizontal, state.axes.vertical].map { spreads[$0] }.min() ?? 0
    #expect(shown * 1.25 >= spreads[order[1]])
  }

  @Test
  func dimensionsThatSomebodyChoseStay() {
    var state = SampleState.make(codeSize: 12)
    _ = reduce(&state, .cycleAxes(1))
    let chosen = (state.axes.horizontal, state.axes.vertical)
    let next = SampleState.observation(codeSize: 12, isGaussian: true, step: 300)
    _ = reduce(&state, .observed(ObservationNews(generation: 0, observation: next)))
    #expect((state.axes.horizontal, state.axes.vertical) == chosen)
  }

  @Test
  func principalAxesAreOrthonormalAndHoldMostOfTheVariance() throws {
    // Along (3, 4, 0) by up to 5, along z by up to 1, and nothing else.
    let means = (0..<100).flatMap { index -> [Float] in
      let (far, near) = (Float(index % 10) - 4.5, Float(index / 10) - 4.5)
      return [0.6 * far + 2, 0.8 * far, near / 5, 0]
    }
    let plane = PrincipalPlane(of: Codes(size: 4, count: 100, means: means), rounds: 12)
    #expect(abs(abs(plane.first[0]) - 0.6) < 1e-3)
    #expect(abs(abs(plane.first[1]) - 0.8) < 1e-3)
    #expect(abs(abs(plane.second[2]) - 1) < 1e-3)
    #expect(plane.share > 0.999)
    #expect(abs(plane.point(of: plane.mean[...]).x) < 1e-5)
  }

  @Test
  func aPlaceOfThePrincipalPlaneIsTheCodeThere() {
    var state = SampleState.make(codeSize: 6)
    _ = reduce(&state, .plane(.togglePrincipal))
    #expect(state.axes.principal != nil)
    let point = state.planePoint(of: state.code(at: Point(x: 0.7, y: -0.4))[...])
    #expect(abs(point.x - 0.7) < 1e-4)
    #expect(abs(point.y + 0.4) < 1e-4)
  }

  @Test
  func zoomKeepsTheCursorAndHomeShowsAllAgain() {
    var state = SampleState.make()
    let before = state.axes
    let cell = state.latentMapping.cell(forX: state.cursor[0], y: state.cursor[1])
    let length = state.latentMapping.xRange.length
    _ = reduce(&state, .plane(.zoom(2)))
    #expect(state.latentMapping.xRange.length < 0.7 * length)
    let after = state.latentMapping.cell(forX: state.cursor[0], y: state.cursor[1])
    #expect(abs((after?.column ?? -9) - (cell?.column ?? 9)) <= 1)
    _ = reduce(&state, .cursorHome)
    #expect(state.axes.isHeld == false)
    #expect(state.axes.rangeX == before.rangeX)
  }

  @Test
  func theRightButtonMovesThePlane() {
    var state = SampleState.make()
    let plot = state.latentMapping.plot
    let before = state.latentMapping.nearestPoint(toColumn: plot.x + 10, row: plot.y + 5)
    for (kind, x) in [(MouseEvent.Kind.press, 10), (.drag, 20), (.release, 20)] {
      _ = reduce(
        &state, .mouse(MouseEvent(kind: kind, button: .right, x: plot.x + x, y: plot.y + 5)))
    }
    let after = state.latentMapping.nearestPoint(toColumn: plot.x + 20, row: plot.y + 5)
    #expect(abs(before.x - after.x) < 1e-3)
    #expect(state.axes.grip == nil)
  }

  @Test
  func capitalCShowsTheDigitNearestToTheCursor() throws {
    var state = SampleState.make()
    state.cursor = try #require(state.observation?.codes.mean(123))
    _ = reduce(&state, .plane(.showNearest))
    #expect(state.digit == 123)
  }

  @Test
  func aMosaicIsOrderedOnlyWhileItIsShown() {
    var state = SampleState.make()
    #expect(state.shownScreen.study(for: state) == nil)
    _ = reduce(&state, .plane(.cycleBackground))
    _ = reduce(&state, .plane(.cycleBackground))
    let study = state.shownScreen.study(for: state) as? DecodingStudy
    #expect(study != nil)
    _ = reduce(&state, .moveCursor(x: 1, y: 0))
    #expect(state.shownScreen.study(for: state) as? DecodingStudy == study)
  }
}

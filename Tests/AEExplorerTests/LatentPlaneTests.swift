import Models
import Render
import Testing

@testable import AEExplorer

/// Zoom, pan, principal axes, and which digit is near.
struct LatentPlaneTests {
  // MARK: - Principal axes

  @Test
  func principalAxesAreOrthonormalAndHoldMostOfTheVariance() {
    // Along (3, 4, 0) by up to 5, along z by up to 1, and nothing else.
    let means = (0..<100).flatMap { index -> [Float] in
      let (far, near) = (Float(index % 10) - 4.5, Float(index / 10) - 4.5)
      return [0.6 * far + 2, 0.8 * far, near / 5, 0]
    }
    let plane = PrincipalPlane(of: Codes(size: 4, count: 100, means: means), rounds: 12)
    #expect(abs(plane.first[0] - 0.6) < 1e-3)
    #expect(abs(plane.first[1] - 0.8) < 1e-3)
    #expect(abs(plane.second[2] - 1) < 1e-3)
    #expect(plane.share > 0.999)
    #expect(abs(plane.point(of: plane.mean[...]).x) < 1e-5)
  }

  @Test
  func aPlaceOfThePrincipalPlaneIsTheCodeThere() {
    let state = Self.principal()
    let point = state.planePoint(of: state.code(at: Point(x: 0.7, y: -0.4))[...])
    #expect(abs(point.x - 0.7) < 1e-4)
    #expect(abs(point.y + 0.4) < 1e-4)
  }

  @Test
  func principalAxesTurnWithTheCodesAndDoNotFlip() throws {
    var state = Self.principal()
    let before = try #require(state.axes.principal)
    let codes = try #require(state.observation?.codes)
    let turned = Codes(
      size: codes.size, count: codes.count, means: codes.means.map { -0.9 * $0 })
    observe(&state, turned)
    let after = try #require(state.axes.principal)
    let cosine = zip(before.first, after.first).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(cosine > 0.99)
    #expect(after.mean != before.mean)
  }

  @Test
  func movingInThePlaneLeavesItWhereItIs() {
    var state = Self.principal()
    _ = reduce(&state, .cursorToDigit)
    let before = state.code(at: Point(x: 1, y: 1))
    for step in 0..<200 { _ = reduce(&state, .moveCursor(x: step % 7 - 3, y: step % 5 - 2)) }
    #expect(state.code(at: Point(x: 1, y: 1)) == before)
  }

  @Test
  func otherDimensionsTakeThePlaceOfPrincipalAxes() {
    var state = Self.principal()
    _ = reduce(&state, .cycleAxes(1))
    #expect(state.axes.principal == nil)
    #expect(state.axes.horizontal != state.axes.vertical)
  }

  @Test(arguments: [1, 2])
  func twoDimensionsHaveNoOtherAxes(codeSize: Int) {
    var state = SampleState.make(codeSize: codeSize)
    _ = reduce(&state, .plane(.togglePrincipal))
    #expect(state.axes.principal == nil)
    #expect(state.message != nil)
  }

  @Test
  func theCirclesOfThePriorAreAroundItsMiddle() {
    let state = Self.principal()
    let scatter = state.emptyScatter(in: Rect(x: 0, y: 0, width: 60, height: 30))
    #expect(scatter.circleMiddle == state.planePoint(of: [0, 0, 0, 0, 0, 0]))
    #expect(
      SampleState.make().emptyScatter(in: .init(x: 0, y: 0, width: 60, height: 30))
        .circleMiddle == Point(x: 0, y: 0))
  }

  // MARK: - Zoom and pan

  @Test(arguments: [1, 2, 6], [(80, 24), (120, 40), (200, 60)])
  func theWheelZoomsAboutThePointer(codeSize: Int, size: (Int, Int)) {
    var state = SampleState.make(width: size.0, height: size.1, codeSize: codeSize)
    for (part, kind) in [(5, MouseEvent.Kind.wheelUp), (2, .wheelUp), (3, .wheelDown)] {
      let plot = state.latentMapping.plot
      let (x, y) = (plot.x + plot.width / part, plot.y + plot.height / part)
      let before = state.latentMapping
      let point = before.nearestPoint(toColumn: x, row: y)
      _ = reduce(&state, .mouse(MouseEvent(kind: kind, button: .other, x: x, y: y)))
      let after = state.latentMapping
      let now = after.nearestPoint(toColumn: x, row: y)
      #expect(abs(Double(now.x - point.x)) < 0.02 * after.xRange.length)
      #expect(abs(Double(now.y - point.y)) < 0.02 * after.yRange.length || codeSize == 1)
      #expect((after.xRange.length < before.xRange.length) == (kind == .wheelUp))
    }
  }

  @Test
  func keysZoomAboutTheCursorAndHomeShowsAllAgain() {
    var state = SampleState.make()
    let before = state.axes
    let mapping = state.latentMapping
    let cell = mapping.cell(forX: state.cursor[0], y: state.cursor[1])
    _ = reduce(&state, .plane(.zoom(2)))
    #expect(state.latentMapping.xRange.length < 0.7 * mapping.xRange.length)
    let after = state.latentMapping.cell(forX: state.cursor[0], y: state.cursor[1])
    #expect(abs((after?.column ?? -9) - (cell?.column ?? 9)) <= 1)
    _ = reduce(&state, .cursorHome)
    #expect(!state.axes.isHeld)
    #expect(state.axes.rangeX == before.rangeX)
  }

  @Test
  func aDragInTheZoomedPlaneDecodesWhatIsUnderThePointer() {
    for var state in [SampleState.make(), Self.principal()] {
      _ = reduce(&state, .plane(.zoom(4)))
      let mapping = state.latentMapping
      for (kind, x, y) in [(MouseEvent.Kind.press, 9, 3), (.drag, 14, 5), (.drag, 20, 2)] {
        let (column, row) = (mapping.plot.x + x, mapping.plot.y + y)
        let effects = reduce(
          &state, .mouse(MouseEvent(kind: kind, button: .left, x: column, y: row)))
        #expect(effects == [.decode(state.cursor)])
        let wanted = mapping.nearestPoint(toColumn: column, row: row)
        let point = state.planePoint(of: state.cursor[...])
        #expect(abs(Double(point.x - wanted.x)) < 0.01 * mapping.xRange.length)
        #expect(abs(Double(point.y - wanted.y)) < 0.01 * mapping.yRange.length)
      }
    }
  }

  @Test
  func theRightButtonMovesThePlane() {
    var state = SampleState.make()
    let cursor = state.cursor
    let plot = state.latentMapping.plot
    let before = state.latentMapping.nearestPoint(toColumn: plot.x + 10, row: plot.y + 5)
    for (kind, x) in [(MouseEvent.Kind.press, 10), (.drag, 20), (.release, 20)] {
      _ = reduce(
        &state, .mouse(MouseEvent(kind: kind, button: .right, x: plot.x + x, y: plot.y + 5)))
    }
    let after = state.latentMapping.nearestPoint(toColumn: plot.x + 20, row: plot.y + 5)
    #expect(abs(before.x - after.x) < 1e-3)
    #expect(state.axes.grip == nil)
    #expect(state.cursor == cursor)
  }

  @Test
  func theCursorTakesTheZoomedPlaneAlong() {
    var state = SampleState.make()
    _ = reduce(&state, .plane(.zoom(6)))
    let length = state.latentMapping.xRange.length
    let start = state.cursor[0]
    for _ in 0..<40 { _ = reduce(&state, .moveCursor(x: 5, y: 0)) }
    #expect(Double(state.cursor[0] - start) > 2 * length)
    #expect(state.latentMapping.cell(forX: state.cursor[0], y: state.cursor[1]) != nil)
    #expect(abs(state.latentMapping.xRange.length - length) < 1e-3 * length)
  }

  @Test
  func cTakesTheZoomedPlaneToTheDigit() throws {
    var state = SampleState.make()
    _ = reduce(&state, .plane(.zoom(9)))
    _ = reduce(&state, .cursorToDigit)
    #expect(state.cursor == state.currentCode)
  }

  @Test
  func noZoomAndNoPanLeavesWhatNumbersCanTell() {
    var state = SampleState.make()
    for _ in 0..<60 { _ = reduce(&state, .plane(.zoom(3))) }
    for _ in 0..<60 { _ = reduce(&state, .moveCursor(x: 9, y: 9)) }
    let mapping = state.latentMapping
    let cells = (0..<mapping.plot.width).map {
      mapping.nearestPoint(toColumn: mapping.plot.x + $0, row: mapping.plot.y).x
    }
    #expect(Set(cells).count == cells.count)
    for _ in 0..<200 { _ = reduce(&state, .plane(.zoom(-3))) }
    #expect(state.latentMapping.xRange.length <= 1e5)
  }

  // MARK: - The nearest digit

  @Test
  func capitalCShowsTheDigitNearestToTheCursor() throws {
    var state = SampleState.make()
    state.cursor = try #require(state.observation?.codes.mean(123))
    _ = reduce(&state, .plane(.showNearest))
    #expect(state.digit == 123)
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60)])
  func theNearestDigitIsNamed(size: (Int, Int)) throws {
    var state = SampleState.make(width: size.0, height: size.1)
    state.cursor = try #require(state.observation?.codes.mean(123))
    let text = mainView(state).description
    #expect(text.contains("near \(state.dataset.labels[123]) ("))
    #expect(text.contains("124)"))
  }

  // MARK: -

  /// The explorer on principal axes.
  static func principal(width: Int = 120, height: Int = 40, model: String = "vae") -> AppState {
    var state = SampleState.make(width: width, height: height, codeSize: 6, model: model)
    _ = reduce(&state, .plane(.togglePrincipal))
    return state
  }

  private func observe(_ state: inout AppState, _ codes: Codes) {
    let observation = Observation(step: 300, codes: codes, errors: [])
    _ = reduce(&state, .observed(ObservationNews(generation: 0, observation: observation)))
  }
}

import Foundation
import Models
import Render
import Testing

@testable import AEExplorer

/// What lies behind the points of the latent plane.
struct PlaneBackdropTests {
  static let appearances: [Appearance] = [
    Appearance(), Appearance(colors: .sixteen), Appearance(colors: .mono),
    Appearance(glyphs: .ascii, colors: .full), Appearance(glyphs: .ascii, colors: .mono),
  ]

  // MARK: - Legible

  @Test(arguments: appearances, PlaneBackground.allCases)
  func cursorAndDigitStayOnTop(appearance: Appearance, background: PlaneBackground) throws {
    var state = SampleState.make(appearance: appearance)
    show(background, in: &state)
    state.cursor = [1.5, -1]
    let screen = mainView(state)
    let mapping = state.latentMapping
    let cursor = try #require(mapping.cell(forX: 1.5, y: -1))
    #expect(screen[cursor.column, cursor.row].glyph == appearance.glyphs.cross)
    #expect(screen[cursor.column, cursor.row].style.attributes.contains(.bold))
    let code = try #require(state.currentCode)
    let digit = try #require(mapping.cell(forX: code[0], y: code[1]))
    let label = state.dataset.labels[state.digit]
    #expect(screen[digit.column, digit.row].glyph == Unicode.Scalar(48 + label))
    #expect(screen[digit.column, digit.row].style.attributes.contains(.reverse))
  }

  @Test(arguments: appearances)
  func densityTakesNoPointAway(appearance: Appearance) {
    var state = SampleState.make(appearance: appearance)
    let without = mainView(state)
    show(.density, in: &state)
    let with = mainView(state)
    var shaded = 0
    for index in pointCells(of: state, in: without) {
      #expect(with.cells[index].glyph == without.cells[index].glyph)
      #expect(with.cells[index].style.foreground == without.cells[index].style.foreground)
      if with.cells[index].style.background != .standard { shaded += 1 }
    }
    #expect(appearance.colors != .full || shaded > 100)
  }

  /// The categories are chosen for a contrast of at least 5 on black and 3 on white.
  @Test(arguments: [(Theme.dark, 3.0), (.colorBlind, 3.0), (.highContrast, 3.0), (.light, 2.7)])
  func densityLeavesPointsTheirContrast(theme: Theme, least: Double) {
    var state = SampleState.make()
    state.theme = theme
    show(.density, in: &state)
    let screen = mainView(state)
    let palette = Palette(depth: .full, theme: theme, own: theme.background)
    let shades = Set(
      screen.cells.map(\.style.background).filter { color in
        if case .backdrop = color { true } else { false }
      })
    #expect(shades.count == 3)
    for shade in shades {
      for number in 0..<10 {
        let color = palette.index(of: .category(UInt8(number)))
        #expect(contrast(color, palette.index(of: shade)) >= least, "\(number) on \(shade)")
      }
    }
  }

  @Test
  func moreCodesAreBrighter() {
    var map = DensityMap(width: 20, height: 10)
    for _ in 0..<9 { map.add(column: 4, row: 4) }
    map.add(column: 15, row: 4)
    map.smooth()
    #expect(map.part(column: 4, row: 4) == 1)
    #expect(map.part(column: 5, row: 4) < 1)
    #expect(map.part(column: 5, row: 4) > map.part(column: 8, row: 4))
    #expect(map.part(column: 15, row: 4) < 0.2)
    #expect(map.part(column: 19, row: 9) == 0)
  }

  @Test
  func pointsOverPicturesStandOnPlatesWithRoomBetween() {
    var state = SampleState.make()
    let all = pointCells(of: state, in: mainView(state)).count
    show(.mosaic, in: &state)
    let screen = mainView(state)
    let cells = pointCells(of: state, in: screen)
    #expect(cells.count * 3 < all)
    #expect(cells.count > 20)
    #expect(cells.allSatisfy { screen.cells[$0].style.background == .gray(0) })
  }

  // MARK: - The mosaic

  @Test
  func aMosaicIsOrderedOnlyWhileItIsShown() {
    var state = SampleState.make()
    #expect(state.shownScreen.study(for: state) == nil)
    _ = reduce(&state, .plane(.cycleBackground))
    #expect(state.shownScreen.study(for: state) == nil)
    _ = reduce(&state, .plane(.cycleBackground))
    #expect(state.shownScreen.study(for: state) is MosaicStudy)
    _ = reduce(&state, .plane(.cycleBackground))
    #expect(state.axes.background == .nothing)
    #expect(state.shownScreen.study(for: state) == nil)
  }

  @Test(arguments: [2, 6])
  func movingTheCursorOrdersNoOther(codeSize: Int) throws {
    var state = codeSize == 2 ? SampleState.make() : LatentPlaneTests.principal()
    show(.mosaic, in: &state)
    let study = try #require(state.shownScreen.study(for: state) as? MosaicStudy)
    let effects = (0..<9).flatMap { reduce(&state, .moveCursor(x: $0 % 3, y: 1)) }
    #expect(state.shownScreen.study(for: state) as? MosaicStudy == study)
    #expect(effects.count == 9)
  }

  @Test
  func zoomPanAxesAndTimeOrderAnother() throws {
    var state = SampleState.make(codeSize: 6)
    state.timeline = SampleState.timeline
    show(.mosaic, in: &state)
    let actions: [Action] = [
      .plane(.zoom(1)), .cycleAxes(1), .plane(.togglePrincipal), .travel(.by(-1)),
      .travel(.by(-1)), .resized(width: 200, height: 60),
    ]
    for action in actions {
      let orders = reduce(&state, action).filter { if case .study = $0 { true } else { false } }
      #expect(orders.count == 1, "\(action)")
      guard case .study(let order) = orders.first else { continue }
      #expect(order.pastStep == state.viewedStep)
      answer(&state)
    }
  }

  @Test
  func newWeightsOrderItAnew() throws {
    var state = SampleState.make()
    show(.mosaic, in: &state)
    let first = try #require(state.studies[.explore]?.order)
    let news = TrainingNews(
      generation: 0, snapshot: SampleState.snapshot(number: 2, step: 260))
    _ = reduce(&state, .trained(news))
    let second = try #require(state.studies[.explore]?.order)
    #expect(second.number > first.number)
    #expect(second.study.continues(first.study))
  }

  @Test
  func aPlaneThatDriftsIsNotAnotherButWhatPeopleChangeIs() throws {
    var state = LatentPlaneTests.principal()
    show(.mosaic, in: &state)
    let first = try #require(state.shownScreen.study(for: state))
    var codes = try #require(state.observation?.codes)
    codes = Codes(
      size: codes.size, count: codes.count,
      means: codes.means.enumerated().map { $0.offset % 2 == 0 ? 1.05 * $0.element : $0.element })
    let observation = Observation(step: 230, codes: codes, errors: [])
    _ = reduce(&state, .observed(ObservationNews(generation: 0, observation: observation)))
    let drifted = try #require(state.shownScreen.study(for: state))
    #expect(!drifted.isSame(as: first))
    #expect(drifted.continues(first))
    _ = reduce(&state, .plane(.zoom(1)))
    let zoomed = try #require(state.shownScreen.study(for: state))
    #expect(!zoomed.continues(first))
  }

  @Test
  func eachPictureIsTheCodeInTheMiddleOfItsPlace() throws {
    var state = SampleState.make()
    _ = reduce(&state, .plane(.zoom(2)))
    show(.mosaic, in: &state)
    let study = try #require(state.shownScreen.study(for: state) as? MosaicStudy)
    let mapping = state.latentMapping
    for index in 0..<(study.grid.columns * study.grid.rows) {
      let rect = study.grid.rect(index, in: mapping)
      #expect(rect.intersection(mapping.plot) == rect)
      let code = Array(study.codes[(2 * index)..<(2 * index + 2)])
      let cell = try #require(mapping.cell(forX: code[0], y: code[1]))
      #expect(abs(2 * cell.column + 1 - 2 * rect.x - rect.width) <= 2)
      #expect(abs(2 * cell.row + 1 - 2 * rect.y - rect.height) <= 2)
    }
  }

  @Test
  func picturesMoveWithThePlaneUntilNewOnesCome() throws {
    var state = SampleState.make()
    show(.mosaic, in: &state)
    let mosaic = try #require((state.screens[.explore] as? ExploreScreen)?.mosaic)
    let before = mosaic.study.grid.rect(0, in: state.latentMapping)
    let mapping = state.latentMapping
    let here = mapping.nearestPoint(toColumn: before.x, row: before.y)
    state.pan(here, toColumn: before.x + 7, row: before.y + 2)
    let after = mosaic.study.grid.rect(0, in: state.latentMapping)
    #expect(after.x == before.x + 7)
    #expect(after.y == before.y + 2)
  }

  @Test
  func picturesOfAnotherPlaneAreNotShown() {
    var state = SampleState.make(codeSize: 6)
    show(.mosaic, in: &state)
    #expect(PlaneBackdrop(state).hasPictures)
    _ = reduce(&state, .cycleAxes(1))
    #expect(!PlaneBackdrop(state).hasPictures)
  }

  @Test
  func aModelThatDrawsPixelByPixelHasNone() throws {
    var state = SampleState.make()
    _ = reduce(&state, .plane(.cycleBackground))
    _ = reduce(&state, .plane(.cycleBackground))
    let order = try #require(state.studies[.explore]?.order)
    let study = try #require(order.study as? MosaicStudy)
    let empty = Mosaic(study: study, pictures: [], isConditional: false, step: 224)
    _ = reduce(&state, .studied(StudyNews(order: order, step: 224, result: empty)))
    #expect(state.axes.background == .nothing)
    #expect(state.message?.contains("pixel by pixel") ?? false)
  }

  @Test
  func theBackgroundStaysWhenAnotherTrainingBegins() {
    var state = SampleState.make()
    show(.density, in: &state)
    _ = reduce(&state, .resetNewSeed)
    #expect(state.axes.background == .density)
  }

  @Test
  func onlyWhatIsToldTheClassIsDecodedAnewForAnotherDigit() throws {
    var state = SampleState.make()
    show(.mosaic, in: &state)
    _ = reduce(&state, .moveDigit(1))
    #expect(state.studies[.explore]?.isOutstanding == false)
    var explore = try #require(state.screens[.explore] as? ExploreScreen)
    explore.mosaic?.isConditional = true
    state.screens[.explore] = explore
    _ = reduce(&state, .moveDigit(1))
    #expect(state.studies[.explore]?.isOutstanding == true)
  }

  // MARK: -

  /// Shows a background, its pictures included.
  private func show(_ background: PlaneBackground, in state: inout AppState) {
    PlaneSamples.show(background, in: &state)
  }

  private func answer(_ state: inout AppState) {
    PlaneSamples.answer(&state)
  }

  /// The cells of the plot that show a point's digit.
  private func pointCells(of state: AppState, in screen: Screen) -> [Int] {
    let plot = state.latentMapping.plot
    return screen.cells.indices.filter { index in
      let cell = screen.cells[index]
      guard plot.contains(x: index % screen.width, y: index / screen.width),
        ("0"..."9").contains(cell.glyph), !cell.style.attributes.contains(.reverse)
      else { return false }
      return true
    }
  }

  /// The contrast of two entries of the palette of 256 colours.
  ///
  /// Source: Web Content Accessibility Guidelines 2.1, "contrast ratio".
  private func contrast(_ first: Int, _ second: Int) -> Double {
    let lights = [first, second].map { luminance($0) }.sorted()
    return (lights[1] + 0.05) / (lights[0] + 0.05)
  }

  private func luminance(_ entry: Int) -> Double {
    let (red, green, blue) = components(entry)
    func linear(_ value: Int) -> Double {
      let x = Double(value) / 255
      return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  private func components(_ entry: Int) -> (Int, Int, Int) {
    guard entry < 232 else {
      let gray = 8 + 10 * (entry - 232)
      return (gray, gray, gray)
    }
    let levels = [0, 95, 135, 175, 215, 255]
    let index = entry - 16
    return (levels[index / 36], levels[index / 6 % 6], levels[index % 6])
  }
}

import Models
import Render
import Testing

@testable import AEExplorer

struct TraverseTests {
  private func press(_ name: String, _ amount: Int, _ state: inout AppState) {
    _ = reduce(&state, .screen(ScreenCommand(name, amount)))
  }

  private func traverse(_ state: AppState) throws -> TraverseScreen {
    try #require(state.shownScreen as? TraverseScreen)
  }

  private func recipe(_ state: AppState) throws -> CodeRecipe {
    try #require(state.shownScreen.study(for: state) as? DecodingStudy).recipe
  }

  @Test
  func openingItOrdersASweepThroughTheDigit() throws {
    var state = SampleState.make(codeSize: 10)
    let effects = reduce(&state, .show(TraverseScreen.card.id))
    let layout = TraverseLayout(try traverse(state), state)
    let expected = CodeRecipe.sweep(
      dimensions: Array(try traverse(state).dimensions(of: state).prefix(layout.rows)),
      columns: layout.columns, through: 16)
    #expect(try recipe(state) == expected)
    #expect(effects.count == 1)
  }

  @Test
  func dimensionsThatAreUsedMostComeFirst() throws {
    let state = TraversePictures.make(.sweep)
    let worths = try #require(state.observation?.worths)
    let order = try traverse(state).dimensions(of: state)
    #expect(Set(order) == Set(0..<10))
    #expect(zip(order, order.dropFirst()).allSatisfy { worths[$0] >= worths[$1] })
  }

  @Test
  func oPutsDimensionsInTheirOwnOrder() throws {
    var state = TraversePictures.make(.sweep)
    press("order", 0, &state)
    #expect(try traverse(state).dimensions(of: state) == Array(0..<10))
  }

  @Test
  func tabGoesRoundTheModes() throws {
    var state = TraversePictures.make(.sweep)
    press("mode", -1, &state)
    #expect(try traverse(state).mode == .samples)
    press("mode", 1, &state)
    #expect(try traverse(state).mode == .sweep)
  }

  @Test
  func movingBelowTheLastRowScrolls() throws {
    var state = TraversePictures.make(.sweep)
    let rows = TraverseLayout(try traverse(state), state).rows
    press("down", rows, &state)
    #expect(try traverse(state).firstRow == 1)
    press("down", 1000, &state)
    #expect(try traverse(state).row == 9)
    #expect(try traverse(state).firstRow == 10 - rows)
    press("down", -1000, &state)
    #expect(try traverse(state).firstRow == 0)
  }

  @Test
  func enterTakesTheChosenCodeToExplore() throws {
    var state = TraversePictures.make(.samples)
    press("across", -100, &state)
    let code = try #require(try traverse(state).decodings?.code(0))
    let effects = reduce(&state, .screen(ScreenCommand("take")))
    #expect(state.cursor == code)
    #expect(state.screen == .explore)
    #expect(effects.contains(.decode(code)))
  }

  @Test
  func withoutAnythingDecodedEnterStays() {
    var state = SampleState.make()
    _ = reduce(&state, .show(TraverseScreen.card.id))
    press("take", 0, &state)
    #expect(state.screen == TraverseScreen.card.id)
  }

  @Test
  func aPathBeginsBetweenTwoClasses() {
    let state = SampleState.make()
    let (start, end) = state.pathDigits
    #expect(state.dataset.labels[start] != state.dataset.labels[end])
  }

  @Test
  func iPutsTheEndsOfThePathOnTheDigitShown() throws {
    var state = TraversePictures.make(.path)
    _ = reduce(&state, .markPath(isEnd: false))
    state.digit = 5
    _ = reduce(&state, .markPath(isEnd: true))
    #expect(state.pathDigits == (16, 5))
    guard case .path(let start, let end, _) = try recipe(state) else {
      Issue.record("no path")
      return
    }
    #expect([start, end] == [16, 5])
  }

  @Test
  func otherSamplesHaveAnotherSeed() throws {
    var state = TraversePictures.make(.samples)
    let before = try recipe(state)
    press("next", 1, &state)
    #expect(try recipe(state) != before)
    press("next", -1, &state)
    #expect(try recipe(state) == before)
  }

  @Test
  func aClickChoosesAPictureAndASecondTakesIt() throws {
    var state = TraversePictures.make(.grid)
    let rect = TraverseLayout(try traverse(state), state).rect(column: 1, row: 2)
    let event = MouseEvent(kind: .press, button: .left, x: rect.x + 1, y: rect.y + 1)
    _ = reduce(&state, .mouse(event))
    #expect(try traverse(state).column == 1)
    #expect(try traverse(state).row == 2)
    _ = reduce(&state, .mouse(event))
    #expect(state.screen == .explore)
  }

  @Test
  func ratingsHaveAnObstacle() {
    var state = SampleState.make()
    state.dataset.kind = .ratings
    _ = reduce(&state, .show(TraverseScreen.card.id))
    #expect(state.screen == .explore)
    #expect(state.message?.contains("ratings") == true)
  }
}

/// What the study works out, with a real model.
struct DecodingStudyTests {
  private func run(_ recipe: CodeRecipe, _ id: String = "vae") throws -> Decodings {
    try #require(DecodingStudy(recipe: recipe).run(in: try TinyStudy.context(id)))
  }

  @Test
  func aSweepMovesOneDimension() throws {
    let found = try run(.sweep(dimensions: [2, 0], columns: 5, through: nil))
    #expect(found.count == 10)
    #expect(found.code(0) == [0, 0, -2.5])
    #expect(found.code(4) == [0, 0, 2.5])
    #expect(found.code(5) == [-2.5, 0, 0])
    #expect(found.pictureSize == 64)
  }

  @Test
  func aSweepGoesThroughTheDigitsCode() throws {
    let context = try TinyStudy.context()
    let image = context.dataset.test.image(3).map { Float($0) / 255 }
    let code = context.inference.encode(image, weights: context.weights).means
    let found = try run(.sweep(dimensions: [1], columns: 3, through: 3))
    #expect(found.code(1) == [code[0], 0, code[2]])
  }

  @Test
  func withoutAPriorASweepKeepsToTheCodes() throws {
    let found = try run(.sweep(dimensions: [0, 1], columns: 3, through: 0), "undercomplete")
    #expect(Set(found.ranges).count == 2)
  }

  @Test
  func aGridIsSymmetricAndHasItsLargestAtTheTop() throws {
    let found = try run(.grid(horizontal: 0, vertical: 1, columns: 4, rows: 3, through: nil))
    let first = try #require(found.code(0))
    let last = try #require(found.code(11))
    #expect(first[0] < 0 && first[1] > 0)
    #expect(zip(first, last).allSatisfy { abs($0 + $1) < 1e-5 })
    #expect(found.source == "quantiles of N(0, 1)")
  }

  @Test
  func aPathGoesFromCodeToCodeTwice() throws {
    let found = try run(.path(from: 2, to: 5, columns: 4))
    #expect(found.count == 8)
    #expect(found.mixtures.count == 4 * 64)
    let (line, arc) = (try #require(found.code(0)), try #require(found.code(4)))
    #expect(zip(line, arc).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(arguments: [("vae", "N(0, 1)"), ("rae", "mixture of 10 Gaussians")])
  func samplesAreOfThePriorOrOfAMixture(id: String, source: String) throws {
    let found = try run(.samples(count: 6, seed: 2), id)
    #expect(found.count == 6)
    #expect(found.source == source)
    #expect(found.pictures.allSatisfy { $0.isFinite })
  }

  @Test
  func nobodyWaitingNothingIsDecoded() throws {
    var context = try TinyStudy.context()
    context.isCancelled = { true }
    #expect(DecodingStudy(recipe: .samples(count: 4, seed: 0)).run(in: context) == nil)
  }
}

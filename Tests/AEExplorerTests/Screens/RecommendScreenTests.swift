import Render
import Testing

@testable import AEExplorer
@testable import Models

struct RecommendScreenTests {
  private func screen(_ state: AppState) throws -> RecommendScreen {
    try #require(state.screens[ScreenID("recommend")] as? RecommendScreen)
  }

  private func press(_ state: inout AppState, _ keys: Key...) {
    for key in keys {
      if let action = action(for: key, in: state) { _ = reduce(&state, action) }
      RecommendSample.answer(&state)
    }
  }

  // MARK: - Keys

  @Test(arguments: RatingsSide.allCases)
  func keysMoveUserAndItemWhicheverTheRowsAre(side: RatingsSide) throws {
    var state = RecommendSample.make(side)
    press(&state, .home, .character("n"), .down, .character("j"), .up, .pageDown, .right, .right)
    #expect(try screen(state).user(in: state) == 12)
    #expect(try screen(state).item(in: state) == 2)
    #expect(state.digit == (side == .users ? 12 : 2))
  }

  @Test(arguments: RatingsSide.allCases)
  func theMarksStayWithinTheTable(side: RatingsSide) throws {
    var state = RecommendSample.make(side)
    for _ in 0..<12 { press(&state, .character("J"), .character("L")) }
    #expect(try screen(state).user(in: state) == RecommendSample.users - 1)
    #expect(try screen(state).item(in: state) == RecommendSample.items - 1)
    press(&state, .home, .up, .left)
    #expect(try screen(state).user(in: state) == 0)
    #expect(try screen(state).item(in: state) == 0)
  }

  @Test func tGoesDownTheListOfTheUser() throws {
    var state = RecommendSample.make()
    let best = try #require(try screen(state).ratings).items(for: 0).new
    for rank in 0..<3 {
      press(&state, .character("t"))
      #expect(try screen(state).item(in: state) == best[rank])
    }
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60)])
  func aClickIntoTheMatrixChoosesUserAndItem(width: Int, height: Int) throws {
    var state = RecommendSample.make(width: width, height: height)
    press(&state, .home)
    let open = try screen(state)
    let view = RecommendView(open, state, in: ExploreLayout(state).body)
    let matrix = try #require(view.matrix)
    let cell = (0..<height).flatMap { y in (0..<width).map { (x: $0, y: y) } }
      .last { matrix.place(atColumn: $0.x, row: $0.y) != nil }
    let found = try #require(cell)
    let place = try #require(matrix.place(atColumn: found.x, row: found.y))
    let click = MouseEvent(kind: .press, button: .left, x: found.x, y: found.y)
    _ = reduce(&state, .mouse(click))
    #expect(try screen(state).user(in: state) == place.user && place.user > 5)
    #expect(try screen(state).item(in: state) == place.item && place.item > 5)
  }

  @Test func aClickIntoTheListChoosesItsItem() throws {
    var state = RecommendSample.make(width: 80, height: 24)
    let open = try screen(state)
    let rect = RecommendView(open, state, in: ExploreLayout(state).body).list.rect
    _ = reduce(
      &state, .mouse(MouseEvent(kind: .press, button: .left, x: rect.x + 8, y: rect.y + 3)))
    let best = try #require(open.ratings).items(for: 0).new
    #expect(try screen(state).item(in: state) == best[1])
  }

  @Test func theMarkedUserIsAlwaysInView() throws {
    var state = RecommendSample.make(width: 80, height: 24)
    for _ in 0..<RecommendSample.users {
      press(&state, .down)
      #expect(mainView(state).description.contains("▶"))
      #expect(mainView(state).description.contains("◀"))
    }
  }

  // MARK: - What is shown

  @Test func otherDataHasNothingToRecommend() {
    var state = SampleState.make()
    _ = reduce(&state, .show(ScreenID("recommend")))
    #expect(state.screen == .explore)
    #expect(state.message?.contains("ratings") ?? false)
  }

  @Test func whatTheUserHasRatedIsNotRecommended() throws {
    let ratings = try #require(try screen(RecommendSample.make()).ratings)
    let lists = ratings.items(for: 7)
    #expect(lists.new.allSatisfy { ratings.known(user: 7, item: $0) == nil })
    #expect(lists.rated.allSatisfy { ratings.known(user: 7, item: $0) != nil })
    #expect(Set(lists.new + lists.rated).count == RecommendSample.items)
    for list in [lists.new, lists.rated] {
      let stars = list.map { ratings.predicted(user: 7, item: $0) }
      #expect(stars == stars.sorted(by: >))
    }
  }

  @Test func simplePredictorsAreAskedForOnceTheSessionKnowsThem() throws {
    var state = RecommendSample.make()
    #expect(try screen(state).lines == RecommendSample.lines)
    _ = reduce(&state, .screen(ScreenCommand("user", 1)))
    #expect(try screen(state).study(for: state) is PredictedRatingsStudy)
    var open = try screen(state)
    open.forget()
    _ = open.receive(
      RecommendScreen.Finding.ratings(try #require(try screen(state).ratings)), in: &state)
    #expect(open.study(for: state) is RatingLinesStudy)
    state.baselines = nil
    #expect(open.study(for: state) is PredictedRatingsStudy)
  }

  @Test func tooManyRatingsAreSaidOnceAndForAll() throws {
    var state = RecommendSample.make()
    var open = try screen(state)
    open.forget()
    _ = open.receive(RecommendScreen.Finding.tooLarge, in: &state)
    state.screens[open.id] = open
    #expect(open.study(for: state) == nil)
    #expect(mainView(state).description.contains("aexplorer train"))
  }

  @Test(arguments: [Appearance(), Appearance(glyphs: .ascii, colors: .mono)])
  func itIsDrawnAtEverySize(appearance: Appearance) {
    var state = RecommendSample.make(appearance: appearance)
    for width in stride(from: 40, through: 220, by: 20) {
      for height in stride(from: 12, through: 80, by: 8) {
        (state.width, state.height) = (width, height)
        let screen = mainView(state)
        #expect(screen.cells.count == width * height)
        guard appearance.glyphs == .ascii else { continue }
        #expect(screen.cells.allSatisfy { (0x20..<0x7F).contains($0.glyph.value) })
      }
    }
  }
}

struct RecommendStudyTests {
  /// What a study of an untrained model can look at: eight items, the last without ratings, and six
  /// users.
  private func context(_ id: String) throws -> StudyContext {
    var known = [UInt8](repeating: 0, count: 48)
    var heldOut = known
    for place in 0..<42 {
      if place % 3 == 0 { known[place] = UInt8(2 + 2 * (place % 5)) }
      if place % 7 == 1, known[place] == 0 { heldOut[place] = UInt8(2 + place % 9) }
    }
    heldOut[45] = 8
    let description = try ModelCatalog.description(of: id)
    let dataset = Dataset.ratings(
      name: "tiny", title: "tiny", users: 6, known: known, heldOut: heldOut, noiseFloor: 0.5
    ).arranged(for: description)
    var configuration = ModelConfiguration(defaultsOf: description)
    configuration.codeSize = 3
    let model = try ModelCatalog.make(configuration, input: InputDescription(dataset))
    return StudyContext(
      model: model, configuration: TrainingConfiguration(model: configuration),
      weights: WeightSnapshot(model.layout.initialValues(seed: 1), step: 7), dataset: dataset,
      inference: Inference(model: model))
  }

  private func ratings(_ context: StudyContext) throws -> PredictedRatings {
    guard case .ratings(let found)? = PredictedRatingsStudy().run(in: context) else {
      throw DatasetError.empty(path: "tiny", expected: "ratings")
    }
    return found
  }

  @Test(arguments: ["autorec-item", "autorec-user"])
  func theErrorIsThatOfTheReadout(id: String) throws {
    let context = try context(id)
    let found = try ratings(context)
    let readouts = ReadoutContext(
      model: context.model, configuration: context.configuration.model, weights: context.weights,
      split: context.dataset.test,
      codes: context.inference.encode(context.dataset.test, weights: context.weights))
    guard case .number(let rmse)? = readouts.results().first(where: { $0.name == "rmse" })?.value
    else {
      Issue.record("no read-out")
      return
    }
    #expect(abs((found.rmse ?? 0) - rmse) < 1e-5)
    #expect(found.heldOutCount == context.dataset.test.targets.count { $0 > 0 })
  }

  @Test(arguments: ["autorec-item", "autorec-user"])
  func usersAndItemsAreFoundOnBothSides(id: String) throws {
    let found = try ratings(try context(id))
    #expect(found.users == 6 && found.items == 8)
    // Item 2, user 3 is place 15 of the table.
    #expect(found.known(user: 3, item: 2) == 1)
    #expect(found.known(user: 4, item: 2) == nil)
    #expect(found.heldOut(user: 3, item: 7) == 4)
    #expect(found.popularity == [2, 2, 2, 2, 2, 2, 2, 0])
    for user in 0..<6 {
      for item in 0..<8 { #expect((1...5).contains(found.predicted(user: user, item: item))) }
    }
  }

  @Test(arguments: ["autorec-item", "autorec-user"])
  func anItemThatNobodyRatedIsPredictedToBeLikeAll(id: String) throws {
    let context = try context(id)
    let found = try ratings(context)
    let mean = try #require(context.dataset.test.ratings?.mean)
    #expect((0..<6).allSatisfy { abs(found.predicted(user: $0, item: 7) - mean) < 0.002 })
  }

  @Test func linesEndWithTheNoiseFloor() throws {
    guard case .lines(let lines)? = RatingLinesStudy().run(in: try context("autorec-item")) else {
      Issue.record("no lines")
      return
    }
    #expect(lines.count == 5 && lines.allSatisfy { $0.error > 0 })
    #expect(lines.last == RatingErrorLine(name: "noise floor", error: 0.5, isFloor: true))
  }

  @Test func nothingIsWorkedOutForNobody() throws {
    var context = try context("autorec-item")
    context.isCancelled = { true }
    #expect(PredictedRatingsStudy().run(in: context) == nil)
  }
}

import Models
import Render

/// What a person would like: a matrix of users and items with what is known and what is predicted, the
/// best items for one user, and how far predictions are from ratings that were held out.
///
/// One of user and item is the sample that all screens show, whichever the model's rows are; the other
/// one is the screen's own.
struct RecommendScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: ScreenID("recommend"), key: "m", name: "Recommend",
    summary: "ratings known and predicted, the best items for a user, errors beside simple lines",
    explanation:
      "Each row of the matrix is a user, each column an item. A filled cell with a digit is a rating "
      + "that the model has seen, a digit with ? one that was held out, and a bar is a prediction, the "
      + "higher the better. The list has the items that the user has not rated, the best predicted "
      + "first; those they know already are struck out below. A recommender is worth its name when "
      + "its error is below that of matrix factorisation; nothing is below the noise floor.",
    formula: "RMSE = √ (mean over held-out ratings of (r − r̂)²)")

  static let keys: [KeyRow] = [
    KeyRow(
      .screen,
      [
        KeyBinding(
          .up, .character("k"), .character("p"), action: .screen(ScreenCommand("user", -1))),
        KeyBinding(
          .down, .character("j"), .character("n"), action: .screen(ScreenCommand("user", 1))),
      ], hint: .init(keys: [.up, .down], text: "user", rank: 20), label: "↑ ↓ j k n p",
      help: "the user above or below (or the wheel; a click chooses user and item)"),
    KeyRow(
      .screen,
      [
        KeyBinding(.left, .character("h"), action: .screen(ScreenCommand("item", -1))),
        KeyBinding(.right, .character("l"), action: .screen(ScreenCommand("item", 1))),
      ], hint: .init(keys: [.left, .right], text: "item", rank: 21), label: "← → h l",
      help: "the item to the left or right"),
    KeyRow(
      .screen,
      [
        KeyBinding(
          .shiftUp, .character("K"), .pageUp, action: .screen(ScreenCommand("user", -10))),
        KeyBinding(
          .shiftDown, .character("J"), .pageDown, action: .screen(ScreenCommand("user", 10))),
        KeyBinding(.shiftLeft, .character("H"), action: .screen(ScreenCommand("item", -10))),
        KeyBinding(.shiftRight, .character("L"), action: .screen(ScreenCommand("item", 10))),
      ], label: "HJKL PgUp PgDn", help: "ten users or items further"),
    KeyRow(
      .screen, [KeyBinding(.character("t"), action: .screen(ScreenCommand("next")))],
      hint: .init(keys: [.character("t")], text: "next best", rank: 22),
      help:
        "to the best item for the user in the matrix, then to the next one (or click in the list)"
    ),
    KeyRow(
      .screen, [KeyBinding(.home, action: .screen(ScreenCommand("home")))],
      help: "to the first user and the first item"),
  ]

  static func obstacle(in state: AppState) -> String? {
    state.dataset.kind == .ratings
      ? nil
      : "nothing to recommend: \(state.dataset.name) has no ratings (m chooses a model of ratings)"
  }

  /// What its studies find.
  enum Finding: Sendable {
    case ratings(PredictedRatings)
    case lines([RatingErrorLine])
    /// So many users and items are not kept at once.
    case tooLarge
    /// The predictions are no numbers.
    case notFinite
  }

  /// The user or item that is chosen, whichever is not the sample of all screens; may be beyond the
  /// last one.
  private var across = 0
  /// What is known and predicted.
  private(set) var ratings: PredictedRatings?
  /// Errors of simple predictors, and the least possible one.
  private(set) var lines: [RatingErrorLine]?
  /// Why there is nothing.
  private(set) var complaint: String?
  /// Whether that will not change with the weights.
  private var isTooLarge = false

  init() {}

  mutating func forget() {
    (ratings, lines, complaint, isTooLarge) = (nil, nil, nil, false)
  }

  // MARK: - User and item

  private func side(in state: AppState) -> RatingsSide { state.dataset.ratings?.side ?? .items }

  private func features(in state: AppState) -> Int {
    ratings?.features ?? state.dataset.features ?? state.dataset.shape.count
  }

  private func feature(in state: AppState) -> Int {
    min(max(0, across), max(0, features(in: state) - 1))
  }

  /// The user who is chosen, from 0.
  func user(in state: AppState) -> Int {
    side(in: state) == .users ? state.digit : feature(in: state)
  }

  /// The item that is chosen, from 0.
  func item(in state: AppState) -> Int {
    side(in: state) == .items ? state.digit : feature(in: state)
  }

  private mutating func choose(
    _ chosen: Int, as wanted: RatingsSide, in state: inout AppState
  ) -> [Effect] {
    guard side(in: state) == wanted else {
      across = min(max(0, chosen), max(0, features(in: state) - 1))
      return []
    }
    let sample = min(max(0, chosen), max(0, state.dataset.count - 1))
    return sample == state.digit ? [] : state.show(digit: sample)
  }

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    switch command.name {
    case "user": return choose(user(in: state) + command.amount, as: .users, in: &state)
    case "item": return choose(item(in: state) + command.amount, as: .items, in: &state)
    case "home": return choose(0, as: .users, in: &state) + choose(0, as: .items, in: &state)
    case "next":
      let best = ratings?.items(for: user(in: state)).new ?? []
      guard !best.isEmpty else { return [] }
      let next = (best.firstIndex(of: item(in: state)).map { $0 + 1 } ?? 0) % best.count
      return choose(best[next], as: .items, in: &state)
    default: return []
    }
  }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    switch event.kind {
    case .press where event.button == .left, .drag:
      let view = RecommendView(self, state, in: body)
      if let found = view.matrix?.place(atColumn: event.x, row: event.y) {
        return choose(found.user, as: .users, in: &state)
          + choose(found.item, as: .items, in: &state)
      }
      guard let item = view.list.item(atColumn: event.x, row: event.y) else { return [] }
      return choose(item, as: .items, in: &state)
    case .wheelUp: return perform(ScreenCommand("user", -1), in: &state)
    case .wheelDown: return perform(ScreenCommand("user", 1), in: &state)
    case .wheelLeft: return perform(ScreenCommand("item", -1), in: &state)
    case .wheelRight: return perform(ScreenCommand("item", 1), in: &state)
    case .press, .release: return []
    }
  }

  // MARK: - Studies

  func study(for state: AppState) -> (any Study)? {
    guard !isTooLarge else { return nil }
    // Once the session has fitted them for its chart they are known, and cost nothing.
    if ratings != nil, lines == nil, state.baselines != nil { return RatingLinesStudy() }
    return PredictedRatingsStudy()
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    guard let finding = result as? Finding else { return [] }
    complaint = nil
    switch finding {
    case .ratings(let found): ratings = found
    case .lines(let found): lines = found
    case .tooLarge:
      isTooLarge = true
      complaint =
        "these are more users and items than are kept at once: aexplorer train says how good the "
        + "predictions are"
    case .notFinite:
      ratings = nil
      complaint = "the predictions are no numbers: the training has diverged; R begins anew"
    }
    return []
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    RecommendView(self, state, in: body).draw(on: &screen)
  }
}

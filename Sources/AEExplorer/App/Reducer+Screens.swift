import Models
import Render

/// Going from screen to screen, and what screens want to have worked out.
extension AppState {
  /// The screen that is shown.
  var shownScreen: any ExplorerScreen { screens[screen] ?? ExploreScreen() }

  /// Keys that mean something now: those of the screen shown, and the shared ones that it leaves.
  var keyRows: [KeyRow] { KeyTable.rows(on: type(of: shownScreen)) }

  mutating func toggleScreenMenu() {
    if case .screens = overlay {
      overlay = nil
    } else {
      overlay = .screens(ScreenMenu(choosing: screen))
    }
  }

  /// Shows a screen, unless it has nothing to show.
  mutating func show(_ id: ScreenID) -> [Effect] {
    guard let next = ScreenCatalog.screen(id) else { return [] }
    if let obstacle = next.obstacle(in: self) {
      message = obstacle
      return []
    }
    overlay = nil
    dragged = nil
    screen = id
    // What it had ordered may have been given up for another screen's order.
    if studies[id]?.isOutstanding ?? false { studies[id] = nil }
    var opened = screens[id] ?? next.init()
    let effects = opened.opened(in: &self)
    screens[id] = opened
    return effects
  }

  mutating func handle(_ input: OverlayInput, in menu: ScreenMenu) -> [Effect] {
    var menu = menu
    switch input {
    case .move(let distance), .change(let distance): menu.move(distance)
    case .choose(let row): menu.selection = row
    case .type(let key):
      guard let chosen = ScreenCatalog.screen(forKey: key) else { return [] }
      return show(chosen.card.id)
    case .erase, .restoreDefault: break
    case .apply: return show(ScreenCatalog.all[menu.selection].card.id)
    }
    overlay = .screens(menu)
    return []
  }

  mutating func perform(_ command: ScreenCommand) -> [Effect] {
    var shown = shownScreen
    let effects = shown.perform(command, in: &self)
    screens[shown.id] = shown
    return effects
  }

  /// Gives the mouse to a screen other than Explore.
  mutating func handleOnScreen(_ event: MouseEvent) -> [Effect] {
    if event.kind == .press, event.button == .left,
      let hint = FooterView(self).hint(atColumn: event.x, row: event.y)
    {
      return reduce(&self, hint)
    }
    var shown = shownScreen
    let effects = shown.handle(event, in: ExploreLayout(self).body, of: &self)
    screens[shown.id] = shown
    return effects
  }

  /// Orders what the screen shown wants to know, if that is new or older than the weights.
  mutating func orderStudy() -> [Effect] {
    guard let step = shownStep, let wanted = shownScreen.study(for: self) else { return [] }
    if let last = studies[screen], last.order.generation == generation,
      last.order.pastStep == viewedStep, last.order.study.isSame(as: wanted),
      last.isOutstanding || last.step == step
    {
      return []
    }
    studyCount += 1
    let order = StudyOrder(
      number: studyCount, generation: generation, pastStep: viewedStep, screen: screen,
      study: wanted, isUrgent: !isTrainingAtFullSpeed || viewedStep != nil)
    studies[screen] = StudyProgress(order: order, step: step)
    return [.study(order)]
  }

  mutating func receive(_ news: StudyNews) -> [Effect] {
    guard news.order.generation == generation, news.order.pastStep == viewedStep,
      var screen = screens[news.order.screen]
    else { return [] }
    if studies[screen.id]?.order.number == news.order.number {
      studies[screen.id]?.isOutstanding = false
      studies[screen.id]?.step = news.step
    }
    let effects = screen.receive(news.result, in: &self)
    screens[screen.id] = screen
    return effects
  }

  /// Whether something that is to be shown is still being worked out.
  var awaitsStudy: Bool {
    studies[screen]?.isOutstanding ?? (screens[screen] as? RunsScreen)?.isReading ?? false
  }

  /// Forgets what screens have been told of the training before.
  mutating func forgetStudies() {
    studies = [:]
    for id in screens.keys { screens[id]?.forget() }
    if let obstacle = type(of: shownScreen).obstacle(in: self) {
      screen = .explore
      message = obstacle
    }
  }
}

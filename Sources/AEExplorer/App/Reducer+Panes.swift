import Render

/// Focus, help and the mouse.
extension AppState {
  mutating func toggleMouse() -> [Effect] {
    isMouseOn.toggle()
    dragged = nil
    message = isMouseOn ? "mouse on" : "mouse off: the terminal selects text"
    return [.setMouse(isMouseOn)]
  }

  mutating func toggleHelp() {
    isHelpShown.toggle()
    helpOffset = 0
  }

  mutating func scrollHelp(_ rows: Int) {
    helpOffset = max(0, min(helpOffset + rows, HelpOverlay(self).maximumOffset))
  }

  /// Leaves the innermost of what is open.
  mutating func stepOut() -> [Effect] {
    if isHelpShown {
      isHelpShown = false
    } else if case .form(var form) = overlay, form.typed != nil {
      form.cancelTyping()
      overlay = .form(form)
    } else if overlay != nil {
      overlay = nil
    } else if tour != nil {
      tour = nil
    } else if screen != .explore {
      screen = .explore
    } else if viewedStep != nil {
      return goLive()
    } else {
      isZoomed = false
    }
    return []
  }

  mutating func moveFocus(_ distance: Int) {
    let all = Pane.allCases
    let index = (focus.rawValue - 1 + distance) % all.count
    focus = all[index < 0 ? index + all.count : index]
  }

  mutating func handle(_ event: MouseEvent) -> [Effect] {
    let layout = ExploreLayout(self)
    guard !layout.isTooSmall else { return [] }
    if isHelpShown { return handleInHelp(event) }
    if let overlay { return handle(event, in: overlay) }
    if screen != .explore { return handleOnScreen(event) }
    switch event.kind {
    case .press:
      axes.grip = nil
      return event.button == .left ? press(event, layout) : grip(event, layout)
    case .drag:
      if let grip = axes.grip {
        pan(grip, toColumn: event.x, row: event.y)
        return []
      }
      // The pane of the press gets the motion, wherever it goes.
      return dragged == .latent
        ? putCursor(under: event) : dragged == .loss ? scrub(to: event) : []
    case .release:
      (dragged, axes.grip) = (nil, nil)
      return []
    case .wheelUp, .wheelDown:
      if layout.pane(atColumn: event.x, row: event.y) == .latent {
        zoom(
          event.kind == .wheelUp ? 1 : -1,
          around: latentMapping.nearestPoint(toColumn: event.x, row: event.y))
        return []
      }
      guard layout.pane(atColumn: event.x, row: event.y) == .digit else { return [] }
      return show(digit: digit + (event.kind == .wheelDown ? 1 : -1))
    case .wheelLeft, .wheelRight: return []
    }
  }

  private mutating func handleInHelp(_ event: MouseEvent) -> [Effect] {
    switch event.kind {
    case .press: isHelpShown = false
    case .wheelUp: scrollHelp(-3)
    case .wheelDown: scrollHelp(3)
    case .drag, .wheelLeft, .wheelRight: break
    case .release: dragged = nil
    }
    return []
  }

  private mutating func handle(_ event: MouseEvent, in overlay: Overlay) -> [Effect] {
    switch event.kind {
    case .wheelUp: return handle(.move(-1))
    case .wheelDown: return handle(.move(1))
    case .release:
      dragged = nil
      return []
    case .drag, .wheelLeft, .wheelRight: return []
    case .press: break
    }
    if let hint = FooterView(self).hint(atColumn: event.x, row: event.y) {
      return reduce(&self, hint)
    }
    switch overlay {
    case .models(let menu):
      let row = ModelMenuOverlay(self, menu).model(atColumn: event.x, row: event.y)
      // A click on what is already chosen takes it.
      return row.map { handle($0 == menu.selection ? .apply : .choose($0)) } ?? []
    case .form(let form):
      let row = FormOverlay(self, form).field(atColumn: event.x, row: event.y)
      return row.map { handle(.choose($0)) } ?? []
    case .picture(let menu):
      let row = PictureMenuOverlay(self, menu).entry(atColumn: event.x, row: event.y)
      return row.map { handle($0 == menu.kind.rawValue ? .apply : .choose($0)) } ?? []
    case .themes:
      let row = ThemeMenuOverlay(self).entry(atColumn: event.x, row: event.y)
      return row.map { handle(.choose($0)) } ?? []
    case .screens(let menu):
      let row = ScreenMenuOverlay(self, menu).entry(atColumn: event.x, row: event.y)
      return row.map { show(ScreenCatalog.all[$0].card.id) } ?? []
    case .find(let finder):
      let row = FindOverlay(self, finder).entry(atColumn: event.x, row: event.y)
      return row.map { handle($0 == finder.selection ? .apply : .choose($0)) } ?? []
    case .runs(let open): return leave(open)
    case .doctor, .noiseLevels:
      self.overlay = nil
      return []
    }
  }

  private mutating func press(_ event: MouseEvent, _ layout: ExploreLayout) -> [Effect] {
    dragged = nil
    if let hint = FooterView(self).hint(atColumn: event.x, row: event.y) {
      return reduce(&self, hint)
    }
    if let tab = layout.tab(atColumn: event.x, row: event.y) {
      focus = tab
      return []
    }
    guard let pane = layout.pane(atColumn: event.x, row: event.y) else { return [] }
    focus = pane
    // A press alone only focuses, so that nobody gets into the past unawares.
    if pane == .loss { dragged = .loss }
    // The focus may have brought other panes.
    guard pane == .latent, latentMapping.plot.contains(x: event.x, y: event.y) else { return [] }
    dragged = .latent
    return putCursor(under: event)
  }

  /// Takes hold of the plane: the right button moves it.
  private mutating func grip(_ event: MouseEvent, _ layout: ExploreLayout) -> [Effect] {
    guard layout.pane(atColumn: event.x, row: event.y) == .latent else { return [] }
    axes.grip = latentMapping.point(atColumn: event.x, row: event.y)
    return []
  }

  private mutating func putCursor(under event: MouseEvent) -> [Effect] {
    let point = latentMapping.nearestPoint(toColumn: event.x, row: event.y)
    return setCursor(x: point.x, y: point.y)
  }
}

import Render

/// Returns the frame for `state`: the same state always gives the same frame.
func mainView(_ state: AppState) -> Screen {
  var screen = Screen(width: state.width, height: state.height)
  let layout = ExploreLayout(state)
  guard !layout.isTooSmall else {
    TooSmallView(width: state.width, height: state.height)
      .draw(on: &screen, in: screen.bounds, as: state.appearance)
    return screen
  }
  HeaderView(state).draw(on: &screen, in: layout.header)
  state.shownScreen.draw(state, on: &screen, in: layout.body)
  if let tour = state.tour { TourCard(state, tour).draw(on: &screen, in: layout.tour) }
  FooterView(state).draw(on: &screen)
  switch state.overlay {
  case .models(let menu): ModelMenuOverlay(state, menu).draw(on: &screen)
  case .form(let form): FormOverlay(state, form).draw(on: &screen)
  case .screens(let menu): ScreenMenuOverlay(state, menu).draw(on: &screen)
  case .picture(let menu): PictureMenuOverlay(state, menu).draw(on: &screen)
  case .themes: ThemeMenuOverlay(state).draw(on: &screen)
  case .find(let finder): FindOverlay(state, finder).draw(on: &screen)
  case .doctor(let card): DoctorOverlay(state, card).draw(on: &screen)
  case .noiseLevels: NoiseLevelsOverlay(state).draw(on: &screen)
  // The screen draws it.
  case .runs, nil: break
  }
  if state.isHelpShown {
    HelpOverlay(state).draw(on: &screen)
  }
  return screen
}

/// Draws what the Explore screen shows.
func drawPanes(of state: AppState, on screen: inout Screen) {
  let layout = ExploreLayout(state)
  drawTabs(of: layout, state, on: &screen)
  for placed in layout.panes {
    draw(placed, of: state, on: &screen)
  }
}

private func draw(_ placed: ExploreLayout.Placed, of state: AppState, on screen: inout Screen) {
  switch placed.pane {
  case .loss: LossPane(state).draw(on: &screen, in: placed.rect)
  case .digit: DigitPane(state).draw(on: &screen, in: placed.rect)
  case .latent: LatentPane(state).draw(on: &screen, in: placed.rect)
  case .decoded: DecodedPane(state).draw(on: &screen, in: placed.rect)
  case .code: CodePane(state).draw(on: &screen, in: placed.rect)
  }
}

private func drawTabs(of layout: ExploreLayout, _ state: AppState, on screen: inout Screen) {
  for tab in layout.tabs {
    let isFocused = tab.pane == state.focus
    let area = Area(tab.rect, as: state.appearance)
    let style = isFocused ? Style(.title, [.bold, .reverse]) : Style(.muted)
    var text = StyledText(" \(tab.pane.rawValue) ", isFocused ? style : Style(.key))
    if tab.rect.width > 3 {
      text += StyledText(state.name(of: tab.pane) + " ", style)
    }
    area.write(text, row: 0, on: &screen)
  }
}

extension AppState {
  /// Draws a plain sentence in the middle of a pane, while there is nothing else to show.
  func drawSentence(_ sentence: String, on screen: inout Screen, in rect: Rect) {
    let text = TextBlock(StyledText(sentence, Style(.muted)), alignment: .center)
    let height = min(rect.height, text.lineCount(width: rect.width))
    let middle = Rect(
      x: rect.x, y: rect.y + (rect.height - height) / 2, width: rect.width, height: height)
    text.draw(on: &screen, in: middle, as: appearance)
  }
}

import Models

/// Changes the state by what has happened, and returns what must now be done outside.
func reduce(_ state: inout AppState, _ action: Action) -> [Effect] {
  let formerScreen = state.screen
  let effects = react(&state, to: action)
  if action.isNews { state.examine() }
  state.followTour(action)
  return effects + state.orderRival(after: action, effects, from: formerScreen)
    + state.orderStudy() + state.orderRuns(after: action)
    + state.orderNoiseLevels()
}

/// Does what an action says.
///
/// Longer than other functions, because it is the list of everything that can happen.
private func react(_ state: inout AppState, to action: Action) -> [Effect] {
  let awaitedClass = state.awaitsClass
  if !action.isNews {
    state.message = nil
    state.awaitsClass = false
  }
  switch action {
  case .quit: return [.quit]
  case .repaint: return [.repaint]
  case .unknown(let key): state.message = "\(key.label) means nothing here; ? shows all keys"
  case .toggleMouse: return state.toggleMouse()
  case .toggleHelp: state.toggleHelp()
  case .scrollHelp(let rows): state.scrollHelp(rows)
  case .toggleModelMenu: state.toggleModelMenu()
  case .toggleForm: state.toggleForm()
  case .toggleScreenMenu: state.toggleScreenMenu()
  case .togglePictureMenu: state.togglePictureMenu()
  case .toggleThemeMenu: return state.toggleThemeMenu()
  case .toggleFinder: state.toggleFinder()
  case .toggleDoctor: state.toggleDoctor()
  case .toggleNoiseLevels: state.toggleNoiseLevels()
  case .startTour: state.startTour()
  case .show(let id): return state.show(id)
  case .screen(let command): return state.perform(command)
  case .overlay(let input): return state.handle(input)
  case .escape:
    if case .themes(let menu) = state.overlay { return state.leave(menu) }
    if case .runs(let open) = state.overlay { return state.leave(open) }
    return awaitedClass ? [] : state.stepOut()
  case .focusNext: state.moveFocus(1)
  case .focusPrevious: state.moveFocus(-1)
  case .focus(let pane): state.focus = pane
  case .toggleZoom: state.isZoomed.toggle()
  case .mouse(let event): return state.handle(event)

  case .togglePause: return state.togglePause()
  case .step: return state.trainOneStep()
  case .epoch: return state.trainOneEpoch()
  case .resetSameSeed: return state.restart(seed: state.configuration.seed)
  case .resetNewSeed: return state.restart(seed: state.configuration.seed &+ 1)
  case .cycleActivation: return state.cycleActivation()
  case .travel(let travel): return state.travel(travel)
  case .undo: return state.undo()
  case .changeLearningRate(let steps): return state.changeLearningRate(steps)
  case .changeControl(let steps): return state.changeControl(steps)
  case .nextControl: state.chooseNextControl()
  case .cyclePace: return state.cyclePace()
  case .toggleLogScale: state.toggleLogScale()

  case .moveDigit(let distance): return state.show(digit: state.digit + distance)
  case .randomDigit: return state.showRandomDigit()
  case .nextWorst: return state.showNextWorst()
  case .awaitClass: state.awaitClass()
  case .nextOfClass(let label): return state.showNext(ofClass: label)
  case .toggleNoise: return state.toggleNoise()
  case .nextNoiseKind: return state.chooseNextNoise()
  case .changeNoiseLevel(let steps): return state.changeNoiseLevel(steps)

  case .moveCursor(let x, let y): return state.moveCursor(x: x, y: y)
  case .cursorHome: return state.moveCursorHome()
  case .cursorToDigit: return state.moveCursorToDigit()
  case .cycleAxes(let distance): state.cycleAxes(distance)
  case .markPath(let isEnd): state.markPath(isEnd: isEnd)
  case .plane(let command): return state.perform(command)

  case .resized(let width, let height): state.resize(width: width, height: height)
  case .trained(let news): return state.receive(news)
  case .inspected(let inspection): state.receive(inspection)
  case .decoded(let point): state.receive(point)
  case .levelsInspected(let steps): state.receive(steps)
  case .observed(let news): return state.receive(news)
  case .studied(let news): return state.receive(news)
  case .baselinesFound(let baselines): state.baselines = baselines
  case .failed(let sentence): state.message = sentence
  case .rival(let news): return state.receive(news)
  case .runs(let news): return state.receive(news)
  case .looked(let step): state.viewedStep = step
  case .beginFailed(let sentence): state.beginFailed(sentence)
  }
  return []
}

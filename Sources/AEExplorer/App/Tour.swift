import Models

/// Six things to do with the real model, one after the other; each waits until the person has done it.
struct Tour: Equatable, Sendable {
  /// One thing to do.
  enum Step: Int, CaseIterable, Equatable, Sendable {
    case pause
    case digit
    case noise
    case cursor
    case model
    case help
  }

  /// What is looked at to tell whether a step has been done.
  private struct Mark: Equatable, Sendable {
    var digit: Int
    var noise: Corruption
    var isNoiseOn: Bool
    var cursor: [Float]
    var model: String

    init(_ state: AppState) {
      (digit, noise, isNoiseOn) = (state.digit, state.noise, state.isNoiseOn)
      (cursor, model) = (state.cursor, state.configuration.model.model)
    }
  }

  /// What is to be done now; nil when all is done.
  private(set) var step: Step?
  private var mark: Mark

  /// Creates a tour at its beginning.
  init(_ state: AppState) {
    step = .pause
    mark = Mark(state)
  }

  /// Goes on to the next step if this one has been done.
  ///
  /// - Returns: whether there is another step, or the end, to be shown.
  mutating func follow(_ action: Action, _ state: AppState) -> Bool {
    guard let step, isDone(step, action, state) else { return false }
    self.step = Step(rawValue: step.rawValue + 1)
    mark = Mark(state)
    return true
  }

  private func isDone(_ step: Step, _ action: Action, _ state: AppState) -> Bool {
    let now = Mark(state)
    switch step {
    case .pause: return action == .togglePause
    case .digit: return now.digit != mark.digit
    case .noise: return now.isNoiseOn != mark.isNoiseOn || now.noise != mark.noise
    // Another model puts the cursor back too, which is not the person's doing.
    case .cursor: return now.cursor != mark.cursor && now.model == mark.model && !action.isNews
    case .model: return now.model != mark.model
    case .help:
      if case .screens = state.overlay { return true }
      return state.isHelpShown
    }
  }
}

extension Tour.Step {
  /// What it is about.
  var title: String {
    switch self {
    case .pause: "Pause"
    case .digit: "Next digit"
    case .noise: "Noise"
    case .cursor: "The latent cursor"
    case .model: "Another model"
    case .help: "Help and screens"
    }
  }

  /// What to do, with keys in backquotes.
  var sentence: String {
    switch self {
    case .pause:
      "The model trains while you look at it, and the test loss falls. Press `Space` to pause, and "
        + "`Space` again later to go on."
    case .digit:
      "This is a test digit on its way through the model: what goes in, what comes out, how far they "
        + "differ. Press `n` for the next one."
    case .noise:
      "Press `x` to spoil what the encoder sees. Is the reconstruction still clean? `+` and `-` change "
        + "how much."
    case .cursor:
      "Each number is a test digit, where the encoder puts it. Move the cursor with the arrows or drag "
        + "it, and watch what the decoder draws there."
    case .model:
      "Press `m`, choose another model with the arrows, and train it with `Enter`. Afterwards `u` "
        + "brings this one back as it was."
    case .help:
      "Press `?`: it explains the pane in focus and lists all keys. `g` shows the other screens."
    }
  }

  /// The same for a narrow screen.
  var shortSentence: String {
    switch self {
    case .pause: "It trains. `Space` pauses it."
    case .digit: "A test digit. `n`: the next one."
    case .noise: "`x` spoils the input with noise."
    case .cursor: "Arrows or mouse: move the cursor."
    case .model: "`m`, arrows, `Enter`: another model."
    case .help: "`?` helps, `g` shows the screens."
    }
  }

  /// The pane that it speaks of; nil for none in particular.
  var pane: Pane? {
    switch self {
    case .pause: .loss
    case .digit, .noise: .digit
    case .cursor: .latent
    case .model, .help: nil
    }
  }
}

extension AppState {
  /// Begins the tour, on Explore.
  mutating func startTour() {
    (screen, overlay, isHelpShown, isZoomed) = (.explore, nil, false, false)
    tour = Tour(self)
    showPaneOfTour()
  }

  /// Lets the tour see what was done.
  mutating func followTour(_ action: Action) {
    guard var next = tour, next.follow(action, self) else { return }
    tour = next
    showPaneOfTour()
  }

  /// Brings what the step speaks of into view.
  private mutating func showPaneOfTour() {
    guard let pane = tour?.step?.pane else { return }
    // Small screens show the latent plane and the loss together; a focus on the loss would hide the rest.
    focus = pane == .loss && ExploreLayout(self).rect(of: .loss) != nil ? focus : pane
    isZoomed = false
  }
}

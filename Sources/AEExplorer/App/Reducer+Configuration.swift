import Models
import Render

/// What is open over the panes, besides help.
enum Overlay: Equatable, Sendable {
  /// The menu of models.
  case models(ModelMenu)
  /// The form of hyper-parameters.
  case form(ConfigurationForm)
  /// The menu of screens.
  case screens(ScreenMenu)
  /// The choice of colours.
  case themes(ThemeMenu)
  /// What to keep of the screen.
  case picture(PictureMenu)
  /// The line in which a person types what they look for.
  case find(Finder)
  /// All that is the matter with the training.
  case doctor(DoctorCard)
  /// The same digit at five levels of noise.
  case noiseLevels
  /// A question about saved runs.
  case runs(RunsOverlay)
}

/// What a key does while something is open over the panes.
enum OverlayInput: Equatable, Sendable {
  /// To another row.
  case move(Int)
  /// To a row by its place.
  case choose(Int)
  /// To a smaller or larger value.
  case change(Int)
  /// A character of a text, or the first letter of a name.
  case type(Character)
  /// Take the last character back.
  case erase
  /// Back to the default.
  case restoreDefault
  /// Do it.
  case apply
}

/// The menu of models and the form of hyper-parameters.
extension AppState {
  mutating func toggleModelMenu() {
    if case .models = overlay {
      overlay = nil
    } else {
      overlay = .models(ModelMenu(choosing: configuration.model.model))
    }
  }

  mutating func toggleForm() {
    if case .form = overlay {
      overlay = nil
      return
    }
    overlay = .form(
      ConfigurationForm(
        configuration, learningRate: learningRate, controls: training?.controls ?? [:]))
  }

  /// Gives a key to what is open.
  mutating func handle(_ input: OverlayInput) -> [Effect] {
    switch overlay {
    case .models(let menu): return handle(input, in: menu)
    case .form(let form): return handle(input, in: form)
    case .screens(let menu): return handle(input, in: menu)
    case .themes(let menu): return handle(input, in: menu)
    case .picture(let menu): return handle(input, in: menu)
    case .find(let finder): return handle(input, in: finder)
    case .doctor(let card): return handle(input, in: card)
    case .noiseLevels: return handleNoiseLevels(input)
    case .runs(let open): return handle(input, in: open)
    case nil: return []
    }
  }

  private mutating func handle(_ input: OverlayInput, in menu: ModelMenu) -> [Effect] {
    var menu = menu
    switch input {
    case .move(let distance), .change(let distance): menu.move(distance)
    case .choose(let row): menu.selection = row
    case .type(let letter): menu.find(letter)
    case .erase, .restoreDefault: break
    case .apply:
      overlay = nil
      return begin(defaultsOf: menu.model)
    }
    overlay = .models(menu)
    return []
  }

  private mutating func handle(_ input: OverlayInput, in form: ConfigurationForm) -> [Effect] {
    var form = form
    switch input {
    case .move(let distance): form.move(distance)
    case .choose(let row):
      form.takeTyped()
      form.selection = row
    case .change(let steps): form.change(steps)
    case .type(let character): form.type(character)
    case .erase: form.erase()
    case .restoreDefault: form.restoreDefault()
    case .apply: return apply(form)
    }
    overlay = .form(form)
    return []
  }

  private mutating func apply(_ form: ConfigurationForm) -> [Effect] {
    var form = form
    form.takeTyped()
    switch form.configuration() {
    case .failure(let complaint):
      form.complaint = complaint.text
      overlay = .form(form)
      return []
    case .success(let next):
      overlay = nil
      if screen == .compare { return beginRival(next) }
      if let viewedStep { return fork(next, from: viewedStep) }
      return form.needsRestart ? begin(next) : change(to: next)
    }
  }

  /// Changes what may change while training.
  private mutating func change(to next: TrainingConfiguration) -> [Effect] {
    var effects: [Effect] = []
    var texts: [String] = []
    var former = LiveChange()
    if next.learningRate != learningRate {
      former.learningRate = learningRate
      requestedLearningRate = next.learningRate
      effects.append(.training(.setLearningRate(next.learningRate)))
      texts.append("learning rate \(Self.text(next.learningRate))")
    }
    for setting in liveSettings {
      let wanted = Float(next.model.value(of: setting))
      guard wanted != value(of: setting) else { continue }
      former.controls[setting.name] = value(of: setting)
      requestedControls[setting.name] = wanted
      effects.append(.training(.setControl(setting.name, wanted)))
      texts.append("\(setting.name) \(Self.text(wanted))")
    }
    if !effects.isEmpty { note(former) }
    message = texts.isEmpty ? "nothing was changed" : texts.joined(separator: ", ")
    return effects
  }

  /// Begins a model with its own defaults, on the same data with the same seed.
  private mutating func begin(defaultsOf model: ModelDescription) -> [Effect] {
    guard model.id != configuration.model.model else {
      message = "\(model.id) is the model that is running; e changes its hyper-parameters"
      return []
    }
    guard model.kinds.contains(dataset.kind) else {
      let kinds = model.kinds.map(\.rawValue).joined(separator: " or ")
      message = "\(model.id) learns from \(kinds); start again with --data to have them"
      return []
    }
    let next = TrainingConfiguration(
      model: ModelConfiguration(defaultsOf: model), learningRate: model.defaultLearningRate,
      batchSize: model.defaultBatchSize, seed: configuration.seed, epochs: configuration.epochs)
    return screen == .compare ? beginRival(next) : begin(next)
  }

  /// Begins the same training with the next activation in its hidden layers.
  mutating func cycleActivation() -> [Effect] {
    let all = Activation.allCases
    let index = all.firstIndex(of: configuration.model.activation) ?? 0
    var next = configuration
    next.model.activation = all[(index + 1) % all.count]
    return begin(next)
  }

  /// Begins a training in place of the current one, which is kept.
  mutating func begin(_ next: TrainingConfiguration) -> [Effect] {
    let isSame = configuration.model.model == next.model.model
    return begin(
      next, with: .begin(next),
      message: "\(isSame ? "new training" : next.model.model) begun; u returns to the one before")
  }

  /// Begins a training in place of the current one, which is kept, by an effect.
  mutating func begin(
    _ next: TrainingConfiguration, with effect: Effect, message sentence: String
  ) -> [Effect] {
    let (goesOn, pace) = (status != .paused, pace)
    earlier = (earlier + [configuration]).suffix(Session.keptTrainings)
    showNew(next)
    message = sentence
    var effects = [effect]
    if pace != .full {
      requestedPace = pace
      effects.append(.training(.setPace(pace)))
    }
    return goesOn ? effects + [resumeNew()] : effects
  }

  /// Takes the last live change back, or returns to the training before the current one, where it was
  /// left.
  mutating func undo() -> [Effect] {
    if let effects = undoLiveChange() { return effects }
    guard let former = earlier.popLast() else {
      message = "there is no earlier training to return to"
      return []
    }
    let goesOn = status != .paused
    showNew(former)
    requestedPace = nil
    message = "back at the earlier training, \(former.model.model)"
    return goesOn ? [.returnToEarlier, resumeNew()] : [.returnToEarlier]
  }

  /// Takes back what `begin` has changed, when there is no other training.
  mutating func beginFailed(_ sentence: String) {
    if let former = earlier.popLast() {
      showNew(former)
      // The session has counted on once, and so has `begin`.
      generation -= 1
    }
    message = sentence
  }

  /// Lets the new training go on.
  mutating func resumeNew() -> Effect {
    request(.running)
    return .training(.resume)
  }

  /// Forgets what was shown of the training before.
  mutating func showNew(_ next: TrainingConfiguration) {
    if next.model.codeSize != codeSize { baselines = nil }
    generation += 1
    configuration = next
    title = next.model.model
    (training, statusRequest, observation, inspection, decoded) = (nil, nil, nil, nil, nil)
    (requestedLearningRate, requestedControls, controlIndex) = (nil, [:], 0)
    if rival?.isEarlier ?? false { rival = nil }
    (changes, viewedStep, timeline) = ([], nil, WeightArchive.Contents())
    cursor = Array(repeating: 0, count: next.model.codeSize)
    axes = LatentAxes(
      vertical: min(1, next.model.codeSize - 1), background: axes.background)
    hasChosenPlace = false
    forgetStudies()
  }
}

import Models

/// What has happened: a key by its meaning, the mouse, news from the training, results of effects.
enum Action: Equatable, Sendable {
  // The program
  case quit
  case resized(width: Int, height: Int)
  case toggleHelp
  case scrollHelp(Int)
  case toggleModelMenu
  case toggleForm
  case toggleScreenMenu
  case toggleThemeMenu
  case togglePictureMenu
  case toggleFinder
  case toggleDoctor
  case toggleNoiseLevels
  case startTour
  case show(ScreenID)
  case screen(ScreenCommand)
  case overlay(OverlayInput)
  case escape
  case repaint
  /// A key that means nothing here.
  case unknown(Key)
  case toggleMouse
  case focusNext
  case focusPrevious
  case focus(Pane)
  case toggleZoom
  case mouse(MouseEvent)

  // Training
  case togglePause
  case step
  case epoch
  case resetSameSeed
  case resetNewSeed
  case travel(TimeTravel)
  case cycleActivation
  case undo
  case changeLearningRate(Int)
  case changeControl(Int)
  case nextControl
  case cyclePace
  case toggleLogScale

  // Digits and noise
  case moveDigit(Int)
  case randomDigit
  case nextWorst
  case awaitClass
  case nextOfClass(Int)
  case toggleNoise
  case nextNoiseKind
  case changeNoiseLevel(Int)

  // The latent plane
  case moveCursor(x: Int, y: Int)
  case cursorHome
  case cursorToDigit
  case cycleAxes(Int)
  case markPath(isEnd: Bool)
  case plane(PlaneCommand)

  // News
  case trained(TrainingNews)
  case inspected(DigitInspection)
  case decoded(DecodedPoint)
  case levelsInspected([NoiseStep])
  case observed(ObservationNews)
  case baselinesFound(Baselines)
  case studied(StudyNews)
  case failed(String)
  /// Other earlier weights are shown than were asked for: those of this step.
  case looked(step: Int)
  case rival(RivalNews)
  case runs(RunNews)
  /// No training with another configuration could be begun; the old one goes on.
  case beginFailed(String)

  /// Whether it was not done by a person, and so leaves the message on screen.
  var isNews: Bool {
    switch self {
    case .levelsInspected, .resized, .trained, .inspected, .decoded, .observed, .baselinesFound,
      .studied, .failed, .looked, .rival, .runs, .beginFailed:
      true
    case .toggleThemeMenu, .togglePictureMenu, .toggleFinder, .toggleDoctor, .toggleNoiseLevels,
      .startTour, .quit, .toggleHelp, .scrollHelp,
      .toggleModelMenu, .toggleForm, .toggleScreenMenu, .show,
      .screen, .overlay,
      .cycleActivation, .undo, .escape, .repaint, .unknown, .toggleMouse, .focusNext,
      .focusPrevious, .focus, .toggleZoom, .mouse, .togglePause, .step, .epoch, .resetSameSeed,
      .resetNewSeed, .travel, .changeLearningRate, .changeControl, .nextControl, .cyclePace,
      .toggleLogScale,
      .moveDigit, .randomDigit,
      .nextWorst, .awaitClass, .nextOfClass, .toggleNoise, .nextNoiseKind, .changeNoiseLevel,
      .moveCursor, .cursorHome, .cursorToDigit, .cycleAxes, .markPath, .plane:
      false
    }
  }
}

/// A snapshot of one training; equal when trainer and number are.
struct TrainingNews: Equatable, Sendable {
  /// Counts the trainings of this session: news of an earlier one is stale.
  var generation: Int
  /// The state of the training.
  var snapshot: TrainingSnapshot
  /// The earlier steps whose weights are kept.
  var timeline = WeightArchive.Contents()

  static func == (left: TrainingNews, right: TrainingNews) -> Bool {
    left.generation == right.generation && left.snapshot.number == right.snapshot.number
  }
}

/// An observation of one training; equal when training and step are.
struct ObservationNews: Equatable, Sendable {
  /// The training that was observed.
  var generation: Int
  /// The earlier step that was asked for; nil for the live weights.
  var pastStep: Int?
  /// What was seen.
  var observation: Observation

  static func == (left: ObservationNews, right: ObservationNews) -> Bool {
    left.generation == right.generation && left.pastStep == right.pastStep
      && left.observation.step == right.observation.step
  }
}

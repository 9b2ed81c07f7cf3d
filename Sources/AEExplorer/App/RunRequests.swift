import Models

/// What is to be done with saved runs, off the screen's thread; the answers are `Action.runs`.
enum RunRequest: Equatable, Sendable {
  /// Read the list.
  case list
  /// The same, unless that was done a moment ago: the training goes on, and its run with it.
  case refresh
  /// Read a run's history, and send a digit through its newest weights.
  case look(run: Int, digit: Int)
  /// Read a checkpoint, to show it: that of the end of an epoch, or the newest.
  case open(run: Int, epoch: Int?, RunOpening)
  /// Take runs away, with their files.
  case delete(run: Int)
  /// Write a run's newest weights and its history into files of the working directory.
  case export(run: Int)
}

/// What is to become of a run that is brought back.
enum RunOpening: Equatable, Sendable {
  /// It waits as it was left.
  case waiting
  /// It is trained on.
  case goingOn
  /// It stays as it is, and another begins where it was.
  case fork
  /// The training is compared with it; it stands still.
  case rival
}

/// What came of a request.
enum RunNews: Equatable, Sendable {
  /// All runs, the newest first, and where they are.
  case listed([SavedRun], folder: String)
  /// More on one of them.
  case looked(RunDetail)
  /// A checkpoint was read.
  case opened(OpenedRun, RunOpening)
  /// Something was done, and the list has changed.
  case done(String)
  /// Something could not be done.
  case failed(String)
  /// The list can't be read.
  case unreadable(String)

  /// Whether nobody wants to know this any more when there is something newer.
  func isReplaced(by newer: RunNews) -> Bool {
    switch (self, newer) {
    case (.listed, .listed), (.listed, .unreadable), (.unreadable, .listed), (.looked, .looked):
      true
    case _: false
    }
  }
}

/// What it takes a while to find out of a run.
struct RunDetail: Equatable, Sendable {
  /// The run.
  var run: Int
  /// Its epochs.
  var history: [EpochResult]
  /// The digit that was sent through its newest weights.
  var digit: Int
  /// What they made of it, `[pixels]`; nil where the run is of other data.
  var reconstruction: [Float]?
}

/// Saved runs and the training that is shown.
extension AppState {
  mutating func receive(_ news: RunNews) -> [Effect] {
    var effects: [Effect] = []
    if var screen = screens[.runs] as? RunsScreen {
      effects = screen.receive(news, in: self)
      screens[.runs] = screen
    }
    switch news {
    case .listed, .looked, .unreadable: break
    case .opened(let opened, .rival): effects += compare(with: opened)
    case .opened(let opened, let opening): effects += take(opened, opening)
    case .done(let sentence), .failed(let sentence): message = sentence
    }
    return effects
  }

  /// Shows a saved run in place of the current training, which is kept.
  private mutating func take(_ opened: OpenedRun, _ opening: RunOpening) -> [Effect] {
    let pace = pace
    earlier = (earlier + [configuration]).suffix(Session.keptTrainings)
    showNew(opened.configuration)
    screen = .explore
    var effects: [Effect] = [.takeRun(opened, opening)]
    if pace != .full {
      requestedPace = pace
      effects.append(.training(.setPace(pace)))
    }
    let epoch = opened.checkpoint.state.epoch
    switch opening {
    case .rival: preconditionFailure("a rival takes nobody's place")
    case .waiting: message = "run \(opened.run.id) as it was left; Space trains on, u returns"
    case .goingOn:
      message = "run \(opened.run.id) goes on after epoch \(epoch); u returns"
      effects.append(resumeNew())
    case .fork:
      message =
        "a new run from epoch \(epoch) of run \(opened.run.id): < > b B change it, Space trains on"
    }
    return effects
  }

  /// Asks now and then for the list, while it is shown and training goes on, and about another digit
  /// when that is shown.
  mutating func orderRuns(after action: Action) -> [Effect] {
    guard screen == .runs else { return [] }
    if case .trained = action { return [.runs(.refresh)] }
    guard !action.isNews, var shown = screens[.runs] as? RunsScreen else { return [] }
    let effects = shown.look(self)
    screens[.runs] = shown
    return effects
  }
}

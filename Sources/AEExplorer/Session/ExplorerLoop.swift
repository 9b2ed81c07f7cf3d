import Models
import Render

/// The life of the explorer on a terminal: wait, take all that has happened, draw once.
///
/// There is one blocking wait. What a person does is drawn at once; what training does is drawn as
/// often as the screen's share of the processors allows.
struct ExplorerLoop: ~Copyable {
  private var terminal: Terminal
  private var driver: Driver
  private var isEnding = false
  /// Whether there may be news that is not on the screen yet.
  private var isDirty = true
  private var drawing: TimeBudget
  private let file: SettingsFile
  /// What the settings file knows, or was told by options.
  private var kept: Settings

  /// Creates the loop.
  ///
  /// - Parameters:
  ///   - terminal: where frames go and input comes from.
  ///   - driver: the state.
  ///   - share: seconds a second that showing the training's news may take.
  ///   - file: where choices are remembered.
  init(
    terminal: consuming Terminal, driver: Driver, share: Double, settings file: SettingsFile
  ) {
    self.terminal = terminal
    self.driver = driver
    self.file = file
    kept = driver.state.settings
    drawing = TimeBudget(share: share, reserve: 0.02, longestDelay: 1)
  }

  /// Runs until the person quits or the terminal is gone.
  mutating func run() {
    while !isEnding {
      let hasInput = takeInput(waiting: isDirty ? newsDelay : nil)
      guard !isEnding else { return }
      let isNewsTime = newsDelay == 0
      guard hasInput || isNewsTime else { continue }
      let start = TimeBudget.worked
      // Taking news in (a picture to decode here and there) costs more than drawing it. When it is not
      // its time yet, input is drawn without.
      if isNewsTime { driver.takeNews() }
      terminal.show(mainView(driver.state))
      if isNewsTime, driver.state.isTrainingAtFullSpeed {
        drawing.spend(TimeBudget.worked - start)
      }
      isDirty = !isNewsTime
    }
  }

  /// Seconds until news may be shown: while training does not run at full speed there is nothing to
  /// be spared, and they are shown at once.
  private var newsDelay: Double {
    mutating get {
      let delay = drawing.delay(at: TimeBudget.now)
      return driver.state.isTrainingAtFullSpeed ? delay : 0
    }
  }

  /// Waits, and returns whether the person did something.
  private mutating func takeInput(waiting delay: Double?) -> Bool {
    _ = terminal.wait(timeout: delay.map { .seconds($0) })
    // Whoever ended the wait has left something: input, or news in the mailbox.
    isDirty = true
    let events = terminal.drain()
    for event in events {
      handle(event)
    }
    if !events.isEmpty { keepSettings() }
    return !events.isEmpty
  }

  /// Remembers what the person has changed.
  private mutating func keepSettings() {
    let now = driver.state.settings
    guard now != kept else { return }
    if let sentence = file.save(now.changes(since: kept)) { driver.apply(.failed(sentence)) }
    kept = now
  }

  private mutating func handle(_ event: InputEvent) {
    switch event {
    case .key(let key):
      if let action = action(for: key, in: driver.state) { apply(action) }
    case .mouse(let event):
      apply(.mouse(event))
    case .resize(let width, let height):
      apply(.resized(width: width, height: height))
    case .interrupt, .terminate:
      isEnding = true
    }
  }

  private mutating func apply(_ action: Action) {
    var effects: [Effect] = []
    driver.apply(action) { effects.append($0) }
    for effect in effects {
      switch effect {
      case .quit: isEnding = true
      case .repaint: terminal.repaint()
      case .setMouse(let isOn): terminal.setMouse(isOn)
      case .setTheme(let theme): terminal.setTheme(theme)
      case .keepPicture(let kind): driver.apply(.failed(KeptPicture.write(driver.state, as: kind)))
      case .training, .begin, .fork, .look, .beginRival, .compareWithEarlier, .dropRival,
        .lookAtRival, .returnToEarlier, .inspect, .inspectLevels, .decode, .observe, .study,
        .runs, .takeRun:
        break
      }
    }
  }
}

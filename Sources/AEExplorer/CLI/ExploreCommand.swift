import ArgumentParser
import Dispatch
import Models
import Render

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `aexplorer explore`, and `aexplorer` alone: the explorer.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Open the explorer (the default).",
    discussion: """
      Trains until you stop it, unless --epochs is given. Press ? for the keys, q to quit. With \
      --snapshot it needs no terminal: it draws one frame into a file and ends.
      """)

  @OptionGroup var options: TrainingOptions

  @OptionGroup var recording: RecordingOptions

  @Option(help: "Epochs after which training stops by itself (default: it goes on).")
  var epochs: Int?

  @Option(
    help: ArgumentHelp("Pause after a step, as a look at just that moment.", valueName: "step"))
  var pauseAt: Int?

  @Option(
    help: ArgumentHelp(
      "Open a model that `aexplorer train --save` has saved, and go on from there; of the options of "
        + "training only --data, --epochs and --threads count then.",
      valueName: "file.safetensors"))
  var checkpoint: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "Open a saved run (`aexplorer runs` lists them), paused at its newest checkpoint; of the options "
        + "of training only --data, --epochs and --threads count then.",
      valueName: "id"))
  var savedRun: Int?

  @Option(
    help: ArgumentHelp(
      "The noise of the digit pane: gaussian, salt-pepper, masking or block, and its level.",
      valueName: "kind:level"))
  var noise: String?

  @Option(
    help: ArgumentHelp(
      "Draw one frame into a file and end: a picture (.png) or text (.txt).",
      valueName: "file"))
  var snapshot: String?

  @Option(help: ArgumentHelp("The size of that frame, in columns and rows.", valueName: "WxH"))
  var size = "120x40"

  @Option(
    help: ArgumentHelp(
      "When it is drawn: 2s, 500ms, 10epochs or 320steps.", valueName: "time"))
  var after = "2s"

  @Option(
    help: ArgumentHelp("The screen to open with: \(ScreenCatalog.names).", valueName: "name"))
  var screen = "explore"

  @Option(
    help: ArgumentHelp(
      "Keys to press before a frame is drawn into a file, separated by spaces: n, Enter, Shift-Up, "
        + "Ctrl-R.", valueName: "keys"))
  var press = ""

  @Flag(help: "Begin with a tour: six things to do with the real model.")
  var tour = false

  @Option(
    help: ArgumentHelp(
      "Memory for the weights of earlier steps, which [ and ] go back to.", valueName: "MB"))
  var history = Session.archiveBudget / 1_000_000

  @Option(help: ArgumentHelp("The test digit to begin with, from 1.", valueName: "number"))
  var digit = 1

  @Option(
    help: ArgumentHelp(
      "Where the latent cursor begins: a number for each dimension, as in --cursor=0.5,-1.",
      valueName: "x,y"))
  var cursor: String?

  @Option(
    help: ArgumentHelp(
      "The colours: \(Theme.names) (default: as chosen last, or by the terminal's background).",
      valueName: "name"))
  var theme: String?

  @Option(
    help: ArgumentHelp(
      "Record what the terminal shows, with its time, for asciinema.", valueName: "file.cast"))
  var record: String?

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Draw without colours.")
  var noColor = false

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  mutating func validate() throws {
    try options.check(epochs: epochs)
    if let pauseAt, pauseAt < 1 {
      throw ValidationError("--pause-at \(pauseAt): the first step is 1")
    }
    guard (1...1_000_000).contains(history) else {
      throw ValidationError("--history \(history) is not a number of megabytes, 1 or more")
    }
    _ = try frameSize()
    _ = try moment()
    _ = try corruption()
    _ = try openingScreen()
    _ = try pressedKeys()
    _ = try chosenTheme()
    if savedRun != nil, checkpoint != nil {
      throw ValidationError("--run and --checkpoint both say what to open: choose one")
    }
    if record != nil, snapshot != nil {
      throw ValidationError("--record is for a terminal, and --snapshot needs none: choose one")
    }
    if let snapshot, ![".png", ".txt"].contains(where: snapshot.lowercased().hasSuffix) {
      throw ValidationError("--snapshot “\(snapshot)”: the name must end in .png or .txt")
    }
  }

  func run() throws {
    if snapshot == nil {
      // First of all: threads that start later must not take the screen's signals.
      Signals.block()
    }
    let opened = try openedRun()
    let saved = try opened?.checkpoint ?? checkpoint.map { try Checkpoint(contentsOf: $0) }
    var configuration = try saved?.configuration ?? options.configuration(epochs: epochs)
    configuration.epochs = epochs ?? opened?.configuration.epochs
    let dataset = try options.dataset(for: saved, at: opened?.run.subject.source)
    let start = Start(
      configuration: configuration, dataset: dataset, state: saved?.state, opened: opened,
      runs: try sessionRuns(opened))
    if let snapshot {
      try drawSnapshot(to: snapshot, start)
    } else {
      try explore(start)
    }
  }

  // MARK: - On a terminal

  private func explore(_ start: Start) throws {
    let file = SettingsFile()
    let remembered = file.settings
    var terminal = try Terminal(
      options: TerminalOptions(
        mouse: !noMouse && remembered.mouse ?? true, color: noColor ? .mono : nil,
        glyphs: ascii ? .ascii : remembered.glyphs,
        theme: try chosenTheme() ?? remembered.theme))
    if let record {
      terminal.recorder = try SessionRecorder(
        path: record, width: terminal.size.width, height: terminal.size.height)
    }
    let waker = terminal.waker
    let session = try session(start, Mailbox { waker.wake() })
    let size = terminal.size
    var driver = try begin(
      session, start, appearance: terminal.appearance, width: size.width,
      height: size.height, theme: terminal.theme, mouse: !noMouse && remembered.mouse ?? true)
    while let speed = remembered.speed, driver.state.pace != speed { driver.apply(.cyclePace) }
    if let complaint = file.complaint { driver.apply(.failed(complaint)) }
    leaveOnlyAfter(terminal, driver, share: session.shares.drawing, file)
    session.close()
    // The observer or PCA may still be inside the BLAS, whose memory an ordinary exit takes away.
    fflush(nil)
    _exit(EXIT_SUCCESS)
  }

  /// Runs the loop; the terminal is given back when this returns, before training is stopped.
  private func leaveOnlyAfter(
    _ terminal: consuming Terminal, _ driver: Driver, share: Double, _ file: SettingsFile
  ) {
    var loop = ExplorerLoop(terminal: terminal, driver: driver, share: share, settings: file)
    loop.run()
  }

  // MARK: - Into a file

  private func drawSnapshot(to path: String, _ start: Start) throws {
    let bell = DispatchSemaphore(value: 0)
    let session = try session(start, Mailbox { bell.signal() })
    defer {
      session.close()
      session.waitUntilIdle()
    }
    let (width, height) = try frameSize()
    let driver = try begin(
      session, start,
      appearance: Appearance(
        glyphs: ascii ? .ascii : .unicode, colors: noColor ? .mono : .full),
      width: width, height: height, theme: try chosenTheme() ?? .dark, mouse: !noMouse)
    var run = SnapshotRun(
      driver: driver, bell: bell, awaitsBaselines: session.hasBaselines,
      pressing: try pressedKeys())
    let state = run.run(until: try moment())
    try Snapshot.write(mainView(state), to: path, theme: state.theme)
  }

  // MARK: - Both

  private func session(_ start: Start, _ mailbox: Mailbox) throws -> Session {
    try Session(
      start.configuration, dataset: start.dataset, threads: options.workerCount,
      resuming: start.state, opened: start.opened, archiveBudget: history * 1_000_000,
      runs: start.runs, mailbox: mailbox)
  }

  private func begin(
    _ session: Session, _ start: Start, appearance: Appearance, width: Int,
    height: Int, theme: Theme, mouse: Bool
  ) throws -> Driver {
    var state = AppState(
      configuration: start.configuration, dataset: session.facts, appearance: appearance,
      width: width,
      height: height)
    if let noise = try corruption() {
      state.noise = noise
      state.isNoiseOn = true
    }
    (state.isMouseOn, state.theme) = (mouse, theme)
    try place(&state)
    if let step = try pauseStep(session) {
      _ = session.perform(.training(.pauseAt(step: step)))
    }
    var driver = Driver(state: state, session: session, isWaiting: start.opened != nil)
    driver.apply(.show(try openingScreen()))
    if tour { driver.apply(.startTour) }
    if let opened = start.opened {
      driver.apply(.failed("run \(opened.run.id) as it was left: Space trains on"))
    }
    return driver
  }

  /// Returns the step behind which training is to pause: a frame after some epochs or steps is of
  /// exactly these.
  private func pauseStep(_ session: Session) throws -> Int? {
    guard snapshot != nil else { return pauseAt }
    switch try moment() {
    case .seconds: return pauseAt
    case .epochs(let epochs): return pauseAt ?? epochs * session.stepsPerEpoch
    case .step(let step): return pauseAt ?? step
    }
  }

  /// Chooses the digit and places the cursor.
  private func place(_ state: inout AppState) throws {
    guard (1...max(1, state.dataset.count)).contains(digit) else {
      throw ValidationError("--digit \(digit): there are test digits 1…\(state.dataset.count)")
    }
    state.digit = digit - 1
    guard let cursor else { return }
    let numbers = cursor.split(separator: ",").compactMap { Float($0) }.filter(\.isFinite)
    guard numbers.count == state.codeSize else {
      throw ValidationError(
        "--cursor “\(cursor)” is not \(state.codeSize) numbers with commas between them")
    }
    (state.cursor, state.hasChosenPlace) = (numbers, true)
  }

  private func chosenTheme() throws -> Theme? {
    guard let theme else { return nil }
    guard let chosen = Theme(rawValue: theme) else {
      throw ValidationError("--theme “\(theme)”: the themes are \(Theme.names)")
    }
    return chosen
  }

  private func frameSize() throws -> (width: Int, height: Int) {
    let parts = size.split(separator: "x").map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1],
      (1...1000).contains(width), (1...1000).contains(height)
    else {
      throw ValidationError("--size “\(size)” is not columns x rows, like 120x40")
    }
    return (width, height)
  }

  private func moment() throws -> SnapshotRun.Moment {
    let number = after.prefix { $0.isNumber || $0 == "." }
    let unit = after.dropFirst(number.count)
    if let value = Double(number), value >= 0, value <= 1e6 {
      switch unit {
      case "s": return .seconds(value)
      case "ms": return .seconds(value / 1000)
      case "epochs", "epoch": if let count = Int(number) { return .epochs(count) }
      case "steps", "step": if let count = Int(number) { return .step(count) }
      default: break
      }
    }
    throw ValidationError("--after “\(after)” is not a time like 2s, 500ms, 10epochs or 320steps")
  }

  private func openingScreen() throws -> ScreenID {
    guard let found = ScreenCatalog.screen(ScreenID(screen)) else {
      throw ValidationError("--screen “\(screen)”: the screens are \(ScreenCatalog.names)")
    }
    return found.card.id
  }

  private func pressedKeys() throws -> [Key] {
    try press.split(separator: " ").map { label in
      guard let key = Key(label: String(label)) else {
        throw ValidationError(
          "--press “\(label)” is no key: write one character, or a name like Enter, Shift-Up, Ctrl-R"
        )
      }
      return key
    }
  }

  private func corruption() throws -> Corruption? {
    guard let noise else { return nil }
    let parts = noise.split(separator: ":", maxSplits: 1)
    let kinds = CorruptionCatalog.all.map(\.id).joined(separator: ", ")
    guard let name = parts.first, let kind = CorruptionCatalog.kind(String(name)) else {
      throw ValidationError("--noise “\(noise)”: the kinds are \(kinds)")
    }
    guard parts.count == 2 else { return Corruption(kind) }
    guard let level = Float(parts[1]), kind.levels.contains(level) else {
      throw ValidationError(
        "--noise “\(noise)”: the level of \(kind.id) is a number in "
          + "\(kind.levels.lowerBound)…\(kind.levels.upperBound)")
    }
    return Corruption(kind, level: level)
  }
}

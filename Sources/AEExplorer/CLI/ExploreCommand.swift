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

  @Option(help: "Epochs after which training stops by itself (default: it goes on).")
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "Open a model that `aexplorer train --save` has saved, and go on from there; of the options of "
        + "training only --data, --epochs and --threads count then.",
      valueName: "file.safetensors"))
  var checkpoint: String?

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
    help: ArgumentHelp("When it is drawn: 2s, 500ms or 10epochs.", valueName: "time"))
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

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Draw without colours.")
  var noColor = false

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  mutating func validate() throws {
    try options.check(epochs: epochs)
    guard (1...1_000_000).contains(history) else {
      throw ValidationError("--history \(history) is not a number of megabytes, 1 or more")
    }
    _ = try frameSize()
    _ = try moment()
    _ = try corruption()
    _ = try openingScreen()
    _ = try pressedKeys()
    if let snapshot, ![".png", ".txt"].contains(where: snapshot.lowercased().hasSuffix) {
      throw ValidationError("--snapshot “\(snapshot)”: the name must end in .png or .txt")
    }
  }

  func run() throws {
    if snapshot == nil {
      // First of all: threads that start later must not take the screen's signals.
      Signals.block()
    }
    let saved = try checkpoint.map { try Checkpoint(contentsOf: $0) }
    var configuration = try saved?.configuration ?? options.configuration(epochs: epochs)
    configuration.epochs = epochs
    let dataset = try dataset(for: saved)
    if let snapshot {
      try drawSnapshot(to: snapshot, configuration, dataset, saved)
    } else {
      try explore(configuration, dataset, saved)
    }
  }

  // MARK: - On a terminal

  private func explore(
    _ configuration: TrainingConfiguration, _ dataset: Dataset, _ saved: Checkpoint?
  ) throws {
    let terminal = try Terminal(
      options: TerminalOptions(
        mouse: !noMouse, color: noColor ? .mono : nil, glyphs: ascii ? .ascii : nil))
    let waker = terminal.waker
    let session = try Session(
      configuration, dataset: dataset, threads: options.workerCount, resuming: saved?.state,
      archiveBudget: history * 1_000_000, mailbox: Mailbox { waker.wake() })
    let size = terminal.size
    let driver = try begin(
      session, configuration, appearance: terminal.appearance, width: size.width,
      height: size.height)
    leaveOnlyAfter(terminal, driver, share: session.shares.drawing)
    session.close()
    // The observer or PCA may still be inside the BLAS, whose memory an ordinary exit takes away.
    fflush(nil)
    _exit(EXIT_SUCCESS)
  }

  /// Runs the loop; the terminal is given back when this returns, before training is stopped.
  private func leaveOnlyAfter(
    _ terminal: consuming Terminal, _ driver: Driver, share: Double
  ) {
    var loop = ExplorerLoop(terminal: terminal, driver: driver, share: share)
    loop.run()
  }

  // MARK: - Into a file

  private func drawSnapshot(
    to path: String, _ configuration: TrainingConfiguration, _ dataset: Dataset,
    _ saved: Checkpoint?
  ) throws {
    let bell = DispatchSemaphore(value: 0)
    let session = try Session(
      configuration, dataset: dataset, threads: options.workerCount, resuming: saved?.state,
      archiveBudget: history * 1_000_000, mailbox: Mailbox { bell.signal() })
    defer {
      session.close()
      session.waitUntilIdle()
    }
    let (width, height) = try frameSize()
    let driver = try begin(
      session, configuration,
      appearance: Appearance(
        glyphs: ascii ? .ascii : .unicode, colors: noColor ? .mono : .full),
      width: width, height: height)
    var run = SnapshotRun(
      driver: driver, bell: bell, awaitsBaselines: session.hasBaselines,
      pressing: try pressedKeys())
    let state = run.run(until: try moment())
    try Snapshot.write(mainView(state), to: path)
  }

  // MARK: - Both

  private func begin(
    _ session: Session, _ configuration: TrainingConfiguration, appearance: Appearance, width: Int,
    height: Int
  ) throws -> Driver {
    var state = AppState(
      configuration: configuration, dataset: session.facts, appearance: appearance, width: width,
      height: height)
    if let noise = try corruption() {
      state.noise = noise
      state.isNoiseOn = true
    }
    state.isMouseOn = !noMouse
    var driver = Driver(state: state, session: session)
    driver.apply(.show(try openingScreen()))
    if tour { driver.apply(.startTour) }
    return driver
  }

  private func dataset(for saved: Checkpoint?) throws -> Dataset {
    guard let saved else { return try options.dataset() }
    let dataset = try options.dataset(
      otherwise: saved.dataset, for: saved.configuration.model.model)
    guard dataset.shape == saved.shape else {
      throw ConfigurationError.wrongInput(
        expected: saved.shape.count, found: dataset.shape.count)
    }
    return dataset
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
      default: break
      }
    }
    throw ValidationError("--after “\(after)” is not a time like 2s, 500ms or 10epochs")
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

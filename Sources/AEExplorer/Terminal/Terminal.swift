import CNcurses
import Render

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The terminal, taken over from its creation to its end.
///
/// It belongs to one thread, the one that has called `Signals.unblock`: ncurses is not thread-safe.
struct Terminal: ~Copyable {
  /// Whether frames may be drawn.
  enum State {
    case active
    /// Given back while the process is stopped.
    case suspended
    /// Given back for good.
    case left
  }

  // Destroyed in this order: handlers write to the waker, and messages come after the last mode is
  // off.
  var handlers: SignalHandlers?
  var heldErrors: HeldStderr?
  /// Ends `wait` from any thread.
  let waker: Waker
  /// What the terminal can show.
  let appearance: Appearance
  /// The screen's size in columns and rows.
  var size: (width: Int, height: Int)
  /// What is written, if it is to be kept.
  var recorder: SessionRecorder?
  /// Whether the mouse is listened to.
  var hasMouse = false

  var state = State.active
  /// Whether the terminal has hung up.
  var isDead = false
  let screen: OpaquePointer
  let window: UnsafeMutablePointer<WINDOW>
  /// A pad that is never drawn, to read through: reading through a window draws it first.
  let input: UnsafeMutablePointer<WINDOW>
  let output: UnsafeMutablePointer<FILE>
  let capture: FrameCapture
  let options: TerminalOptions
  let hasPrivateModes: Bool
  /// The attributes that the terminal had.
  var savedAttributes: termios

  var decoder = InputDecoder()
  /// Events that are not from the terminal, for the next `drain`.
  var queued: [InputEvent] = []
  /// How often there was something to read and nothing came.
  var emptyReads = 0

  var pairs: ColorPairs
  /// The colours that are drawn with.
  private(set) var theme: Theme
  /// What the terminal's own background is.
  private let ownBackground: Background
  /// The frame that is on the screen; nil if rows must be drawn whether they changed or not.
  var shown: Screen?
  /// One row for ncurses.
  var row: [cchar_t] = []

  /// Takes the terminal over.
  ///
  /// Call `Signals.block` first of all in the program; this unblocks the signals in its thread.
  init(options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    var attributes = termios()
    tcgetattr(STDIN_FILENO, &attributes)
    TerminalSetup.setCharacterLocale()
    let type = try TerminalSetup.knownType()
    let restoring = TerminalModes.restoring(
      hasPrivateModes: TerminalModes.hasPrivateModes(type))
    let waker = try Waker()
    let output = try TerminalSetup.openOutput()
    let capture = try FrameCapture(output: fileno(output))
    let held = try HeldStderr()
    let handlers = SignalHandlers(waking: waker.writeDescriptor)
    // The last step that can fail: what comes after must be undone.
    let screen = try TerminalSetup.openScreen(type: type, output: output)
    EmergencyExit.arm(
      terminal: capture.terminal, attributes: attributes, restore: restoring, errors: held.real,
      heldErrors: held.file)
    self.init(
      options: options, type: type, attributes: attributes, waker: waker, output: output,
      capture: capture, held: held, handlers: handlers, screen: screen)
    TerminalSetup.setInputModes(window, input: input)
    // The first update sets the terminal's modes, so it goes to the terminal itself.
    wrefresh(window)
    Signals.unblock()
    setMouse(options.mouse)
  }

  private init(
    options: TerminalOptions, type: String, attributes: termios, waker: Waker,
    output: UnsafeMutablePointer<FILE>, capture: consuming FrameCapture,
    held: consuming HeldStderr, handlers: consuming SignalHandlers, screen: OpaquePointer
  ) {
    self.options = options
    hasPrivateModes = TerminalModes.hasPrivateModes(type)
    savedAttributes = attributes
    self.waker = waker
    self.output = output
    self.capture = capture
    heldErrors = consume held
    self.handlers = consume handlers
    self.screen = screen
    window = aex_standard_window()
    input = newpad(1, 1)
    let depth = TerminalSetup.startColors(options)
    appearance = Appearance(glyphs: options.glyphs ?? TerminalSetup.localeGlyphs(), colors: depth)
    let background = options.background ?? TerminalSetup.detectedBackground()
    ownBackground = background
    theme = options.theme ?? (background == .dark ? .dark : .light)
    pairs = ColorPairs(
      palette: Palette(depth: depth, theme: theme, own: background), colors: Int(aex_colors()),
      capacity: Int(aex_color_pairs()))
    size = (Int(getmaxx(window)), Int(getmaxy(window)))
  }

  deinit {
    if state == .active {
      giveBack()
      EmergencyExit.disarm()
    }
    delscreen(screen)
    fclose(output)
  }

  /// Gives the terminal back now.
  ///
  /// Afterwards nothing is drawn, and no event comes.
  mutating func leave() {
    guard state == .active else { return }
    giveBack()
    EmergencyExit.disarm()
    state = .left
    handlers = nil
    heldErrors = nil
  }

  /// Starts or stops listening to the mouse.
  mutating func setMouse(_ isOn: Bool) {
    guard hasPrivateModes, state == .active, isOn != hasMouse else { return }
    hasMouse = isOn
    send(isOn ? TerminalModes.mouseOn : TerminalModes.mouseOff)
    if !isOn {
      queued += decoder.letGo()
    }
  }

  /// Draws with other colours from now on.
  mutating func setTheme(_ chosen: Theme) {
    guard chosen != theme else { return }
    theme = chosen
    pairs = ColorPairs(
      palette: Palette(depth: appearance.colors, theme: chosen, own: ownBackground),
      colors: Int(aex_colors()), capacity: Int(aex_color_pairs()))
    // The pairs that are on the screen mean something else now.
    repaint()
  }

  /// Switches every mode off, for the end and for a stop.
  func giveBack() {
    discardStuckOutput()
    if hasPrivateModes {
      send(TerminalModes.updateEnds + TerminalModes.mouseOff)
    }
    endwin()
    var attributes = savedAttributes
    tcsetattr(capture.terminal, TCSANOW, &attributes)
  }
}

// ncurses is not thread-safe, so a terminal stays on the thread that took it over.
@available(*, unavailable)
extension Terminal: Sendable {}

import CNcurses
import Render

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The steps of taking a terminal over.
enum TerminalSetup {
  /// Types to try when the one in `TERM` is not in the database, best first.
  private static let fallbackTypes = ["xterm-256color", "xterm", "vt100"]

  /// Takes the characters of the person's locale, and nothing else of it: numbers keep their point.
  ///
  /// Where that locale is not installed, as in many containers, UTF-8 is taken if its name has it.
  static func setCharacterLocale() {
    guard setlocale(LC_CTYPE, "") == nil else { return }
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment)
    guard let name = names.first(where: { !$0.isEmpty })?.lowercased() else { return }
    if name.hasSuffix("utf-8") || name.hasSuffix("utf8") {
      setlocale(LC_CTYPE, "C.UTF-8")
    }
  }

  /// Returns the terminal type to use: `TERM`, or the first fallback that the database has.
  static func knownType() throws(TerminalError) -> String {
    let wanted = environment("TERM") ?? ""
    for name in [wanted] + fallbackTypes where !name.isEmpty {
      var status: Int32 = 0
      guard setupterm(name, STDOUT_FILENO, &status) == OK else { continue }
      guard !TerminalModes.string("cup").isEmpty else { throw .cannotPlaceCursor(name) }
      return name
    }
    throw .unknownType(wanted)
  }

  /// Opens what ncurses writes to: a copy of the standard output.
  static func openOutput() throws(TerminalError) -> UnsafeMutablePointer<FILE> {
    let copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0, let file = fdopen(copy, "w") else {
      throw .system(call: "fdopen", number: errno)
    }
    return file
  }

  /// Starts ncurses: `newterm`, since `initscr` ends the process when it fails.
  static func openScreen(
    type: String, output: UnsafeMutablePointer<FILE>
  ) throws(TerminalError) -> OpaquePointer {
    // Exported LINES and COLUMNS would freeze the size.
    aex_size_from_system()
    // The default, a second, is far too long a wait after Escape.
    if environment("ESCDELAY") == nil {
      set_escdelay(25)
    }
    guard let screen = newterm(type, output, aex_standard_input()) else { throw .unknownType(type) }
    return screen
  }

  /// Starts colour as far as it is wanted, and returns how much there is.
  static func startColors(_ options: TerminalOptions) -> ColorDepth {
    guard has_colors() else { return .mono }
    // COLORS is known only after start_color, so mono terminals get it too; they use pair 0 only.
    start_color()
    use_default_colors()
    return .chosen(
      available: Int(aex_colors()), noColor: environment("NO_COLOR"), override: options.color)
  }

  /// Returns the characters that the locale has.
  static func localeGlyphs() -> GlyphSet {
    aex_codeset().map { String(cString: $0) } == "UTF-8" ? .unicode : .ascii
  }

  /// Returns the background that the terminal says it has; dark if it says nothing.
  static func detectedBackground() -> Background {
    environment("COLORFGBG").flatMap { Background(colorFGBG: $0) } ?? .dark
  }

  /// Makes every key reach the program, unechoed and at once.
  ///
  /// - Parameters:
  ///   - window: what is drawn.
  ///   - input: what is read through.
  static func setInputModes(
    _ window: UnsafeMutablePointer<WINDOW>, input: UnsafeMutablePointer<WINDOW>
  ) {
    raw()
    noecho()
    nonl()
    intrflush(window, false)
    keypad(input, true)
    nodelay(input, true)
    leaveok(window, true)
    typeahead(-1)
    curs_set(0)
    for (sequence, code) in Key.commonSequences {
      define_key(sequence, code)
    }
    define_key(nil, KEY_MOUSE)
    define_key("\u{1B}[<", InputDecoder.mouseCode)
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

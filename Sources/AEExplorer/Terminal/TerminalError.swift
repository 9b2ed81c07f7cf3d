/// Why the terminal cannot be used.
enum TerminalError: Error, Equatable {
  /// Input or output is a file or a pipe.
  case notATerminal
  /// Neither `TERM` nor any of the common types is in the terminal database.
  case unknownType(String)
  /// The terminal type has no way to place the cursor, as `dumb` has not.
  case cannotPlaceCursor(String)
  /// A system call failed with this error number.
  case system(call: String, number: Int32)
}

extension TerminalError: CustomStringConvertible {
  var description: String {
    switch self {
    case .notATerminal:
      """
      The explorer needs a terminal for its input and output, and found a file or a pipe: use \
      `aexplorer train` to train without a screen, or `aexplorer explore --snapshot FILE` to draw \
      one frame into a file.
      """
    case .unknownType(let name):
      """
      The terminal type “\(name)” in TERM is unknown here, and so are xterm-256color, xterm and \
      vt100: install the terminal database (ncurses-base or ncurses-term), or set TERMINFO to \
      where it is.
      """
    case .cannotPlaceCursor(let name):
      """
      A terminal of type “\(name)” cannot place its cursor: set TERM to what it really is, for \
      example TERM=xterm-256color, or use `aexplorer train`, which needs no screen.
      """
    case .system(let call, let number):
      """
      The terminal could not be taken over because \(call) failed with error \(number): use \
      `aexplorer train`, which needs no screen.
      """
    }
  }
}

/// Something that a person or the system did to the terminal.
enum InputEvent: Equatable, Sendable {
  case key(Key)
  case mouse(MouseEvent)
  case resize(width: Int, height: Int)
  /// Ctrl-C or SIGINT.
  case interrupt
  /// SIGTERM, SIGHUP, or the terminal is gone.
  case terminate
}

/// A key.
enum Key: Equatable, Hashable, Sendable {
  case character(Unicode.Scalar)
  /// A letter with the control key, lower case.
  case control(Unicode.Scalar)
  case up, down, left, right
  case shiftUp, shiftDown, shiftLeft, shiftRight
  case pageUp, pageDown, home, end
  case tab, backTab, enter, escape, backspace, delete, insert
  case function(Int)
}

/// A report of the mouse.
struct MouseEvent: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case press, drag, release, wheelUp, wheelDown
  }

  enum Button: Equatable, Sendable {
    case left, middle, right, none
  }

  var kind: Kind
  var button: Button
  /// Column, from 0.
  var x: Int
  /// Row, from 0.
  var y: Int
}

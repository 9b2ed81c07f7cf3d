/// What a person, or the system, has done to the program.
enum InputEvent: Equatable, Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// The mouse was used.
  case mouse(MouseEvent)
  /// The terminal now has this many columns and rows.
  case resize(width: Int, height: Int)
  /// Control-C, or SIGINT: the person wants to leave.
  case interrupt
  /// SIGTERM, SIGHUP or SIGQUIT, or the terminal is gone: end now, and ask nothing.
  case terminate
}

/// A key, or a combination that terminals tell apart.
enum Key: Equatable, Hashable, Sendable {
  /// A printable character, with Shift already applied.
  case character(Unicode.Scalar)
  /// Control with a lower-case letter, or with one of `[space] \ ] ^ _`.
  case control(Unicode.Scalar)
  case up
  case down
  case left
  case right
  case shiftUp
  case shiftDown
  case shiftLeft
  case shiftRight
  case pageUp
  case pageDown
  case home
  case end
  case tab
  case backTab
  case enter
  case escape
  case backspace
  case delete
  case insert
  /// F1 is 1.
  case function(Int)
}

/// One thing done with the mouse.
struct MouseEvent: Equatable, Hashable, Sendable {
  /// What was done.
  enum Kind: Equatable, Hashable, Sendable {
    case press
    /// Motion into another cell while a button is held.
    case drag
    case release
    case wheelUp
    case wheelDown
    case wheelLeft
    case wheelRight
  }

  /// Which button it was done with; the wheel counts as `other`.
  enum Button: Equatable, Hashable, Sendable {
    case left
    case middle
    case right
    case other
  }

  /// Keys held meanwhile.
  ///
  /// Shift is rarely seen: terminals keep it for selecting text.
  struct Modifiers: OptionSet, Equatable, Hashable, Sendable {
    let rawValue: UInt8

    static let shift = Modifiers(rawValue: 1)
    static let alt = Modifiers(rawValue: 2)
    static let control = Modifiers(rawValue: 4)
  }

  var kind: Kind
  var button: Button
  /// The column, from 0 at the left.
  var x: Int
  /// The row, from 0 at the top.
  var y: Int
  var modifiers: Modifiers = []
}

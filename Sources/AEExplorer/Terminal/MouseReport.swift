/// One mouse report of a terminal in SGR encoding (mode 1006): `ESC [ < code ; x ; y M`, or `m` for
/// a release.
///
/// Source: Thomas Dickey, XTerm Control Sequences, "Extended coordinates", SGR (1006).
struct MouseReport: Equatable, Sendable {
  /// Button in the lowest two bits; 4 Shift, 8 Alt, 16 Control, 32 motion, 64 wheel, 128 more.
  var code: Int
  /// The column, from 1 at the left.
  var x: Int
  /// The row, from 1 at the top.
  var y: Int
  /// Whether a button was let go.
  var isRelease: Bool

  init(code: Int, x: Int, y: Int, isRelease: Bool) {
    self.code = code
    self.x = x
    self.y = y
    self.isRelease = isRelease
  }

  /// Creates a report from what follows `ESC [ <`, with its final `M` or `m`; nil if it is anything
  /// else.
  init?(_ body: some Sequence<Unicode.Scalar>) {
    var numbers = [0]
    var digits = 0
    var final: Unicode.Scalar?
    for scalar in body {
      guard final == nil else { return nil }
      switch scalar {
      case "0"..."9":
        digits += 1
        // No terminal has a million columns, and eighteen digits more would overflow.
        guard digits <= 6 else { return nil }
        numbers[numbers.count - 1] = 10 * numbers[numbers.count - 1] + Int(scalar.value - 0x30)
      case ";":
        guard digits > 0, numbers.count < 3 else { return nil }
        numbers.append(0)
        digits = 0
      default:
        final = scalar
      }
    }
    guard let final, final == "M" || final == "m" else { return nil }
    guard numbers.count == 3, digits > 0 else { return nil }
    self.init(code: numbers[0], x: numbers[1], y: numbers[2], isRelease: final == "m")
  }
}

/// Turns reports into events, and mends what terminals lose.
///
/// A release outside the window is often never reported. Then the next press, or motion with
/// another button, is preceded by the release that is missing.
struct MouseTracker: Equatable, Sendable {
  /// The button held and the cell it was last seen in.
  private(set) var held: MouseEvent?

  /// Returns the events that a report stands for: none, one, or two.
  mutating func events(for report: MouseReport) -> [MouseEvent] {
    var event = MouseEvent(
      kind: .press, button: Self.button(of: report.code), x: max(0, report.x - 1),
      y: max(0, report.y - 1), modifiers: Self.modifiers(of: report.code))
    if report.code & 64 != 0 {
      guard !report.isRelease else { return [] }
      event.kind = Self.wheels[report.code & 3]
      event.button = .other
      return [event]
    }
    if report.isRelease {
      return release(event)
    }
    return report.code & 32 != 0 ? move(event, code: report.code) : press(event)
  }

  /// Returns the release of the button that is held, if any, as when reports are switched off.
  mutating func letGo() -> [MouseEvent] {
    guard var event = held else { return [] }
    held = nil
    event.kind = .release
    return [event]
  }

  private mutating func press(_ event: MouseEvent) -> [MouseEvent] {
    let missing = letGo()
    held = event
    return missing + [event]
  }

  private mutating func move(_ event: MouseEvent, code: Int) -> [MouseEvent] {
    // Button 3 with motion is hovering (mode 1003), which nobody asked for; but it shows that no
    // button is down any more.
    guard code & 3 != 3 || code & 128 != 0 else { return letGo() }
    guard let last = held, last.button == event.button else { return press(event) }
    guard last.x != event.x || last.y != event.y else { return [] }
    var moved = event
    moved.kind = .drag
    held = moved
    return [moved]
  }

  private mutating func release(_ event: MouseEvent) -> [MouseEvent] {
    guard held != nil else { return [] }
    held = nil
    var released = event
    released.kind = .release
    return [released]
  }

  private static let wheels: [MouseEvent.Kind] = [.wheelUp, .wheelDown, .wheelLeft, .wheelRight]

  private static func button(of code: Int) -> MouseEvent.Button {
    guard code & 128 == 0 else { return .other }
    return [.left, .middle, .right, .other][code & 3]
  }

  private static func modifiers(of code: Int) -> MouseEvent.Modifiers {
    var modifiers: MouseEvent.Modifiers = []
    if code & 4 != 0 { modifiers.insert(.shift) }
    if code & 8 != 0 { modifiers.insert(.alt) }
    if code & 16 != 0 { modifiers.insert(.control) }
    return modifiers
  }
}

import Render

/// A test card for trying out the terminal by hand, until the program itself is here.
///
/// q quits, M mouse, L repaint; faults: T trap, P precondition, E standard error, X exit, O overflow.
@main
enum AEExplorer {
  static func main() {
    Signals.block()
    do throws(TerminalError) {
      var terminal = try Terminal()
      run(&terminal)
    } catch {
      print(error.description)
    }
  }

  static func run(_ terminal: inout Terminal) {
    var log: [String] = []
    while true {
      terminal.show(card(terminal.size, terminal.appearance, log))
      guard terminal.wait(timeout: nil) == .ready else { continue }
      for event in terminal.drain() {
        log.append("\(event)")
        log = log.suffix(100)
        switch event {
        case .interrupt, .terminate, .key(.character("q")): return
        case .key(.character("T")): print([1, 2, 3][log.count + 5])
        case .key(.character("P")): precondition(log.isEmpty, "a message of the program")
        case .key(.character("M")): terminal.setMouse(!terminal.hasMouse)
        case .key(.character("L")): terminal.repaint()
        case .key(.character("E")): DemonstrationFaults.writeToStandardError()
        case .key(.character("X")): DemonstrationFaults.exitAtOnce()
        case .key(.character("O")): print(DemonstrationFaults.overflowStack(0))
        case .key, .mouse, .resize: break
        }
      }
    }
  }

  static func card(_ size: (width: Int, height: Int), _ appearance: Appearance, _ log: [String])
    -> Screen
  {
    var screen = Screen(width: size.width, height: size.height)
    screen.write("\(appearance) \(size)", x: 0, y: 0)
    for k in 0..<24 {
      let level = UInt8(k)
      screen.write("  ", x: 2 * k, y: 1, Style(.standard, on: .gray(level)))
      screen.write("  ", x: 2 * k, y: 2, Style(.standard, on: .heat(level)))
      screen.write("\u{2580}", x: k, y: 5, Style(.gray(level), on: .heat(level)))
    }
    for k in 0..<10 {
      screen.write("\(k)\(k) \u{28FF}\u{2588} ", x: 6 * k, y: 3, Style(.category(UInt8(k))))
    }
    for (k, role) in Role.allCases.enumerated() {
      screen.write("\(role)", x: 9 * (k % 8), y: 6 + k / 8, Style(role))
    }
    let blocks = "\u{250C}\u{2500}\u{2510}\u{2581}\u{2584}\u{2588} bold"
    screen.write(blocks, x: 0, y: 8, Style(.text, .bold))
    for (k, line) in log.suffix(max(0, size.height - 10)).enumerated() {
      screen.write(line, x: 0, y: 9 + k)
    }
    screen[size.width - 1, size.height - 1] = Cell("#", Style(.accent))
    return screen
  }
}

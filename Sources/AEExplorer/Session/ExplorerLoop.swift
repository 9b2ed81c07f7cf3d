import Dispatch
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
  /// Whether something has changed that is not on the screen yet.
  private var isDirty = true
  private var drawing = TimeBudget(share: 0.01 * Double(Processor.count), reserve: 0.1)

  /// Creates the loop.
  init(terminal: consuming Terminal, driver: Driver) {
    self.terminal = terminal
    self.driver = driver
  }

  /// Runs until the person quits or the terminal is gone.
  mutating func run() {
    while !isEnding {
      let delay = isDirty ? drawing.delay(at: Self.now) : nil
      let hasInput = takeInput(waiting: delay)
      guard !isEnding else { return }
      guard hasInput || drawing.delay(at: Self.now) == 0 else { continue }
      driver.takeNews()
      draw()
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
    return !events.isEmpty
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
      case .training, .restart, .inspect, .decode, .observe: break
      }
    }
  }

  private mutating func draw() {
    let start = Self.now
    terminal.show(mainView(driver.state))
    drawing.spend(Self.now - start)
    isDirty = false
  }

  private static var now: Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}

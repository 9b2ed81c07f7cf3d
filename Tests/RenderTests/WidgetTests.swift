import Render
import Testing

/// What holds for every widget.
struct WidgetTests {
  @Test(arguments: Hostile.names)
  func drawsNothingIntoNoCells(name: String) {
    var hostile = Hostile(seed: 1)
    for (width, height) in [(0, 0), (0, 5), (5, 0)] {
      let rect = Rect(x: 2, y: 1, width: width, height: height)
      let screen = drawn(hostile.widget(named: name), in: rect, as: Appearance())
      #expect(screen.cells.allSatisfy { $0 == untouched })
    }
  }

  @Test(arguments: Hostile.names)
  func staysInASingleCell(name: String) {
    for seed in 0..<20 as Range<UInt64> {
      var hostile = Hostile(seed: seed)
      let rect = Rect(x: 2, y: 1, width: 1, height: 1)
      let screen = drawn(hostile.widget(named: name), in: rect, as: Appearance())
      #expect(strayCells(of: screen, around: rect).isEmpty)
    }
  }

  @Test(arguments: Hostile.names)
  func staysInItsRectangleWhateverItHolds(name: String) {
    var hostile = Hostile(seed: 2)
    for width in 0...40 {
      for height in 0...20 {
        let rect = Rect(x: 2, y: 1, width: width, height: height)
        let appearance = Appearance.all.randomElement(using: &hostile.random) ?? .ascii
        let screen = drawn(hostile.widget(named: name), in: rect, as: appearance)
        #expect(strayCells(of: screen, around: rect).isEmpty, "\(width) x \(height)")
      }
    }
  }

  @Test(arguments: Hostile.names)
  func showsOnlyPrintableASCIIInASCII(name: String) {
    for cell in cellsDrawn(by: name, as: .ascii) {
      #expect((0x20..<0x7F).contains(cell.glyph.value), "\(cell.glyph)")
    }
  }

  @Test(arguments: Hostile.names)
  func hasNoColourInMono(name: String) {
    for cell in cellsDrawn(by: name, as: .mono) {
      #expect(cell.style.foreground == .standard && cell.style.background == .standard)
    }
  }

  @Test(arguments: Hostile.names)
  func showsNoControlCharacters(name: String) {
    for cell in cellsDrawn(by: name, as: Appearance()) {
      #expect(cell.glyph.value >= 0x20 && !(0x7F..<0xA0).contains(cell.glyph.value))
    }
  }

  @Test(arguments: Hostile.names)
  func drawsOverTheScreensEdge(name: String) {
    var hostile = Hostile(seed: 4)
    var screen = Screen(width: 10, height: 5)
    for (x, y) in [(-5, -3), (6, 3), (-100, 0), (0, 100), (3, -2)] {
      let widget = hostile.widget(named: name)
      widget.draw(on: &screen, in: Rect(x: x, y: y, width: 20, height: 9), as: Appearance())
    }
    #expect(screen.cells.count == 50)
  }

  /// The cells that a widget draws into rectangles of several sizes.
  private func cellsDrawn(by name: String, as appearance: Appearance) -> [Cell] {
    var hostile = Hostile(seed: 3)
    return [(1, 1), (9, 2), (17, 4), (24, 9), (40, 20)].flatMap { width, height in
      let rect = Rect(x: 2, y: 1, width: width, height: height)
      let widget = hostile.widget(named: name)
      var screen = Screen(width: width + 4, height: height + 2)
      widget.draw(on: &screen, in: rect, as: appearance)
      return screen.cells
    }
  }
}

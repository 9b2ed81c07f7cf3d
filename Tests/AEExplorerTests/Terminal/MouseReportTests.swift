import Testing

@testable import AEExplorer

struct MouseReportTests {
  private func events(_ reports: [String]) -> [MouseEvent] {
    var tracker = MouseTracker()
    return reports.flatMap { text in
      MouseReport(text.unicodeScalars).map { tracker.events(for: $0) } ?? []
    }
  }

  @Test func readsItsThreeNumbers() {
    let report = MouseReport("32;120;7M".unicodeScalars)
    #expect(report == MouseReport(code: 32, x: 120, y: 7, isRelease: false))
  }

  @Test(arguments: [
    "", "M", "0;1M", "0;1;2", "0;1;M", ";1;2M", "0;1;2;3M", "0;-1;2M", "0;1;2MM", "0;1;9999999M",
    "0;1;2x", "0;1;2M3",
  ])
  func refusesWhatIsNoReport(_ text: String) {
    #expect(MouseReport(text.unicodeScalars) == nil)
  }

  @Test func countsCellsFromZero() {
    #expect(
      events(["0;1;1M", "0;0;0m"]) == [
        MouseEvent(kind: .press, button: .left, x: 0, y: 0),
        MouseEvent(kind: .release, button: .left, x: 0, y: 0),
      ])
  }

  @Test func reportsADragOnceACell() {
    let kinds = events(["0;5;5M", "32;5;5M", "32;6;5M", "32;6;5M", "32;6;6M", "0;6;6m"]).map(\.kind)
    #expect(kinds == [.press, .drag, .drag, .release])
  }

  @Test func mendsAReleaseThatWasLost() {
    let seen = events(["0;5;5M", "32;9;9M", "2;1;1M"])
    #expect(seen.map(\.kind) == [.press, .drag, .release, .press])
    #expect(seen[2] == MouseEvent(kind: .release, button: .left, x: 8, y: 8))
    #expect(seen[3].button == .right)
  }

  @Test func beginsADragWhosePressWasLost() {
    #expect(events(["32;9;9M"]).map(\.kind) == [.press])
  }

  @Test func reportsNoReleaseWithoutAPress() {
    #expect(events(["0;9;9m"]).isEmpty)
  }

  @Test func ignoresHovering() {
    #expect(events(["35;9;9M"]).isEmpty)
  }

  @Test(
    arguments: [
      (64, .wheelUp), (65, .wheelDown), (66, .wheelLeft), (67, .wheelRight),
    ] as [(Int, MouseEvent.Kind)])
  func knowsTheWheel(code: Int, kind: MouseEvent.Kind) {
    #expect(events(["\(code);3;4M"]) == [MouseEvent(kind: kind, button: .other, x: 2, y: 3)])
  }

  @Test func wheelDoesNotEndADrag() {
    #expect(events(["0;5;5M", "64;5;5M", "32;6;5M"]).map(\.kind) == [.press, .wheelUp, .drag])
  }

  @Test(
    arguments: [
      (4, .shift), (8, .alt), (16, .control), (28, [.shift, .alt, .control]),
    ] as [(Int, MouseEvent.Modifiers)])
  func knowsModifiers(code: Int, modifiers: MouseEvent.Modifiers) {
    #expect(events(["\(code);1;1M"]).first?.modifiers == modifiers)
  }

  @Test func letsGoOfWhatIsHeldOnlyOnce() {
    var tracker = MouseTracker()
    _ = tracker.events(for: MouseReport(code: 0, x: 3, y: 4, isRelease: false))
    #expect(tracker.letGo() == [MouseEvent(kind: .release, button: .left, x: 2, y: 3)])
    #expect(tracker.letGo().isEmpty)
  }
}

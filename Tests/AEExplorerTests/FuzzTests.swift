import Render
import Testing

@testable import AEExplorer
@testable import Models

/// A hundred thousand random keys, mouse events and resizes happen, and news in between, and the state
/// still makes sense. (Debug builds, which are slow, do with a tenth.)
struct FuzzTests {
  #if DEBUG
    private static let count = 2500
  #else
    private static let count = 25_000
  #endif

  @Test(arguments: [(1, "vae"), (2, "vae"), (6, "vae"), (5, "undercomplete")])
  func anyCourseOfEventsKeepsTheStateConsistent(codeSize: Int, model: String) {
    var source = RandomEvents(seed: UInt64(codeSize))
    var state = SampleState.make(codeSize: codeSize, model: model)
    for count in 1...Self.count {
      let event = source.next(state)
      for action in event.actions(in: state) { _ = reduce(&state, action) }
      if let fault = state.inconsistency {
        Issue.record("\(fault) after \(count) events, the last of them \(event)")
        return
      }
      if count % 100 == 0 { _ = mainView(state) }
      if count % 500 == 0 { PlaneSamples.answer(&state) }
    }
  }

  @Test
  func randomEventsReachEverything() {
    var source = RandomEvents(seed: 3)
    var state = SampleState.make(codeSize: 6)
    var screens: Set<ScreenID> = []
    var backgrounds: Set<Int> = []
    var hadPrincipal = false
    var wasHeld = false
    for _ in 0..<8000 {
      for action in source.next(state).actions(in: state) { _ = reduce(&state, action) }
      screens.insert(state.screen)
      backgrounds.insert(state.axes.background.rawValue)
      hadPrincipal = hadPrincipal || state.axes.principal != nil
      wasHeld = wasHeld || state.axes.isHeld
    }
    #expect(screens.count == ScreenCatalog.all.count { $0.obstacle(in: state) == nil })
    #expect(backgrounds.count == PlaneBackground.allCases.count)
    #expect(hadPrincipal && wasHeld)
  }
}

extension AppState {
  /// What contradicts itself, in a few words; nil if nothing does.
  fileprivate var inconsistency: String? {
    let claims: [(holds: Bool, words: String)] = [
      ((0..<dataset.count).contains(digit), "no digit \(digit)"),
      (cursor.count == codeSize, "a cursor of \(cursor.count) of \(codeSize) numbers"),
      (cursor.allSatisfy(\.isFinite), "a cursor at \(cursor)"),
      (noise.kind.levels.contains(noise.level), "noise at \(noise.level)"),
      ((0..<codeSize).contains(axes.horizontal), "no dimension \(axes.horizontal)"),
      ((0..<codeSize).contains(axes.vertical), "no dimension \(axes.vertical)"),
      (axes.principal.map { $0.size == codeSize } ?? true, "principal axes of another code"),
      (isUsable(axes.rangeX) && isUsable(axes.rangeY), "axes \(axes.rangeX), \(axes.rangeY)"),
      (planePoint(of: cursor[...]).x.isFinite, "a cursor beyond the plane"),
      (helpOffset >= 0, "help at \(helpOffset)"),
      (learningRate > 0, "a learning rate of \(learningRate)"),
      (ScreenCatalog.screen(screen) != nil && screens[screen] != nil, "no screen \(screen)"),
      (width >= 0 && height >= 0, "\(width) × \(height) cells"),
    ]
    return claims.first { !$0.holds }?.words
  }

  private func isUsable(_ range: ClosedRange<Float>) -> Bool {
    range.lowerBound.isFinite && range.upperBound.isFinite && range.lowerBound < range.upperBound
  }
}

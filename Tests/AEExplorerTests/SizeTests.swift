import Render
import Testing

@testable import AEExplorer
@testable import Models

/// Every size and every appearance: panes keep to their rooms, and have something to show.
struct SizeTests {
  @Test(arguments: [GlyphSet.unicode, .ascii], [ColorDepth.full, .sixteen, .mono])
  func everyPaneIsDrawnAtEverySize(glyphs: GlyphSet, colors: ColorDepth) {
    var state = SampleState.make(appearance: Appearance(glyphs: glyphs, colors: colors))
    for width in stride(from: 40, through: 220, by: 15) {
      for height in stride(from: 12, through: 70, by: 7) {
        (state.width, state.height) = (width, height)
        for focus in [Pane.loss, .digit, .latent, .code] {
          state.focus = focus
          check(state)
        }
      }
    }
  }

  static let boundless: [Float] = [
    .nan, .infinity, -.infinity, 3e38, 1e-30, .leastNonzeroMagnitude,
  ]

  /// Weights that are about to diverge make such codes, errors and pictures.
  @Test(arguments: boundless, [1, 2, 5])
  func numbersBeyondAllBoundsAreDrawnSomehow(value: Float, codeSize: Int) {
    var state = SampleState.make(codeSize: codeSize)
    let codes = Codes(
      size: codeSize, count: 1000,
      means: (0..<(1000 * codeSize)).map { $0 % 3 == 0 ? value : Float($0) },
      logVariances: Array(repeating: value, count: 1000 * codeSize))
    let observation = Observation(
      step: 225, codes: codes, errors: Array(repeating: value, count: 1000),
      readouts: [
        ReadoutResult(name: "one", summary: "", unit: "", value: .number(Double(value))),
        ReadoutResult(name: "many", summary: "", unit: "", value: .bars([value, 1, -value])),
      ])
    _ = reduce(&state, .observed(ObservationNews(generation: 0, observation: observation)))
    state.inspection?.code = Array(repeating: value, count: codeSize)
    state.inspection?.logVariance = Array(repeating: value, count: codeSize)
    state.inspection?.reconstruction = Array(repeating: value, count: 784)
    state.decoded?.picture = Array(repeating: value, count: 784)
    state.training?.train.loss.append(step: 225, value: value)
    state.training?.test.loss.append(step: 225, value: value)
    _ = reduce(&state, .cursorToDigit)
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
      (state.width, state.height) = (width, height)
      for focus in Pane.allCases {
        state.focus = focus
        #expect(mainView(state).cells.count == width * height)
      }
    }
  }

  @Test(arguments: ScreenCatalog.all.map { $0.card.id.description })
  func everyScreenIsDrawnAtEverySize(screen: String) {
    var state = SampleState.make()
    _ = reduce(&state, .show(ScreenID(screen)))
    for (index, glyphs) in [GlyphSet.unicode, .ascii].enumerated() {
      state.appearance = Appearance(glyphs: glyphs, colors: index == 0 ? .full : .mono)
      for width in stride(from: 40, through: 300, by: 20) {
        for height in stride(from: 12, through: 100, by: 8) {
          (state.width, state.height) = (width, height)
          let screen = mainView(state)
          #expect(!isBlank(ExploreLayout(state).body, on: screen), "\(width) × \(height)")
          guard glyphs == .ascii else { continue }
          #expect(screen.cells.allSatisfy { (0x20..<0x7F).contains($0.glyph.value) })
        }
      }
    }
  }

  private func check(_ state: AppState) {
    let layout = ExploreLayout(state)
    let screen = mainView(state)
    let place = "\(state.width) × \(state.height), \(state.focus)"
    #expect(layout.rect(of: state.focus) != nil, "\(place)")
    for (index, placed) in layout.panes.enumerated() {
      #expect(placed.rect.intersection(screen.bounds) == placed.rect, "\(place)")
      for other in layout.panes.dropFirst(index + 1) {
        #expect(placed.rect.intersection(other.rect).isEmpty, "\(place)")
      }
      #expect(!isBlank(placed.rect.inset(), on: screen), "\(place): \(placed.pane) is empty")
      #expect(hasWholeFrame(placed.rect, on: screen), "\(place): \(placed.pane) is overdrawn")
    }
    if state.appearance.glyphs == .ascii {
      #expect(screen.cells.allSatisfy { (0x20..<0x7F).contains($0.glyph.value) }, "\(place)")
    }
  }

  private func isBlank(_ rect: Rect, on screen: Screen) -> Bool {
    (rect.y..<rect.maxY).allSatisfy { y in
      (rect.x..<rect.maxX).allSatisfy { screen[$0, y] == .blank }
    }
  }

  /// Whether the left and right edges are as the frame has drawn them.
  private func hasWholeFrame(_ rect: Rect, on screen: Screen) -> Bool {
    (rect.y + 1..<rect.maxY - 1).allSatisfy { y in
      [rect.x, rect.maxX - 1].allSatisfy { ["│", "┃", "|"].contains(screen[$0, y].glyph) }
    }
  }

  @Test
  func nothingIsTooSmallToBeDrawn() {
    for width in 0..<45 {
      for height in 0..<14 {
        var state = SampleState.make(width: width, height: height)
        #expect(mainView(state).width == width)
        state.isHelpShown = true
        #expect(mainView(state).height == height)
      }
    }
  }

  @Test
  func aTinyTerminalIsToldWhatIsNeeded() {
    let text = mainView(SampleState.make(width: 39, height: 11)).description
    #expect(text.contains("39 × 11"))
    #expect(text.contains("40"))
  }
}

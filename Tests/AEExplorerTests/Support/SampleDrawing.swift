import Render

@testable import AEExplorer
@testable import Models

/// A drawing that is always the same, and what a model makes of it.
enum SampleDrawing {
  /// Returns the Draw screen with a seven on it.
  static func make(
    width: Int = 120, height: Int = 40, appearance: Appearance = Appearance()
  ) -> AppState {
    var state = SampleState.make(width: width, height: height, appearance: appearance)
    _ = reduce(&state, .show(.draw))
    let strokes = [("down", -8), ("across", -4), ("pen", 0), ("across", 9), ("down", 7)]
    for (name, amount) in strokes {
      _ = reduce(&state, .screen(ScreenCommand(name, amount)))
      answer(&state)
    }
    for step in 0..<7 {
      _ = reduce(&state, .screen(ScreenCommand("down", 1)))
      if step % 2 == 0 { _ = reduce(&state, .screen(ScreenCommand("across", -1))) }
      answer(&state)
    }
    state.message = nil
    return state
  }

  /// The Draw screen of a state.
  static func screen(of state: AppState) -> DrawScreen {
    state.screens[.draw] as? DrawScreen ?? DrawScreen()
  }

  /// Gives the screen what it has asked for.
  static func answer(_ state: inout AppState) {
    guard let order = state.studies[.draw]?.order, let study = order.study as? DrawStudy,
      let step = state.training?.weights.step
    else { return }
    let answer: DrawAnswer =
      switch study.wish {
      case .load(let digit, _):
        .loaded(digit: digit, pixels: SampleState.picture(thickness: 2.2))
      case .read(let pixels): .read(reading(of: pixels, size: state.codeSize))
      }
    _ = reduce(&state, .studied(StudyNews(order: order, step: step, result: answer)))
  }

  /// What a model makes of pixels: a code that depends on how many there are.
  static func reading(of pixels: [Float], size: Int) -> DrawingReading {
    let ink = pixels.reduce(0, +)
    let code = (0..<size).map { 2.5 - ink / Float(30 + 25 * $0) }
    return DrawingReading(
      image: pixels, reconstruction: SampleState.picture(thickness: 3), code: code,
      logVariance: Array(repeating: -3.2, count: size),
      neighbours: (0..<8).map { index in
        DrawingReading.Neighbour(
          digit: 31 * index + 11, distance: 0.02 * Float(index + 1),
          picture: SampleState.picture(thickness: 1.6 + 0.3 * Float(index)))
      })
  }
}

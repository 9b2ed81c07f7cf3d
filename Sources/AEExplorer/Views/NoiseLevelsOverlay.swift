import Models
import Render

/// The card that shows the same digit at five levels of noise: what the encoder sees above, what the
/// decoder makes of it below.
struct NoiseLevelsOverlay {
  private let state: AppState
  private let card: Card

  init(_ state: AppState) {
    self.state = state
    let room = Card(state, width: 160, height: state.height).interior
    let column = (room.width - NoiseLadder.count + 1) / NoiseLadder.count
    // Two pictures above each other, and three lines of text.
    let extent = GrayImage(
      [], width: state.dataset.shape.width, height: state.dataset.shape.height
    ).extent(in: Rect(x: 0, y: 0, width: column, height: (room.height - 3) / 2))
    card = Card(state, width: 160, height: 2 * max(1, extent.height) + 5)
  }

  func draw(on screen: inout Screen) {
    let name = state.className(of: state.digit)
    card.draw(
      "\(state.noise.kind.title) noise on \(state.dataset.sample) \(state.digit + 1)"
        + (name.isEmpty ? "" : " · “\(name)”"),
      footer: StyledText("PSNR of each picture against the clean one", Style(.muted)),
      on: &screen)
    let steps = state.noiseLadder.steps
    guard !steps.isEmpty else {
      state.drawSentence("the digit is on its way…", on: &screen, in: card.interior)
      return
    }
    let width = (card.interior.width - steps.count + 1) / steps.count
    let columns = card.interior.columns(
      Array(repeating: .fixed(width), count: steps.count), spacing: 1)
    for (step, column) in zip(steps, columns) {
      draw(step, on: &screen, in: column)
    }
  }

  private func draw(_ step: NoiseStep, on screen: inout Screen, in rect: Rect) {
    let height = (rect.height - 3) / 2
    let rows = rect.rows([
      .fixed(1), .fixed(height), .fixed(1), .fixed(height), .fixed(1), .minimum(0),
    ])
    let (noisy, restored) = (step.inspection.noisyRatio, step.inspection.restoredRatio)
    caption(
      StyledText(step.noise.level == 0 ? "no noise" : step.noise.levelText, Style(.title, .bold)),
      on: &screen, in: rows[0])
    picture(step.inspection.input, on: &screen, in: rows[1])
    caption(Self.decibels(noisy, isGood: false), on: &screen, in: rows[2])
    picture(step.inspection.reconstruction, on: &screen, in: rows[3])
    caption(Self.decibels(restored, isGood: restored > noisy), on: &screen, in: rows[4])
  }

  private func picture(_ pixels: [Float], on screen: inout Screen, in rect: Rect) {
    let shape = state.dataset.shape
    GrayImage(pixels, width: shape.width, height: shape.height)
      .draw(on: &screen, in: rect, as: state.appearance)
  }

  private func caption(_ text: StyledText, on screen: inout Screen, in rect: Rect) {
    TextBlock(text, alignment: .center).draw(on: &screen, in: rect, as: state.appearance)
  }

  /// A ratio that is better than that of the noisy image is good, and says so without colour too.
  private static func decibels(_ ratio: Double, isGood: Bool) -> StyledText {
    guard ratio.isFinite else { return StyledText("untouched", Style(.muted)) }
    let number = NumberText.fixed(ratio, decimals: 1) + " dB"
    return StyledText(isGood ? "▲ " + number : number, isGood ? Style(.good, .bold) : Style(.text))
  }
}

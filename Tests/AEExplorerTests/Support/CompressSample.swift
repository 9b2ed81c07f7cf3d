import Render

@testable import AEExplorer
@testable import Models

/// The Compress screen with what its studies may have found.
enum CompressSample {
  /// Returns the explorer with the screen open, and everything found.
  static func make(
    width: Int = 120, height: Int = 40, appearance: Appearance = Appearance()
  ) -> AppState {
    var state = SampleState.make(width: width, height: height, appearance: appearance)
    _ = reduce(&state, .show(ScreenID("compress")))
    answer(&state)
    return state
  }

  /// Answers the screen's questions: the curves, and the digit.
  static func answer(_ state: inout AppState) {
    for _ in 0..<2 {
      guard let order = state.studies[state.screen]?.order,
        state.studies[state.screen]?.isOutstanding ?? false
      else { return }
      let finding: CompressScreen.Finding
      if let study = order.study as? CompressedDigitStudy {
        finding = .digit(digit, of: study)
      } else {
        finding = .curves(curves)
      }
      _ = reduce(&state, .studied(StudyNews(order: order, step: 224, result: finding)))
    }
  }

  private static var curves: CompressionFinding {
    CompressionFinding(
      quantizer: UniformQuantizer(covering: [-2, -2, 2, 2], size: 2), curve: curve(best: 16),
      linear: nil, lossless: 1.67, images: 1000, step: 224)
  }

  private static func curve(best: Double) -> RateDistortion {
    RateDistortion(
      UniformQuantizer.bits.map { bits in
        RateDistortion.Point(
          bits: bits, rate: 0.0025 * Double(bits), ratio: best - 6 / Double(bits * bits))
      })
  }

  private static var digit: CompressedDigit {
    CompressedDigit(
      original: SampleState.picture(thickness: 2.2),
      model: UniformQuantizer.bits.map { bits in
        CompressedDigit.Version(
          bits: bits, picture: SampleState.picture(thickness: 2.2 + 2 / Float(bits)),
          ratio: 17 - 5 / Double(bits))
      }, linear: [])
  }
}

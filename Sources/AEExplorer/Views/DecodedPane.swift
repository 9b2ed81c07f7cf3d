import Models
import Render

/// The picture that the code under the cursor decodes to.
struct DecodedPane {
  let state: AppState

  init(_ state: AppState) {
    self.state = state
  }

  func draw(on screen: inout Screen, in rect: Rect) {
    let title = TitleText.joined(
      [StyledText("Decoded", Style(.title, .bold)) + StyledText(place)] + progress,
      width: rect.width - 5)
    Box(title, number: Pane.decoded.rawValue, isFocused: state.focus == .decoded)
      .draw(on: &screen, in: rect, as: state.appearance)
    guard let decoded = state.decoded else {
      state.drawSentence("decoding…", on: &screen, in: rect.inset())
      return
    }
    let shape = state.dataset.shape
    GrayImage(decoded.picture, width: shape.width, height: shape.height)
      .draw(on: &screen, in: rect.inset(), as: state.appearance)
  }

  /// How far a picture is that is being drawn pixel by pixel.
  private var progress: [StyledText] {
    guard let decoded = state.decoded, let drawn = decoded.drawn else { return [] }
    return [StyledText("\(100 * drawn / max(1, decoded.picture.count)) %", Style(.accent, .bold))]
  }

  private var place: String {
    let code = state.decoded?.code ?? state.cursor
    func number(_ dimension: Int) -> String {
      NumberText.fixed(Double(code[dimension]), decimals: 2)
    }
    if state.axes.principal != nil {
      let point = state.planePoint(of: code[...])
      let numbers = [point.x, point.y].map { NumberText.fixed(Double($0), decimals: 2) }
      return " at (\(numbers[0]), \(numbers[1]))"
    }
    let (x, y) = (state.axes.horizontal, state.axes.vertical)
    switch state.codeSize {
    case 1: return " at \(number(0))"
    case 2: return " at (\(number(0)), \(number(1)))"
    default: return " z\(x + 1) \(number(x)) z\(y + 1) \(number(y))"
    }
  }
}

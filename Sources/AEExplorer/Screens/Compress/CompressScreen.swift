import Models
import Render

/// How few bits a picture can be kept in: codes rounded to some bits a number, beside principal
/// components that are rounded likewise.
struct CompressScreen: ExplorerScreen {
  static let card = ScreenCard(
    id: ScreenID("compress"), key: "p", name: "Compress",
    summary: "round codes to few bits, and see what is left of the pictures",
    explanation:
      "Each number of the code is rounded to some bits, and decoded again. The curve says how good "
      + "pictures are for the bits that they take; above the dashed line the model is better than "
      + "as many principal components. Where the curve turns flat, more bits are wasted: there only a "
      + "larger code helps (e, code-size).",
    formula: "bits a pixel = Σ_j H(rounded z_j) / pixels; PSNR = −10 log₁₀ (‖x − x̂‖² / pixels)")

  static let keys: [KeyRow] = [
    KeyRow(
      .screen,
      [
        KeyBinding(
          .left, .down, .character("h"), .character("j"), .character("-"),
          action: .screen(ScreenCommand("bits", -1))),
        KeyBinding(
          .right, .up, .character("k"), .character("l"), .character("+"), .character("="),
          action: .screen(ScreenCommand("bits", 1))),
      ], hint: .init(keys: [.left, .right], text: "bits", rank: 20), label: "arrows hjkl + -",
      help: "fewer or more bits for each number of the code (or click in the chart or a picture)")
  ]

  static func obstacle(in state: AppState) -> String? {
    state.dataset.kind == .images
      ? nil : "nothing to compress: \(state.dataset.name) has no images"
  }

  /// What its studies find.
  enum Finding: Sendable {
    case curves(CompressionFinding)
    case digit(CompressedDigit, of: CompressedDigitStudy)
    /// The model draws pixel by pixel: thousands of pictures would take minutes.
    case takesTooLong
    /// The codes are no numbers.
    case notFinite
  }

  /// Bits of each number of the code.
  private(set) var bits = 4
  /// The curves.
  private(set) var found: CompressionFinding?
  /// The principal components, kept over all steps of a training.
  private(set) var linear: LinearCoder?
  /// The digit as it is set, and what it answers.
  private(set) var digit: (found: CompressedDigit, study: CompressedDigitStudy, step: Int?)?
  /// Why there is nothing.
  private(set) var complaint: String?

  init() {}

  mutating func forget() {
    (found, linear, digit, complaint) = (nil, nil, nil, nil)
  }

  mutating func perform(_ command: ScreenCommand, in state: inout AppState) -> [Effect] {
    if command.name == "bits" { choose(bits + command.amount) }
    return []
  }

  private mutating func choose(_ wanted: Int) {
    bits = min(max(wanted, UniformQuantizer.bits.lowerBound), UniformQuantizer.bits.upperBound)
  }

  mutating func handle(_ event: MouseEvent, in body: Rect, of state: inout AppState) -> [Effect] {
    switch event.kind {
    case .press where event.button == .left, .drag:
      let view = CompressView(self, state, in: body)
      if let found = view.bits(atColumn: event.x, row: event.y) { choose(found) }
    case .wheelUp: choose(bits + 1)
    case .wheelDown: choose(bits - 1)
    case .press, .release, .wheelLeft, .wheelRight: break
    }
    return []
  }

  func study(for state: AppState) -> (any Study)? {
    guard let step = state.shownStep, complaint == nil else { return nil }
    if let found, found.quantizer.size == state.codeSize {
      let wanted = CompressedDigitStudy(
        digit: state.digit, quantizer: found.quantizer, linear: linear)
      if digit?.study != wanted || digit?.step != step { return wanted }
    }
    // The curves do not depend on the digit.
    return found?.step == step ? nil : CompressionStudy(needsLinear: linear == nil)
  }

  mutating func receive(_ result: any Sendable, in state: inout AppState) -> [Effect] {
    guard let finding = result as? Finding else { return [] }
    complaint = nil
    switch finding {
    case .curves(let curves):
      found = curves
      linear = curves.linear ?? linear
    case .digit(let found, let study):
      // The step is the one that the state knows, so that the question is not asked again at once.
      digit = (found, study, state.shownStep)
    case .takesTooLong:
      complaint =
        "this model draws each picture pixel by pixel, and the thousands that a curve needs would "
        + "take minutes: aexplorer train says what it reaches"
    case .notFinite:
      complaint = "the codes are no numbers: the training has diverged; R begins anew"
    }
    return []
  }

  func draw(_ state: AppState, on screen: inout Screen, in body: Rect) {
    CompressView(self, state, in: body).draw(on: &screen)
  }
}

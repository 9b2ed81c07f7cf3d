import Models
import Render

/// A test digit on its way through the model.
struct DigitPane {
  let state: AppState

  init(_ state: AppState) {
    self.state = state
  }

  func draw(on screen: inout Screen, in rect: Rect) {
    state.box(.digit, subject: " \(digit + 1)/\(state.dataset.count)", title, in: rect).draw(
      on: &screen, in: rect, as: state.appearance)
    let interior = rect.inset()
    guard let inspection = state.inspection else {
      state.drawSentence(
        "the \(state.dataset.sample) is on its way through the model…", on: &screen, in: interior)
      return
    }
    PictureRow(pictures(of: inspection, in: interior), shape: state.dataset.shape)
      .draw(on: &screen, in: interior, as: state.appearance)
  }

  /// The number of the digit whose pictures are shown.
  private var digit: Int { state.inspection?.digit ?? state.digit }

  private var title: [StyledText] {
    var parts: [StyledText] = []
    if state.dataset.labels.indices.contains(digit) {
      let label = Int(state.dataset.labels[digit])
      let name =
        state.dataset.classNames.indices.contains(label)
        ? state.dataset.classNames[label] : "\(label)"
      parts.append(
        StyledText("“\(name)”", Style(.category(UInt8(label % 10)), on: .standard, .bold)))
    }
    if let heldOut = state.inspection?.heldOut {
      parts.append(
        heldOut.rmse.map {
          TitleText.value("RMSE", $0) + StyledText(" of \(heldOut.count) held out", Style(.muted))
        } ?? StyledText("nothing held out", Style(.muted)))
    } else if let inspection = state.inspection {
      parts.append(TitleText.value("SSE", Double(inspection.squaredError)))
      parts.append(ratios(inspection))
    }
    if state.isNoiseOn {
      parts.append(
        StyledText("\(state.noise.kind.title) noise \(state.noise.levelText)", Style(.warning)))
    }
    if let baselines = state.baselines {
      parts.append(
        TitleText.value(
          "\(baselines.title) mean", baselines.squaredError, role: .baseline))
    }
    return parts
  }

  /// How much stronger the image is than the error, and than the noise before it: `PSNR 9.1 → 14.2 dB`.
  private func ratios(_ inspection: DigitInspection) -> StyledText {
    let (noisy, restored) = (inspection.noisyRatio, inspection.restoredRatio)
    guard restored.isFinite else { return "" }
    var text = StyledText("PSNR ")
    if noisy.isFinite, state.isNoiseOn {
      text += StyledText(NumberText.fixed(noisy, decimals: 1) + " → ", Style(.muted))
    }
    return text + StyledText(NumberText.fixed(restored, decimals: 1), Style(.text, .bold))
      + StyledText(" dB", Style(.muted))
  }

  /// The pictures, reduced if need be; where they would be too small, the error is left out.
  private func pictures(of inspection: DigitInspection, in rect: Rect) -> [PictureRow.Picture] {
    let error =
      inspection.heldOut?.error
      ?? zip(inspection.image, inspection.reconstruction).map { abs($0 - $1) }
    let isRatings = inspection.heldOut != nil
    var pictures = [PictureRow.Picture(isRatings ? "known ratings" : "input", inspection.image)]
    if state.isNoiseOn {
      pictures.append(PictureRow.Picture("corrupted", inspection.input))
    }
    pictures.append(
      PictureRow.Picture(
        isRatings ? "predicted ratings" : "reconstruction", inspection.reconstruction))
    if let heldOut = inspection.heldOut {
      pictures.append(PictureRow.Picture("held-out ratings", heldOut.picture))
    }
    let all = pictures + [PictureRow.Picture("|error|", error, coloring: .heat)]
    let row = PictureRow(all, shape: state.dataset.shape)
    return row.pictureWidth(in: rect) >= min(Self.smallestWidth, state.dataset.shape.width)
      ? all : pictures
  }

  /// Narrower pictures are hard to make out.
  private static let smallestWidth = 18
}

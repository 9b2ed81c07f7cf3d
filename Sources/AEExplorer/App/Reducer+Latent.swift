import Models
import Render

/// Keys that move the latent cursor and choose the plane.
extension AppState {
  /// Moves the cursor by cells of the latent pane.
  mutating func moveCursor(x: Int, y: Int) -> [Effect] {
    let mapping = latentMapping
    let stepX = mapping.xRange.length / Double(max(1, mapping.plot.width))
    let stepY = mapping.yRange.length / Double(max(1, mapping.plot.height))
    return setCursor(
      x: cursor[axes.horizontal] + Float(Double(x) * stepX),
      y: cursor[axes.vertical] + Float(Double(y) * stepY))
  }

  mutating func moveCursorHome() -> [Effect] {
    hasChosenPlace = true
    cursor = Array(repeating: 0, count: codeSize)
    return [.decode(cursor)]
  }

  mutating func moveCursorToDigit() -> [Effect] {
    guard let code = currentCode, code.allSatisfy(\.isFinite) else {
      message = "the digit has no code yet"
      return []
    }
    cursor = code
    return setCursor(x: code[axes.horizontal], y: code[axes.vertical])
  }

  /// Puts the two dimensions shown of the cursor to a point, or to the nearest one that is in view.
  mutating func setCursor(x: Float, y: Float) -> [Effect] {
    hasChosenPlace = true
    let mapping = latentMapping
    if codeSize > 1 {
      cursor[axes.vertical] = y.clamped(to: mapping.yRange)
    }
    cursor[axes.horizontal] = x.clamped(to: mapping.xRange)
    return [.decode(cursor)]
  }

  mutating func cycleAxes(_ distance: Int) {
    guard codeSize > 2 else {
      message = codeSize == 2 ? "the code has two dimensions only" : "the code has one dimension"
      return
    }
    hasChosenPlace = true
    let remainder = (axes.horizontal + distance) % codeSize
    axes.horizontal = remainder < 0 ? remainder + codeSize : remainder
    axes.vertical = (axes.horizontal + 1) % codeSize
    fitAxes(isFirst: true)
  }

  /// The code of the digit shown.
  var currentCode: [Float]? {
    if let inspection, inspection.digit == digit { return inspection.code }
    guard let codes = observation?.codes, digit < codes.count else { return nil }
    return codes.mean(digit)
  }
}

extension Float {
  fileprivate func clamped(to range: AxisRange) -> Float {
    // NaN fails both comparisons, and becomes the lower end.
    self > Float(range.lower) ? Swift.min(self, Float(range.upper)) : Float(range.lower)
  }
}

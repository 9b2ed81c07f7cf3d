import Models
import Render

/// Keys that move the latent cursor and choose the plane.
extension AppState {
  /// Moves the cursor by cells of the latent pane.
  mutating func moveCursor(x: Int, y: Int) -> [Effect] {
    let mapping = latentMapping
    let stepX = mapping.xRange.length / Double(max(1, mapping.plot.width))
    let stepY = mapping.yRange.length / Double(max(1, mapping.plot.height))
    let here = planePoint(of: cursor[...])
    let target = Point(
      x: here.x + Float(Double(x) * stepX), y: here.y + Float(Double(y) * stepY))
    // What was shown by choice goes along; all of the plane has edges.
    if axes.isHeld { reveal(target) }
    return setCursor(x: target.x, y: target.y)
  }

  mutating func moveCursorHome() -> [Effect] {
    hasChosenPlace = true
    releaseView()
    cursor = Array(repeating: 0, count: codeSize)
    axes.revision += 1
    return [.decode(cursor)]
  }

  mutating func moveCursorToDigit() -> [Effect] {
    guard let code = currentCode, code.allSatisfy(\.isFinite) else {
      message = "the digit has no code yet"
      return []
    }
    cursor = code
    axes.revision += 1
    let point = planePoint(of: code[...])
    if axes.isHeld { reveal(point) }
    return setCursor(x: point.x, y: point.y)
  }

  /// Puts the two dimensions shown of the cursor to a point, or to the nearest one that is in view.
  mutating func setCursor(x: Float, y: Float) -> [Effect] {
    hasChosenPlace = true
    let mapping = latentMapping
    let anchor = anchor
    cursor = code(
      at: Point(x: x.clamped(to: mapping.xRange), y: y.clamped(to: mapping.yRange)))
    axes.anchored = LatentAxes.Anchored(anchor: anchor, cursor: cursor)
    return [.decode(cursor)]
  }

  mutating func cycleAxes(_ distance: Int) {
    guard codeSize > 2 else {
      message = codeSize == 2 ? "the code has two dimensions only" : "the code has one dimension"
      return
    }
    hasChosenPlace = true
    (axes.principal, axes.isHeld) = (nil, false)
    axes.revision += 1
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

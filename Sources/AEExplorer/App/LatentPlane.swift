import Models
import Render

/// What lies behind the points of the latent plane.
enum PlaneBackground: Int, CaseIterable, Equatable, Sendable {
  case nothing
  /// How many codes are where.
  case density
  /// What the decoder makes of each place.
  case mosaic
}

/// What keys do with the latent plane besides moving its cursor.
enum PlaneCommand: Equatable, Sendable {
  /// Closer, or further away when negative.
  case zoom(Int)
  /// Another background.
  case cycleBackground
  /// Principal axes, or dimensions.
  case togglePrincipal
  /// The test digit nearest to the cursor becomes the one shown.
  case showNearest
}

/// The plane: where codes are in it, and which code a place stands for.
extension AppState {
  mutating func perform(_ command: PlaneCommand) -> [Effect] {
    switch command {
    case .zoom(let steps): zoom(steps, around: planePoint(of: cursor[...]))
    case .cycleBackground: cycleBackground()
    case .togglePrincipal: togglePrincipal()
    case .showNearest:
      guard let nearest = nearestDigit else {
        message = "the test \(dataset.sample)s have no codes yet"
        return []
      }
      return show(digit: nearest)
    }
    return []
  }

  /// Returns where a code is in the plane.
  func planePoint(of code: ArraySlice<Float>) -> Point {
    if let principal = axes.principal, principal.size == code.count {
      return principal.point(of: code)
    }
    let x = code[code.startIndex + axes.horizontal]
    return Point(x: x, y: code[code.startIndex + axes.vertical])
  }

  /// Returns the code at a place of the plane: off the plane it is that of the cursor.
  func code(at point: Point) -> [Float] {
    var code = cursor
    if let principal = axes.principal, principal.size == code.count {
      let here = principal.point(of: code[...])
      for index in code.indices {
        code[index] +=
          (point.x - here.x) * principal.first[index] + (point.y - here.y) * principal.second[index]
      }
      return code
    }
    if codeSize > 1 { code[axes.vertical] = point.y }
    code[axes.horizontal] = point.x
    return code
  }

  /// The test digit whose code is nearest to the cursor in the plane that is shown.
  var nearestDigit: Int? {
    guard let codes = observation?.codes, codes.count > 0, codes.size == codeSize else {
      return nil
    }
    let here = planePoint(of: cursor[...])
    var best: (index: Int, distance: Float)?
    for index in 0..<min(codes.count, dataset.count) {
      let point = planePoint(of: codes.means[(index * codes.size)..<((index + 1) * codes.size)])
      let (x, y) = (point.x - here.x, codeSize > 1 ? point.y - here.y : 0)
      let distance = x * x + y * y
      if distance < best?.distance ?? .infinity { best = (index, distance) }
    }
    return best?.index
  }

  private mutating func cycleBackground() {
    let all = PlaneBackground.allCases
    guard codeSize > 1 else {
      message = "a code of one dimension has no plane"
      return
    }
    var next = all[(axes.background.rawValue + 1) % all.count]
    if next == .mosaic, dataset.kind != .images { next = .nothing }
    axes.background = next
    switch next {
    case .nothing: message = "nothing behind the points"
    case .density: message = "behind the points: how many codes are where"
    case .mosaic: message = "behind the points: what the decoder makes of each place"
    }
  }

  private mutating func togglePrincipal() {
    guard codeSize > 2 else {
      message = "the code has no more dimensions than are shown"
      return
    }
    axes.isHeld = false
    if axes.principal != nil {
      axes.principal = nil
    } else if let codes = observation?.codes {
      axes.principal = PrincipalPlane(of: codes, rounds: 12)
    } else {
      message = "the test \(dataset.sample)s have no codes yet"
    }
    fitAxes(isFirst: true)
  }

  // MARK: - Zoom and pan

  /// Shows less of the plane, or more, so that a point stays where it is.
  mutating func zoom(_ steps: Int, around point: Point) {
    let mapping = latentMapping
    let factor: Double = steps > 0 ? 0.8 : 1.25
    var (x, y) = (mapping.xRange, mapping.yRange)
    for _ in 0..<min(abs(steps), 20) {
      x = x.scaled(by: factor, around: Double(point.x))
      y = y.scaled(by: factor, around: Double(point.y))
    }
    hold(x, y)
  }

  /// Moves what is shown so that a point of it comes under a screen's cell.
  mutating func pan(_ point: Point, toColumn column: Int, row: Int) {
    let mapping = latentMapping
    let there = mapping.nearestPoint(toColumn: column, row: row)
    hold(
      mapping.xRange.moved(by: Double(point.x - there.x)),
      mapping.yRange.moved(by: Double(point.y - there.y)))
  }

  private mutating func hold(_ x: AxisRange, _ y: AxisRange) {
    let lengths = 1e-3...1e4
    let reach = -1e6...1e6
    guard lengths.contains(x.length), lengths.contains(y.length), reach.contains(x.lower),
      reach.contains(y.lower)
    else { return }
    axes.isHeld = true
    axes.rangeX = Float(x.lower)...Float(x.upper)
    if codeSize > 1 { axes.rangeY = Float(y.lower)...Float(y.upper) }
  }

  /// Shows all of the plane again.
  mutating func releaseView() {
    guard axes.isHeld else { return }
    axes.isHeld = false
    fitAxes(isFirst: true)
  }

  // MARK: - Which dimensions

  /// Lets the plane follow the codes: principal axes turn with them, and as long as nobody has chosen
  /// others, the two dimensions of largest spread are shown.
  ///
  /// - Returns: whether other dimensions are shown than before.
  mutating func followCodes() -> Bool {
    guard let observation, codeSize > 2 else { return false }
    if let principal = axes.principal {
      axes.principal = PrincipalPlane(of: observation.codes, from: principal, rounds: 2)
      return false
    }
    guard !axes.isChosen else { return false }
    let spreads = observation.spreads
    let order = spreads.indices.sorted { (spreads[$0], $1) > (spreads[$1], $0) }
    let best = (first: min(order[0], order[1]), second: max(order[0], order[1]))
    let shown = [axes.horizontal, axes.vertical].map { spreads[$0] }.min() ?? 0
    // Not for every little change of places.
    guard shown.isNaN || spreads[order[1]] > 1.25 * shown else { return false }
    guard (axes.horizontal, axes.vertical) != best else { return false }
    (axes.horizontal, axes.vertical) = best
    return true
  }
}

extension AxisRange {
  fileprivate func scaled(by factor: Double, around point: Double) -> AxisRange {
    AxisRange(point + (lower - point) * factor, point + (upper - point) * factor)
  }

  fileprivate func moved(by distance: Double) -> AxisRange {
    AxisRange(lower + distance, upper + distance)
  }
}

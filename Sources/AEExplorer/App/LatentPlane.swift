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

  /// A code that the plane goes through: as long as the cursor only moves within the plane it is the
  /// one where that began, so that rounding does not move the plane.
  var anchor: [Float] {
    if let anchored = axes.anchored, anchored.cursor == cursor { return anchored.anchor }
    return cursor
  }

  /// Returns the code at a place of the plane; what the plane does not show is as in the cursor.
  func code(at point: Point) -> [Float] {
    var code = anchor
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
    guard let codes = observation?.codes, codes.size == codeSize else { return nil }
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
    guard codeSize > 1 else {
      message = "a code of one dimension has no plane"
      return
    }
    let all = PlaneBackground.allCases
    var next = all[(axes.background.rawValue + 1) % all.count]
    // Points and ratings are no pictures.
    if next == .mosaic, dataset.kind != .images { next = .nothing }
    axes.background = next
    axes.revision += 1
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
    guard let codes = observation?.codes else {
      message = "the test \(dataset.sample)s have no codes yet"
      return
    }
    axes.principal = axes.principal == nil ? PrincipalPlane(of: codes, rounds: 12) : nil
    axes.isHeld = false
    axes.revision += 1
    // Dimensions that change by themselves would take the plane away again.
    hasChosenPlace = true
    fitAxes(isFirst: true)
  }

  /// Lets principal axes turn with the codes.
  mutating func turnPrincipalPlane() {
    guard let observation, let principal = axes.principal else { return }
    axes.principal = PrincipalPlane(of: observation.codes, from: principal, rounds: 2)
    // In the new plane the cursor has not moved from anywhere.
    axes.anchored = nil
  }
}

/// Zoom and pan.
extension AppState {
  /// Shows less of the plane, or more when `steps` is negative, so that a point stays where it is.
  mutating func zoom(_ steps: Int, around point: Point) {
    let mapping = latentMapping
    guard let cell = mapping.cell(forX: point.x, y: codeSize > 1 ? point.y : Self.stripMiddle)
    else { return }
    let factor: Double = steps > 0 ? 0.8 : 1.25
    var (x, y) = (mapping.xRange, mapping.yRange)
    for _ in 0..<min(abs(steps), 20) {
      x = x.scaled(by: factor, around: Double(point.x))
      y = y.scaled(by: factor, around: Double(point.y))
    }
    hold(x, y)
    // Longer numbers at the axis may have moved the plot.
    if latentMapping.plot != mapping.plot { pan(point, toColumn: cell.column, row: cell.row) }
  }

  /// Moves what is shown so that a point of it comes under a screen's cell.
  mutating func pan(_ point: Point, toColumn column: Int, row: Int) {
    let mapping = latentMapping
    let there = mapping.nearestPoint(toColumn: column, row: row)
    hold(
      mapping.xRange.moved(by: Double(point.x - there.x)),
      mapping.yRange.moved(by: Double(point.y - there.y)))
  }

  /// Moves what is shown by as much as it takes to have a point in view.
  mutating func reveal(_ point: Point) {
    let mapping = latentMapping
    hold(
      mapping.xRange.moved(by: mapping.xRange.distance(to: Double(point.x))),
      mapping.yRange.moved(by: mapping.yRange.distance(to: Double(point.y))))
  }

  private mutating func hold(_ x: AxisRange, _ y: AxisRange) {
    guard x.canBeShown, y.canBeShown else { return }
    axes.isHeld = true
    axes.revision += 1
    axes.rangeX = Float(x.lower)...Float(x.upper)
    if codeSize > 1 { axes.rangeY = Float(y.lower)...Float(y.upper) }
  }

  /// Shows all of the plane again.
  mutating func releaseView() {
    guard axes.isHeld else { return }
    axes.isHeld = false
    axes.revision += 1
    fitAxes(isFirst: true)
  }
}

extension AxisRange {
  fileprivate func scaled(by factor: Double, around point: Double) -> AxisRange {
    AxisRange(point + (lower - point) * factor, point + (upper - point) * factor)
  }

  fileprivate func moved(by distance: Double) -> AxisRange {
    AxisRange(lower + distance, upper + distance)
  }

  /// How far the range must move to hold a number; 0 for one that it holds, or that is none.
  fileprivate func distance(to value: Double) -> Double {
    guard value.isFinite else { return 0 }
    return value < lower ? value - lower : value > upper ? value - upper : 0
  }

  /// Whether codes, which are `Float`, still differ from cell to cell.
  fileprivate var canBeShown: Bool {
    let reach = max(abs(lower), abs(upper))
    return reach <= 1e6 && length >= max(1e-4, reach * 1e-4) && length <= 1e5
  }
}

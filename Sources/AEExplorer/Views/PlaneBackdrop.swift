import Models
import Render

/// Draws what lies behind the points of the latent plane, so dimly that these stay legible.
struct PlaneBackdrop {
  private let state: AppState
  private let isLight: Bool

  init(_ state: AppState) {
    self.state = state
    isLight = state.theme.background == .light
  }

  /// Draws it.
  ///
  /// - Parameters:
  ///   - points: all codes in the plane.
  ///   - screen: where to draw.
  ///   - mapping: where its numbers are on the screen.
  func draw(_ points: [Scatter.LabelledPoint], on screen: inout Screen, in mapping: ScatterMapping)
  {
    switch state.axes.background {
    case .nothing: break
    case .density: drawDensity(of: points, on: &screen, in: mapping)
    case .mosaic: drawMosaic(on: &screen, in: mapping)
    }
  }

  /// Whether pictures are behind the points: those are then fewer, on plates of their own.
  var hasPictures: Bool { state.axes.background == .mosaic && mosaic != nil }

  /// What is behind each point over pictures.
  var plate: Color {
    state.appearance.colors == .full ? .gray(intensity: isLight ? 1 : 0) : .standard
  }

  // MARK: - Mosaic

  /// The pictures, if they are of the plane shown.
  private var mosaic: Mosaic? {
    guard state.screen == .explore, let explore = state.screens[.explore] as? ExploreScreen,
      let mosaic = explore.mosaic, mosaic.study.plane == MosaicStudy.PlaneName(state.axes)
    else { return nil }
    return mosaic
  }

  private func drawMosaic(on screen: inout Screen, in mapping: ScatterMapping) {
    guard let mosaic else { return }
    screen.fill(mapping.plot, with: Cell(" ", Style(.standard, on: plate)))
    let shape = state.dataset.shape
    // Pictures have margins, which are not needed side by side.
    let margin = shape.width / 14
    let (width, height) = (shape.width - 2 * margin, shape.height - 2 * margin)
    for index in 0..<mosaic.count {
      let rect = mosaic.study.grid.rect(index, in: mapping)
      // Pictures of what has been shown until now, at its edge, wait for those of what is shown.
      guard rect.intersection(mapping.plot) == rect else { continue }
      let picture = mosaic.picture(index)
      let pixels = (0..<height).flatMap { row in
        let first = picture.startIndex + (row + margin) * shape.width + margin
        return picture[first..<(first + width)].map { ink($0) }
      }
      var image = GrayImage(pixels, width: width, height: height)
      image.grays = SmallPicture.grays
      image.draw(on: &screen, in: Self.even(rect), as: state.appearance)
    }
    guard state.appearance.colors != .full else { return }
    screen.restyle(mapping.plot) { $0.attributes.insert(.dim) }
  }

  /// The square in the middle that halves of cells fill without a rest, which would be no paper.
  private static func even(_ rect: Rect) -> Rect {
    let side = min(rect.width, 2 * rect.height) / 2 * 2
    return Rect(
      x: rect.x + (rect.width - side) / 2, y: rect.y + (rect.height - side / 2) / 2, width: side,
      height: side / 2)
  }

  /// How bright a pixel is: white ink on black, or, where there are greys for it, grey ink on white
  /// paper.
  private func ink(_ intensity: Float) -> Float {
    isLight && state.appearance.colors == .full
      ? 1 - Self.strength * intensity : Self.strength * intensity
  }

  private static let strength: Float = 0.75

  // MARK: - Density

  /// Shows how many codes are in each cell and next to it.
  private func drawDensity(
    of points: [Scatter.LabelledPoint], on screen: inout Screen, in mapping: ScatterMapping
  ) {
    let plot = mapping.plot
    guard !plot.isEmpty else { return }
    var density = DensityMap(width: plot.width, height: plot.height)
    for labelled in points {
      guard let cell = mapping.cell(forX: labelled.point.x, y: labelled.point.y) else { continue }
      density.add(column: cell.column - plot.x, row: cell.row - plot.y)
    }
    density.smooth()
    let area = Area(plot, as: state.appearance)
    for row in 0..<plot.height {
      for column in 0..<plot.width {
        let part = density.part(column: column, row: row)
        guard let cell = shade(part) else { continue }
        area.put(cell.glyph, column: column, row: row, cell.style, on: &screen)
      }
    }
  }

  /// Returns what stands for a part of the highest density; nil for next to nothing.
  private func shade(_ part: Float) -> Cell? {
    let step = Int(part.squareRoot() * 3.5)
    guard step > 0 else { return nil }
    switch (state.appearance.colors, state.appearance.glyphs) {
    case (.full, _):
      return Cell(" ", Style(.standard, on: .backdrop(UInt8(step - 1))))
    case (.sixteen, .unicode), (.mono, .unicode):
      return Cell(step > 1 ? "▒" : "░", Style(.muted, .dim))
    case (.sixteen, .ascii), (.mono, .ascii):
      return Cell(step > 1 ? ":" : ".", Style(.muted, .dim))
    }
  }
}

/// How many points are in each cell and next to it.
struct DensityMap {
  private let width: Int
  private let height: Int
  private var values: [Float]
  private var most: Float = 0

  /// Creates an empty map.
  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    values = Array(repeating: 0, count: width * height)
  }

  /// Counts a point.
  mutating func add(column: Int, row: Int) {
    values[row * width + column] += 1
  }

  /// Spreads each number over its neighbours, further to the sides since cells are narrow; twice, so
  /// that hills are round.
  mutating func smooth() {
    for _ in 0..<2 {
      spread(reach: 2, step: 1, lines: height, length: width, stride: width)
      spread(reach: 1, step: width, lines: width, length: height, stride: 1)
    }
    most = values.max() ?? 0
  }

  /// Returns the density of a cell as a part of the highest, 0…1.
  func part(column: Int, row: Int) -> Float {
    most > 0 ? values[row * width + column] / most : 0
  }

  /// Sums every number with its neighbours along each line.
  private mutating func spread(reach: Int, step: Int, lines: Int, length: Int, stride: Int) {
    var sums = values
    for line in 0..<lines {
      for place in 0..<length {
        var sum: Float = 0
        for near in max(0, place - reach)...min(length - 1, place + reach) {
          sum += values[line * stride + near * step]
        }
        sums[line * stride + place * step] = sum
      }
    }
    values = sums
  }
}

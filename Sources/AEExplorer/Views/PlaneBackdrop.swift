import Models
import Render

/// Where the pictures of a mosaic are in the latent plane.
struct MosaicTiles: Equatable {
  /// Pictures side by side.
  let columns: Int
  /// Rows of pictures.
  let rows: Int
  private let mapping: ScatterMapping

  /// Fills the plane of Explore with pictures that are large enough; nil where none has room.
  init?(_ state: AppState) {
    mapping = state.latentMapping
    let plot = mapping.plot
    let width = plot.width >= 60 ? 12 : 10
    columns = plot.width / width
    rows = plot.height / (width / 2)
    guard columns > 0, rows > 0 else { return nil }
  }

  /// Returns the cells of a picture.
  func rect(_ index: Int) -> Rect {
    let (column, row) = (index % columns, index / columns)
    let plot = mapping.plot
    let (x, y) = (plot.width * column / columns, plot.height * row / rows)
    return Rect(
      x: plot.x + x, y: plot.y + y, width: plot.width * (column + 1) / columns - x,
      height: plot.height * (row + 1) / rows - y)
  }

  /// Returns the codes of the middles of all pictures, `[count, size]`.
  func codes(_ state: AppState) -> [Float] {
    (0..<(columns * rows)).flatMap { index in
      let rect = rect(index)
      let point = mapping.nearestPoint(
        toColumn: rect.x + rect.width / 2, row: rect.y + rect.height / 2)
      return state.code(at: point)
    }
  }
}

/// Draws what lies behind the points of the latent plane.
struct PlaneBackdrop {
  private let state: AppState

  init(_ state: AppState) {
    self.state = state
  }

  func draw(on screen: inout Screen, in mapping: ScatterMapping) {
    switch state.axes.background {
    case .nothing: break
    case .density: drawDensity(on: &screen, in: mapping)
    case .mosaic: drawMosaic(on: &screen, in: mapping)
    }
  }

  /// Pictures, dark enough that points can be read over them.
  private func drawMosaic(on screen: inout Screen, in mapping: ScatterMapping) {
    guard state.screen == .explore, let tiles = MosaicTiles(state),
      let mosaic = (state.screens[.explore] as? ExploreScreen)?.mosaic,
      mosaic.count == tiles.columns * tiles.rows
    else { return }
    let shape = state.dataset.shape
    for index in 0..<mosaic.count {
      guard let picture = mosaic.picture(index) else { continue }
      GrayImage(picture.map { $0 * Self.dimming }, width: shape.width, height: shape.height)
        .draw(on: &screen, in: tiles.rect(index), as: state.appearance)
    }
  }

  private static let dimming: Float = 0.6

  /// How many codes are in each cell and next to it, as a shade.
  private func drawDensity(on screen: inout Screen, in mapping: ScatterMapping) {
    let plot = mapping.plot
    guard let codes = state.observation?.codes, !plot.isEmpty else { return }
    var counts = [Float](repeating: 0, count: plot.width * plot.height)
    for index in 0..<codes.count {
      let point = state.planePoint(
        of: codes.means[(index * codes.size)..<((index + 1) * codes.size)])
      guard let cell = mapping.cell(forX: point.x, y: point.y) else { continue }
      counts[(cell.row - plot.y) * plot.width + cell.column - plot.x] += 1
    }
    for _ in 0..<2 { counts = Self.blurred(counts, width: plot.width, height: plot.height) }
    let most = max(counts.max() ?? 0, 1e-6)
    let area = Area(plot, as: state.appearance)
    for row in 0..<plot.height {
      for column in 0..<plot.width {
        let part = (counts[row * plot.width + column] / most).squareRoot()
        put(part, column, row, area, on: &screen)
      }
    }
  }

  private func put(
    _ part: Float, _ column: Int, _ row: Int, _ area: Area, on screen: inout Screen
  ) {
    guard part > 0.1 else { return }
    guard state.appearance.colors == .full else {
      let glyph: Unicode.Scalar = part > 0.66 ? ":" : part > 0.33 ? "." : " "
      area.put(glyph, column: column, row: row, Style(.muted, .dim), on: &screen)
      return
    }
    area.put(
      " ", column: column, row: row,
      Style(.standard, on: .gray(intensity: 0.06 + 0.3 * part)), on: &screen)
  }

  /// Spreads each number over its neighbours, further to the sides since cells are narrow.
  private static func blurred(_ values: [Float], width: Int, height: Int) -> [Float] {
    var across = values
    for row in 0..<height {
      for column in 0..<width {
        var sum: Float = 0
        for near in max(0, column - 2)...min(width - 1, column + 2) {
          sum += values[row * width + near]
        }
        across[row * width + column] = sum
      }
    }
    var result = across
    for row in 0..<height {
      for column in 0..<width {
        var sum: Float = 0
        for near in max(0, row - 1)...min(height - 1, row + 1) {
          sum += across[near * width + column]
        }
        result[row * width + column] = sum
      }
    }
    return result
  }
}

/// How a Gaussian with these deviations spreads in the plane that is shown.
struct PlaneSpread: Equatable {
  /// The lower Cholesky factor of its covariance in the plane: rows (a, 0) and (b, c).
  private let a: Float
  private let b: Float
  private let c: Float

  /// Projects it: Σ = E diag(σ²) Eᵀ for the two directions E of the plane.
  init(_ sigmas: [Float], _ axes: LatentAxes) {
    guard let principal = axes.principal, principal.size == sigmas.count else {
      (a, b, c) = (sigmas[axes.horizontal], 0, sigmas[axes.vertical])
      return
    }
    var (xx, xy, yy): (Float, Float, Float) = (0, 0, 0)
    for (index, sigma) in sigmas.enumerated() {
      let (x, y) = (principal.first[index] * sigma, principal.second[index] * sigma)
      xx += x * x
      xy += x * y
      yy += y * y
    }
    a = xx.squareRoot()
    b = a > 0 ? xy / a : 0
    c = max(0, yy - b * b).squareRoot()
  }

  /// Returns a point of the edge, one standard deviation from the middle, after a part of the way
  /// round, in 0…1.
  func edge(at part: Float) -> (x: Float, y: Float) {
    let (cosine, sine) = Self.circle(part)
    return (a * cosine, b * cosine + c * sine)
  }

  /// Cosine and sine of a part of the circle, by a parabola with a correction: within 0.001.
  ///
  /// A polygon of this precision looks round, and needs no library.
  private static func circle(_ part: Float) -> (Float, Float) {
    func sine(_ turn: Float) -> Float {
      let x = turn - turn.rounded(.down)
      let arch = x < 0.5 ? 16 * x * (0.5 - x) : -16 * (x - 0.5) * (1 - x)
      return 0.775 * arch + 0.225 * arch * abs(arch)
    }
    return (sine(part + 0.25), sine(part))
  }
}

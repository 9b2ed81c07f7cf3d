import Models
import Render

/// Places all over a rectangle of the latent plane, in rows from the upper left.
struct MosaicGrid: Equatable, Sendable {
  /// Places side by side, at least 1.
  var columns: Int
  /// Rows of places, at least 1.
  var rows: Int
  /// What the grid covers to the right.
  var xRange: AxisRange
  /// What it covers upwards.
  var yRange: AxisRange

  /// Fills the latent plane of Explore with places that are large enough for a picture; nil where not
  /// even one has room.
  init?(_ state: AppState) {
    let mapping = state.latentMapping
    let width = mapping.plot.width >= 60 ? 12 : 10
    (columns, rows) = (mapping.plot.width / width, mapping.plot.height / (width / 2))
    guard columns > 0, rows > 0 else { return nil }
    (xRange, yRange) = (mapping.xRange, mapping.yRange)
  }

  /// Returns the point in the middle of a place.
  func middle(_ index: Int) -> Point {
    let across = (Double(index % columns) + 0.5) / Double(columns)
    let down = (Double(index / columns) + 0.5) / Double(rows)
    return Point(
      x: Float(xRange.lower + across * xRange.length),
      y: Float(yRange.upper - down * yRange.length))
  }

  /// Returns the screen's cells of a place, which may lie outside of what is shown by now.
  func rect(_ index: Int, in mapping: ScatterMapping) -> Rect {
    func column(_ index: Int) -> Int {
      let x = xRange.lower + Double(index) / Double(columns) * xRange.length
      return Self.cell((x - mapping.xRange.lower) / mapping.xRange.length, of: mapping.plot.width)
    }
    func row(_ index: Int) -> Int {
      let y = yRange.upper - Double(index) / Double(rows) * yRange.length
      return Self.cell((mapping.yRange.upper - y) / mapping.yRange.length, of: mapping.plot.height)
    }
    let (left, top) = (column(index % columns), row(index / columns))
    return Rect(
      x: mapping.plot.x + left, y: mapping.plot.y + top,
      width: column(index % columns + 1) - left, height: row(index / columns + 1) - top)
  }

  private static func cell(_ fraction: Double, of count: Int) -> Int {
    // Places far away need no exact cell.
    Int((min(max(fraction, -9), 9) * Double(count)).rounded())
  }
}

/// Decodes places all over the latent plane.
struct MosaicStudy: Study {
  /// Where the places are in the plane.
  var grid: MosaicGrid
  /// The code of each, `[count, size]`.
  var codes: [Float]
  /// Which plane it is: what does not fit the one shown is not drawn.
  var plane: PlaneName
  /// The class that is decoded, for models that are told one.
  var label: Int?
  /// What people have changed so far (`LatentAxes.revision`).
  var revision: Int

  /// What tells one plane from another that is none of its earlier states.
  struct PlaneName: Equatable, Sendable {
    var horizontal: Int
    var vertical: Int
    var isPrincipal: Bool

    /// The name of the plane that is shown.
    init(_ axes: LatentAxes) {
      (horizontal, vertical) = (axes.horizontal, axes.vertical)
      isPrincipal = axes.principal != nil
    }
  }

  /// Codes that are decoded between two looks at whether anybody still waits.
  private static let batch = 16

  /// A plane that drifts while training goes on is still the one that was asked for.
  func continues(_ other: any Study) -> Bool {
    guard let other = other as? MosaicStudy else { return false }
    return revision == other.revision && label == other.label && plane == other.plane
      && grid.columns == other.grid.columns && grid.rows == other.grid.rows
  }

  func run(in context: StudyContext) -> Mosaic? {
    var mosaic = Mosaic(
      study: self, pictures: [], isConditional: context.model.isConditional,
      step: context.weights.step)
    // A hundred pictures pixel by pixel would take minutes.
    guard !context.inference.drawsPixelByPixel else { return mosaic }
    context.inference.condition = label
    let size = Self.batch * context.model.codeSize
    for first in stride(from: 0, to: codes.count, by: size) {
      if context.isCancelled() { return nil }
      mosaic.pictures += context.inference.decode(
        Array(codes[first..<min(first + size, codes.count)]), weights: context.weights)
    }
    return mosaic
  }
}

/// Pictures of places all over the latent plane.
struct Mosaic: Equatable, Sendable {
  /// What was asked for.
  var study: MosaicStudy
  /// Intensities, `[count, pixels]`; none of a model that takes too long.
  var pictures: [Float]
  /// Whether the class makes a difference.
  var isConditional: Bool
  /// The step that the weights are of.
  var step: Int

  /// Pictures.
  var count: Int { pictures.isEmpty ? 0 : study.grid.columns * study.grid.rows }

  /// Returns the picture of a place.
  func picture(_ index: Int) -> ArraySlice<Float> {
    precondition((0..<count).contains(index), "picture \(index) of \(count)")
    let width = pictures.count / count
    return pictures[(index * width)..<((index + 1) * width)]
  }
}

import Models
import Render
import Testing

@testable import AEExplorer

/// The line around the digit shown: two standard deviations of its code.
struct PosteriorTests {
  @Test
  func itIsTwoDeviationsWideAlongEachDimension() {
    let axes = LatentAxes(horizontal: 2, vertical: 0)
    let line = PlaneSpread([0.5, 9, 0.25], axes)
      .outline(around: Point(x: 1, y: -1), deviations: 2)
    #expect(abs((line.map(\.x).max() ?? 0) - 1.5) < 1e-5)
    #expect(abs((line.map(\.x).min() ?? 0) - 0.5) < 1e-5)
    #expect(abs((line.map(\.y).max() ?? 0) - 0) < 1e-5)
    #expect(abs((line.map(\.y).min() ?? 0) + 2) < 1e-5)
    #expect(line.first == line.last)
  }

  /// Every point of the line has a Mahalanobis distance of 2 for the projected covariance, which is
  /// worked out here in another way: from samples' second moments, E diag(σ²) Eᵀ.
  @Test
  func inPrincipalAxesItIsTheProjectedCovariance() throws {
    let state = LatentPlaneTests.principal()
    let principal = try #require(state.axes.principal)
    let sigmas: [Float] = [0.1, 0.9, 0.3, 0.5, 0.05, 0.7]
    let (e, f) = (principal.first, principal.second)
    func moment(_ left: [Float], _ right: [Float]) -> Float {
      sigmas.indices.reduce(0) { $0 + left[$1] * right[$1] * sigmas[$1] * sigmas[$1] }
    }
    let (xx, xy, yy) = (moment(e, e), moment(e, f), moment(f, f))
    let determinant = xx * yy - xy * xy
    let line = PlaneSpread(sigmas, state.axes).outline(around: Point(x: 0, y: 0), deviations: 2)
    for point in line {
      let distance =
        (yy * point.x * point.x - 2 * xy * point.x * point.y + xx * point.y * point.y)
        / determinant
      #expect(abs(distance - 4) < 1e-3)
    }
    #expect(line.count > 40)
  }

  @Test
  func aRoundPosteriorIsRoundInAnyPlane() {
    let state = LatentPlaneTests.principal()
    let line = PlaneSpread(Array(repeating: 0.3, count: 6), state.axes)
      .outline(around: Point(x: 0, y: 0), deviations: 2)
    for point in line {
      #expect(abs((point.x * point.x + point.y * point.y).squareRoot() - 0.6) < 1e-4)
    }
  }

  @Test
  func itIsDrawnAroundTheDigitOfAStochasticEncoderOnly() {
    var state = SampleState.make()
    state.inspection?.logVariance = [-1, -1]
    let with = mainView(state)
    state.inspection?.logVariance = nil
    let without = mainView(state)
    let changed = with.cells.indices.filter { with.cells[$0] != without.cells[$0] }
    let mapping = state.latentMapping
    #expect(changed.count > 8)
    for index in changed {
      let (column, row) = (index % with.width, index / with.width)
      #expect(mapping.plot.contains(x: column, y: row) || isInCodePane(column, row, state))
    }
    let columns = changed.filter { mapping.plot.contains(x: $0 % with.width, y: $0 / with.width) }
      .map { $0 % with.width }
    let width = Double((columns.max() ?? 0) - (columns.min() ?? 0) + 1) / Double(mapping.plot.width)
    // Four deviations of e^-½ from edge to edge.
    #expect(abs(width * mapping.xRange.length - 4 * 0.6065) < 0.35)
    let plain = SampleState.make(model: "undercomplete")
    #expect(plain.inspection?.logVariance == nil)
  }

  private func isInCodePane(_ column: Int, _ row: Int, _ state: AppState) -> Bool {
    ExploreLayout(state).rect(of: .code)?.contains(x: column, y: row) ?? false
  }
}

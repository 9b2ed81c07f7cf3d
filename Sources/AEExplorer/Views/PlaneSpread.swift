import Render

/// How a Gaussian with independent dimensions spreads in the plane that is shown.
struct PlaneSpread: Equatable {
  /// The lower Cholesky factor of its covariance in the plane: rows (a, 0) and (b, c).
  private let a: Float
  private let b: Float
  private let c: Float

  /// Projects it: Σ = E diag(σ²) Eᵀ for the two directions E of the plane.
  ///
  /// - Parameters:
  ///   - sigmas: the standard deviation along each dimension of the code.
  ///   - axes: the plane.
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

  /// Returns the line around a middle that is so many standard deviations away from it, closed.
  func outline(around middle: Point, deviations: Float) -> [Point] {
    // The rational parametrisation of a quarter, t from 0 to 1, needs no sine.
    let quarter = (0..<12).map { step -> (x: Float, y: Float) in
      let t = Float(step) / 12
      return ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
    }
    let circle =
      quarter + quarter.map { (-$0.y, $0.x) } + quarter.map { (-$0.x, -$0.y) }
      + quarter.map { ($0.y, -$0.x) } + quarter.prefix(1)
    return circle.map { x, y in
      Point(
        x: middle.x + deviations * a * x, y: middle.y + deviations * (b * x + c * y))
    }
  }
}

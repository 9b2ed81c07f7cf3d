#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Twenty-five narrow Gaussians on a grid in the plane: a toy of which one can see at once whether a
/// generator covers all of a distribution.
///
/// Coordinates are bytes, as pixels are: neighbouring centres are 50 levels apart, the deviation is a
/// twentieth of that, and the rounding to whole levels adds little to it.
///
/// Source: Dumoulin et al., *Adversarially Learned Inference* (2017), section 4.3.
public enum GaussianGrid {
  /// Centres on each side of the grid.
  public static let side = 5
  /// Centres.
  public static let count = side * side
  /// The deviation of a component in each coordinate, in levels.
  static let deviation = 2.5
  /// The distance of neighbouring centres, in levels.
  private static let spacing = 50.0
  /// The first centre, in levels.
  private static let margin = 27.5

  /// Returns the centre of a component, in levels 0…255.
  static func centre(_ component: Int) -> (x: Double, y: Double) {
    (
      margin + spacing * Double(component % side), margin + spacing * Double(component / side)
    )
  }

  /// Finds the component whose centre is next to a point.
  ///
  /// - Parameters:
  ///   - x: intensity, 0…1.
  ///   - y: intensity, 0…1.
  /// - Returns: the component, and the distance from its centre in deviations.
  static func nearest(x: Float, y: Float) -> (component: Int, distance: Double) {
    func index(_ value: Float) -> Int {
      let place = ((255 * Double(value) - margin) / spacing).rounded()
      return place.isFinite ? Int(min(max(place, 0), Double(side - 1))) : 0
    }
    let component = index(y) * side + index(x)
    let centre = centre(component)
    let distance = hypot(255 * Double(x) - centre.x, 255 * Double(y) - centre.y)
    return (component, distance / deviation)
  }

  /// Draws the data: 10,000 training and 2,500 test points, as many of each component; always the
  /// same.
  @Sendable public static func dataset() -> Dataset {
    Dataset(
      name: "gaussians-25", title: "25 Gaussians", shape: ImageShape(height: 1, width: 2),
      train: split(count: 10_000, epoch: 0), test: split(count: 2_500, epoch: 1),
      classNames: (1...count).map(String.init), kind: .points)
  }

  private static func split(count: Int, epoch: Int) -> Split {
    let random = RandomKey(seed: 25, epoch: epoch, purpose: .prior)
    var images: [UInt8] = []
    var labels: [UInt8] = []
    for sample in 0..<count {
      let component = sample % Self.count
      let centre = centre(component)
      let noise = random.normal(sample: sample, count: 2)
      images.append(level(centre.x + deviation * Double(noise[0])))
      images.append(level(centre.y + deviation * Double(noise[1])))
      labels.append(UInt8(component))
    }
    return Split(images: images, labels: labels)
  }

  private static func level(_ value: Double) -> UInt8 {
    UInt8(min(max(value.rounded(), 0), 255))
  }
}

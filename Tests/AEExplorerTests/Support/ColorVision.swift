import Foundation

/// How somebody sees colours.
///
/// Source: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision
/// Deficiency, 2009, table 1 (severity 1.0); Ottosson, A perceptual color space for image processing,
/// 2020 (Oklab).
enum ColorVision: Sendable {
  case full, protanopia, deuteranopia, tritanopia

  /// A colour in Oklab, times 100.
  struct Seen {
    var lightness: Double
    var a: Double
    var b: Double

    func distance(to other: Seen) -> Double {
      let (x, y, z) = (lightness - other.lightness, a - other.a, b - other.b)
      return (x * x + y * y + z * z).squareRoot()
    }
  }

  /// Returns what is seen of red, green and blue in 0…255.
  func color(_ components: [Double]) -> Seen {
    let linear = components.map { value in
      let x = value / 255
      return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4)
    }
    let seen = matrix.map { row in max(0, zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }) }
    let cones = [
      [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ].map { row in cbrt(zip(row, seen).reduce(0) { $0 + $1.0 * $1.1 }) }
    func value(_ row: [Double]) -> Double { 100 * zip(row, cones).reduce(0) { $0 + $1.0 * $1.1 } }
    return Seen(
      lightness: value([0.2104542553, 0.7936177850, -0.0040720468]),
      a: value([1.9779984951, -2.4285922050, 0.4505937099]),
      b: value([0.0259040371, 0.7827717662, -0.8086757660]))
  }

  private var matrix: [[Double]] {
    switch self {
    case .full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    case .tritanopia:
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    }
  }
}

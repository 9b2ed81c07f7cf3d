import CKernels
import Testing

@testable import Models

extension EngineTests {
  struct MultiquadricKernelTests {
    private static let rows = [1, 15, 16, 17, 40]
    private static let constants: [Float] = [0.4, 3, 20]

    @Test(arguments: KernelVariants.here)
    func sumsTheKernelOverThePointsAlone(variant: String) throws {
      for (rows, size) in Self.rows.flatMap({ rows in [1, 2, 5].map { (rows, $0) } }) {
        let points = wave(rows * size, amplitude: 2, a: 1.3)
        let a = wave(size, a: 0.7, b: 1)
        let lanes = Self.lanes(points, size: size)
        let value = try KernelVariants.use(variant) {
          ae_multiquadric_sum(a, lanes, rows, size, Self.constants, Self.constants.count)
        }
        var expected = 0.0
        for row in 0..<rows {
          let distance = Self.distance(a, points, row)
          expected += Self.constants.reduce(0) { $0 + Double($1) / (Double($1) + distance) }
        }
        #expect(abs(Double(value) - expected) <= 2e-6 * expected, "\(rows) points of \(size)")
      }
    }

    @Test(arguments: KernelVariants.here)
    func addsTheWeightedGradientOfTheSum(variant: String) throws {
      for (rows, size) in Self.rows.flatMap({ rows in [1, 2, 5].map { (rows, $0) } }) {
        let points = wave(rows * size, amplitude: 2, a: 1.3)
        let a = wave(size, a: 0.7, b: 1)
        let lanes = Self.lanes(points, size: size)
        // Whatever stands behind the last weight must have no part in it.
        let weights = wave(rows, a: 0.9) + Array(repeating: Float.nan, count: (16 - rows % 16) % 16)
        let pull = GuardedFloats(wave(size, a: 2))
        let before = pull.values
        try KernelVariants.use(variant) {
          ae_multiquadric_pull(
            a, lanes, rows, size, Self.constants, Self.constants.count, weights, 0.5, pull.start)
        }
        var expected = before.map { Double($0) }
        for row in 0..<rows {
          let distance = Self.distance(a, points, row)
          let slope = Self.constants.reduce(0) {
            $0 + 2 * Double($1) / ((Double($1) + distance) * (Double($1) + distance))
          }
          for t in 0..<size {
            expected[t] +=
              (0.5 + Double(weights[row])) * slope * Double(points[row * size + t] - a[t])
          }
        }
        #expect(largestError(pull.values, expected, floor: 10) <= 2e-6, "\(rows) points of \(size)")
      }
    }

    private static func lanes(_ points: [Float], size: Int) -> [Float] {
      let rows = points.count / size
      var lanes = [Float](repeating: 0, count: (rows + 15) / 16 * 16 * size)
      ae_to_lanes(points, rows, size, &lanes, 0)
      return lanes
    }

    private static func distance(_ a: [Float], _ points: [Float], _ row: Int) -> Double {
      a.indices.reduce(0) {
        let difference = Double(a[$1]) - Double(points[row * a.count + $1])
        return $0 + difference * difference
      }
    }
  }
}

import CKernels
import Testing

@testable import Models

extension EngineTests {
  struct ImageKernelTests {
    @Test(arguments: KernelVariants.here, [1, 15, 16, 17, 33])
    func distancesMatchTheirTwin(variant: String, rows: Int) throws {
      let width = 7
      let count = Lanes.groups(rows) * Lanes.count * width
      let a = wave(count, a: 1.3)
      let b = wave(count, a: 0.7, b: 1)
      for other in [b, nil] {
        let values = GuardedFloats([Float](repeating: 5, count: rows))
        try KernelVariants.use(variant) {
          ae_distance_lanes(a, other, rows, width, values.start)
        }
        let expected = (0..<rows).map { row in
          (0..<width).reduce(0.0) { sum, j in
            let place = Self.place(row: row, column: j, width: width)
            let difference = Double(a[place]) - Double(other?[place] ?? 0)
            return sum + difference * difference
          }
        }
        #expect(largestError(values.values, expected, floor: 1) < 1e-6)
      }
    }

    @Test(arguments: KernelVariants.here, [1, 16, 21])
    func gradientsOfDistancesMatchTheirTwin(variant: String, rows: Int) throws {
      let width = 5
      let count = Lanes.groups(rows) * Lanes.count * width
      // Lanes without a sample hold what is no number.
      let a = (0..<count).map { Self.row(of: $0, width: width) < rows ? Float($0 % 7) : .nan }
      let b = wave(count, a: 0.7, b: 1)
      let scales = wave(rows, a: 2)
      for accumulates in [false, true] {
        let d = GuardedFloats([Float](repeating: 3, count: count))
        try KernelVariants.use(variant) {
          ae_distance_lanes_gradient(
            a, b, scales, rows, width, -1, d.start, accumulates ? 1 : 0)
        }
        let expected = (0..<count).map { index in
          let row = Self.row(of: index, width: width)
          let before = accumulates ? 3.0 : 0
          guard row < rows else { return before }
          return before - 2 * Double(scales[row]) * (Double(a[index]) - Double(b[index]))
        }
        #expect(largestError(d.values, expected, floor: 1) < 1e-6)
      }
    }

    private static func place(row: Int, column: Int, width: Int) -> Int {
      (row / Lanes.count * width + column) * Lanes.count + row % Lanes.count
    }

    private static func row(of place: Int, width: Int) -> Int {
      place / (width * Lanes.count) * Lanes.count + place % Lanes.count
    }
  }
}

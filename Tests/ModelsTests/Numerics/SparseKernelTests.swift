import CKernels
import Testing

@testable import Models

extension EngineTests {
  struct SparseKernelTests {
    private static let widths = [1, 15, 16, 17, 64, 131, 500]
    private static let indices: [Int32] = [0, 3, 4, 9]
    private static let values = wave(4, amplitude: 2, a: 1.3, b: 0.4)

    private static func matrix(_ width: Int) -> [Float] {
      wave(10 * width, amplitude: 1, a: 0.37, b: 0.1)
    }

    @Test(arguments: KernelVariants.here, widths)
    func sumsRowsThatAreNamed(variant: String, width: Int) throws {
      try KernelVariants.use(variant) {
        let matrix = Self.matrix(width)
        let start = wave(width, amplitude: 1, a: 0.2, b: 1)
        var y = start
        ae_sparse_sum(matrix, Self.indices, Self.values, 4, width, &y)
        for column in 0..<width {
          let exact = zip(Self.indices, Self.values).reduce(Double(start[column])) {
            $0 + Double($1.1) * Double(matrix[Int($1.0) * width + column])
          }
          #expect(abs(Double(y[column]) - exact) < 1e-5)
        }
      }
    }

    @Test(arguments: KernelVariants.here, widths)
    func multipliesRowsThatAreNamed(variant: String, width: Int) throws {
      try KernelVariants.use(variant) {
        let matrix = Self.matrix(width)
        let x = wave(width, amplitude: 1, a: 0.2, b: 1)
        var y = [Float](repeating: 7, count: 4)
        ae_sparse_dots(matrix, Self.indices, x, 4, width, &y)
        for (place, index) in Self.indices.enumerated() {
          let exact = (0..<width).reduce(0.0) {
            $0 + Double(x[$1]) * Double(matrix[Int(index) * width + $1])
          }
          #expect(abs(Double(y[place]) - exact) < 1e-4)
        }
      }
    }

    @Test(arguments: KernelVariants.here, widths)
    func addsToRowsThatAreNamedAndToNoOthers(variant: String, width: Int) throws {
      try KernelVariants.use(variant) {
        let before = Self.matrix(width)
        var matrix = before
        let x = wave(width, amplitude: 1, a: 0.2, b: 1)
        ae_sparse_add(&matrix, Self.indices, Self.values, x, 4, width)
        for row in 0..<10 {
          let value = Self.indices.firstIndex(of: Int32(row)).map { Self.values[$0] } ?? 0
          for column in 0..<width {
            let exact = Double(before[row * width + column]) + Double(value) * Double(x[column])
            #expect(abs(Double(matrix[row * width + column]) - exact) < 1e-5)
          }
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func findsWhatIsNotZero(variant: String) throws {
      try KernelVariants.use(variant) {
        var places = [Int32](repeating: -1, count: 8)
        #expect(ae_nonzero([0, 2, 0, -1, 0, 0, 0x1p-140], 7, &places) == 3)
        #expect(places[..<3] == [1, 3, 6])
        #expect(abs(ae_square_sum(Array(repeating: 0.5, count: 5000), 5000) - 1250) < 1e-2)
      }
    }

    /// What `ae_keep_largest` says, by sorting.
    private static func largest(_ row: [Float], _ rates: [Float]?, kept: Int) -> [Float] {
      let places = row.indices.filter { (rates?[$0] ?? 0) == 0 && !row[$0].isNaN }
        .sorted { (row[$1], $0) < (row[$0], $1) }
      let numberless = row.indices.count { (rates?[$0] ?? 0) == 0 && row[$0].isNaN }
      let chosen = Set(places.prefix(max(0, kept - numberless)))
      return row.indices.map {
        chosen.contains($0) || (row[$0].isNaN && (rates?[$0] ?? 0) == 0) ? row[$0] : 0
      }
    }

    @Test(arguments: KernelVariants.here, widths)
    func keepsTheLargest(variant: String, width: Int) throws {
      try KernelVariants.use(variant) {
        let keys = FloatBuffer(count: width + 16)
        // Rounded, so that some are equal.
        let x = wave(3 * width, amplitude: 9, a: 0.71, b: 0.3).map { $0.rounded() / 4 }
        let rates = wave(width, amplitude: 1, a: 2.1, b: 0).map { $0 > 0.3 ? $0 : 0 }
        for (kept, rates) in [(1, nil), (7, nil), (width, nil), (5, rates), (width, rates)] {
          let kept = min(kept, width)
          var y = [Float](repeating: 3, count: 3 * width)
          keys.start.withMemoryRebound(to: Int32.self, capacity: width + 16) { keys in
            if let rates {
              ae_keep_largest(x, rates, 3, width, kept, keys, &y)
            } else {
              ae_keep_largest(x, nil, 3, width, kept, keys, &y)
            }
          }
          for row in 0..<3 {
            let range = (row * width)..<((row + 1) * width)
            #expect(Array(y[range]) == Self.largest(Array(x[range]), rates, kept: kept))
          }
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func keepsTheLargestAmongSpecialNumbers(variant: String) throws {
      try KernelVariants.use(variant) {
        let x: [Float] = [
          -.infinity, 0x1p-149, -0.0, .infinity, -0x1p-149, .greatestFiniteMagnitude, 0, -3,
        ]
        let keys = FloatBuffer(count: 16)
        for kept in 1...8 {
          var y = [Float](repeating: 3, count: 8)
          keys.start.withMemoryRebound(to: Int32.self, capacity: 16) {
            ae_keep_largest(x, nil, 1, 8, kept, $0, &y)
          }
          #expect(y == Self.largest(x, nil, kept: kept))
          y = Array(repeating: 3, count: 8)
          let numberless = x.map { $0 == 0 ? -Float.nan : $0 }
          keys.start.withMemoryRebound(to: Int32.self, capacity: 16) {
            ae_keep_largest(numberless, nil, 1, 8, kept, $0, &y)
          }
          let expected = Self.largest(numberless, nil, kept: kept)
          #expect(zip(y, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
        }
      }
    }
  }
}

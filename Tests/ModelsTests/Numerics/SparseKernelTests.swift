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
  }
}

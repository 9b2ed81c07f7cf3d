import CKernels
import Testing

@testable import Models

extension EngineTests {
  struct ProductKernelTests {
    /// Rows, columns, terms: tiles, tails and panels of every kind.
    private static let shapes: [(Int, Int, Int)] = [
      (1, 1, 1), (2, 3, 1), (1, 16, 7), (5, 15, 2), (6, 17, 3), (7, 33, 64), (13, 48, 5),
      (12, 64, 31), (11, 63, 9), (4, 80, 130), (25, 100, 3), (3, 20, 300),
    ]

    @Test(arguments: KernelVariants.here, shapes)
    func productsMatchATripleLoop(variant: String, shape: (Int, Int, Int)) throws {
      let (m, n, k) = shape
      for isTransposed in [false, true] {
        for accumulate: Int32 in [0, 1] {
          let a = wave(m * k, a: 1.3)
          let b = wave(k * n, a: 0.7)
          let c = GuardedFloats(wave(m * n, a: 0.2))
          let before = c.values
          var product = Self.product(c, m, n, k, isTransposed, accumulate)
          try Self.multiply(&product, a, b, variant)
          let errors = (0..<(m * n)).map { index -> Double in
            let start = accumulate == 1 ? Double(before[index]) : 0
            let terms = (0..<k).map { term -> Double in
              let row = index / n
              return Double(isTransposed ? a[term * m + row] : a[row * k + term])
                * Double(b[term * n + index % n])
            }
            let scale = abs(start) + terms.reduce(0) { $0 + abs($1) }
            return abs(Double(c.values[index]) - terms.reduce(start, +)) / max(scale, 1e-30)
          }
          #expect(errors.allSatisfy { $0 <= Double(k + 1) * 6e-8 })
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func aProductIsTheSameInAnyTile(variant: String) throws {
      let (m, n, k) = (17, 83, 40)
      let a = wave(m * k, a: 1.3)
      let b = wave(k * n, a: 0.7)
      let whole = GuardedFloats(wave(m * n))
      var product = Self.product(whole, m, n, k, false, 0)
      try Self.multiply(&product, a, b, variant)
      for column in [0, 15, 16, 63, 64, 82] {
        for row in [0, 7, 16] {
          let one = GuardedFloats([5])
          var part = Self.product(one, 1, 1, k, false, 0)
          part.b_row = n
          try Self.multiply(
            &part, Array(a[(row * k)..<((row + 1) * k)]), Array(b[column...]), variant)
          #expect(one.values[0] == whole.values[row * n + column], "\(row), \(column)")
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func aSumInTwoPartsIsTheSumOfAll(variant: String) throws {
      let (m, n, k) = (14, 70, 96)
      let a = wave(m * k, a: 1.3)
      let b = wave(k * n, a: 0.7)
      let whole = GuardedFloats(wave(m * n))
      var product = Self.product(whole, m, n, k, true, 0)
      try Self.multiply(&product, a, b, variant)
      for splits in [[40], [1, 65]] {
        let parts = GuardedFloats(wave(m * n))
        var product = Self.product(parts, m, n, k, true, 0)
        try Self.multiply(&product, a, b, variant, splits: splits)
        #expect(parts.values == whole.values)
      }
    }

    @Test(arguments: KernelVariants.here)
    func whatIsNoNumberStaysNone(variant: String) throws {
      for (m, n, k) in [(3, 5, 7), (8, 64, 20)] {
        for bad in [Float.nan, .infinity] {
          var b = wave(k * n, a: 0.7)
          b[(k - 1) * n + 2] = bad
          let c = GuardedFloats(wave(m * n))
          var product = Self.product(c, m, n, k, false, 0)
          try Self.multiply(&product, wave(m * k).map { $0 + 2 }, b, variant)
          let spoiled = c.values.indices.filter { !c.values[$0].isFinite }
          #expect(spoiled == (0..<m).map { $0 * n + 2 })
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func transposedRowsAreFilledWithZeros(variant: String) throws {
      for (rows, width) in [(1, 1), (3, 16), (15, 17), (16, 5), (17, 40), (64, 33)] {
        let padded = (rows + 15) / 16 * 16
        let x = wave(rows * width, a: 0.9)
        let out = GuardedFloats(Array(repeating: 7, count: padded * width))
        try KernelVariants.use(variant) { ae_transpose(x, rows, width, out.start) }
        let expected = (0..<(padded * width)).map { index in
          index % padded < rows ? x[index % padded * width + index / padded] : 0
        }
        #expect(out.values == expected, "\(rows) × \(width)")
      }
    }

    @Test(arguments: KernelVariants.here, [(1, 3, 2), (6, 5, 16), (17, 20, 49), (64, 33, 100)])
    func aLayerMatchesItsTwin(variant: String, shape: (Int, Int, Int)) throws {
      let (rows, inputs, outputs) = shape
      for activation in Activation.allCases {
        let layer = Layer(rows: rows, inputs: inputs, outputs: outputs)
        let (y, transposed) = try layer.run(activation, variant)
        let expected = layer.sums.map { Scalar.activate($0, activation) }
        // Sums of `inputs` products below 1, whose errors no function here enlarges.
        #expect(largestError(y, expected, floor: 1) <= Double(inputs + 8) * 1.2e-7)
        let padded = (rows + 15) / 16 * 16
        let isSame = y.indices.allSatisfy {
          transposed[$0 % outputs * padded + $0 / outputs] == y[$0]
        }
        #expect(isSame)
      }
    }

    @Test(arguments: KernelVariants.here)
    func oneRowMatchesItsTwin(variant: String) throws {
      for inputs in Array(1...40) + [300] {
        for outputs in [1, 3, 4, 9] {
          let x = wave(inputs, a: 0.9)
          let weight = wave(inputs * outputs, a: 0.3)
          let y = GuardedFloats(wave(outputs))
          try KernelVariants.use(variant) { ae_dense_row(x, weight, inputs, outputs, y.start) }
          for output in 0..<outputs {
            let terms = (0..<inputs).map { Double(x[$0]) * Double(weight[output * inputs + $0]) }
            let scale = terms.reduce(0) { $0 + abs($1) }
            let error = abs(Double(y.values[output]) - terms.reduce(0, +))
            #expect(error <= (Double(inputs) / 32 + 8) * 6e-8 * scale, "\(inputs), \(outputs)")
          }
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func productsMatchTheLibrary(variant: String) throws {
      let layer = Layer(rows: 64, inputs: 784, outputs: 50)
      let (y, _) = try layer.run(.identity, variant)
      var twin = [Float](repeating: 9, count: y.count)
      MatrixProduct.multiply(
        layer.x, transposed: layer.weight, into: &twin, m: 64, n: 50, k: 784)
      let expected = twin.indices.map { Double(twin[$0] + layer.bias[$0 % 50]) }
      #expect(largestError(y, expected, floor: 1) <= 784 * 6e-8)
    }

    private static func product(
      _ c: GuardedFloats, _ m: Int, _ n: Int, _ k: Int, _ isTransposed: Bool, _ accumulate: Int32
    ) -> AEProduct {
      AEProduct(
        rows: m, columns: n, factors: nil, count: 0, a_row: isTransposed ? 1 : k,
        a_term: isTransposed ? m : 1, b_row: n, c: c.start, c_row: n, accumulate: accumulate)
    }

    /// Multiplies, with both factors at addresses that are multiples of four bytes and no more; at the
    /// terms `splits` another pair of factors begins.
    private static func multiply(
      _ product: inout AEProduct, _ a: [Float], _ b: [Float], _ variant: String,
      splits: [Int] = []
    ) throws {
      let (left, right) = (GuardedFloats(a), GuardedFloats(b))
      let terms = a.count / product.rows
      let starts = [0] + splits
      let factors = zip(starts, splits + [terms]).map { start, end in
        AEFactors(
          a: left.start + start * product.a_term, b: right.start + start * product.b_row,
          terms: end - start)
      }
      try factors.withUnsafeBufferPointer { factors in
        product.factors = factors.baseAddress
        product.count = factors.count
        try KernelVariants.use(variant) { ae_multiply(&product) }
      }
      #expect(left.values.count + right.values.count == a.count + b.count)
    }
  }
}

/// A dense layer with numbers of its own.
private struct Layer {
  let rows: Int
  let inputs: Int
  let outputs: Int
  let x: [Float]
  let weight: [Float]
  let bias: [Float]

  init(rows: Int, inputs: Int, outputs: Int) {
    self.rows = rows
    self.inputs = inputs
    self.outputs = outputs
    x = wave(rows * inputs, a: 0.9)
    weight = wave(inputs * outputs, a: 0.3)
    bias = wave(outputs, a: 1.7)
  }

  /// x Wᵀ + b, in double precision.
  var sums: [Double] {
    (0..<(rows * outputs)).map { index in
      let (row, output) = (index / outputs, index % outputs)
      return (0..<inputs).reduce(Double(bias[output])) {
        $0 + Double(x[row * inputs + $1]) * Double(weight[output * inputs + $1])
      }
    }
  }

  /// Returns what the kernel makes of it: rows, and the same transposed.
  func run(_ activation: Activation, _ variant: String) throws -> ([Float], [Float]) {
    let padded = (rows + 15) / 16 * 16
    let (first, second) = (GuardedFloats(weight), GuardedFloats(bias))
    let turned = GuardedFloats([Float](repeating: 7, count: padded * inputs))
    let y = GuardedFloats([Float](repeating: 7, count: rows * outputs))
    let transposed = GuardedFloats([Float](repeating: 7, count: padded * outputs))
    var dense = AEDense(
      rows: rows, inputs: inputs, outputs: outputs, x_transposed: turned.start,
      weight: first.start, bias: second.start, activation: activation.kernel, y: y.start,
      y_transposed: transposed.start)
    try KernelVariants.use(variant) {
      ae_transpose(x, rows, inputs, turned.start)
      ae_dense(&dense)
    }
    return (y.values, transposed.values)
  }
}

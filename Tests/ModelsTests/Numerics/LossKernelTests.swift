import CKernels
import Foundation
import Testing

@testable import Models

extension EngineTests {
  struct LossKernelTests {
    @Test(arguments: KernelVariants.here)
    func bernoulliMatchesItsTwinForEveryLogit(variant: String) throws {
      // One pixel a row, so that every value is seen by itself.
      for target: Float in [0, 1, 0.3, 0x1p-133] {
        let logits = KernelInputs.all
        let targets = [Float](repeating: target, count: logits.count)
        let (values, gradient) = try Self.bernoulli(logits, targets, rows: logits.count, variant)
        let expected = logits.map { Scalar.bernoulli(Double($0), Double(target)) }
        // The difference of two large numbers is known to their precision.
        let worst = logits.indices.filter { abs(logits[$0]) < 1e30 }.map { index in
          largestError(
            [values[index]], [expected[index]], floor: max(0.1, Double(abs(logits[index]))))
        }.max()
        #expect(try #require(worst) <= 1e-6, "target \(target)")
        let slopes = logits.map { (Scalar.logistic(Double($0)) - Double(target)) * 0.5 }
        #expect(largestError(gradient, slopes, floor: 0.5) <= 3e-7)
      }
    }

    @Test(arguments: KernelVariants.here)
    func whatIsNoNumberStaysNone(variant: String) throws {
      for count in [1, 16, 17, 40] {
        for bad in [0, count - 1] {
          var logits = wave(count)
          logits[bad] = .nan
          let targets = waveOfIntensities(count)
          #expect(try Self.bernoulli(logits, targets, rows: 1, variant).values[0].isNaN)
          #expect(try Self.bernoulli(logits, targets, rows: 1, variant).gradient[bad].isNaN)
          #expect(try Self.bernoulli(targets, logits, rows: 1, variant).values[0].isNaN)
          #expect(try Self.squaredError(logits, targets, rows: 1, variant).values[0].isNaN)
          #expect(try Self.squaredError(logits, targets, rows: 1, variant).gradient[bad].isNaN)
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func anInfiniteLogitIsNoPlausibleLoss(variant: String) throws {
      for logit in [Float.infinity, -.infinity] {
        let values = try Self.bernoulli([logit, 1], [0.5, 0.5], rows: 1, variant).values
        #expect(!values[0].isFinite)
      }
    }

    @Test(arguments: KernelVariants.here)
    func rowsOfEveryWidthAreSummed(variant: String) throws {
      for width in 1...40 {
        let y = wave(3 * width, amplitude: 4, a: 0.9)
        let x = waveOfIntensities(3 * width)
        let bernoulli = try Self.bernoulli(y, x, rows: 3, variant).values
        let squared = try Self.squaredError(y, x, rows: 3, variant).values
        #expect(
          largestError(
            bernoulli, Self.sums(width) { Scalar.bernoulli(Double(y[$0]), Double(x[$0])) },
            floor: 1) <= 1e-6)
        #expect(
          largestError(
            squared, Self.sums(width) { pow(Double(y[$0]) - Double(x[$0]), 2) }, floor: 1) <= 1e-6)
      }
    }

    @Test(arguments: KernelVariants.here)
    func withoutAGradientTheValuesAreTheSame(variant: String) throws {
      let y = wave(111, amplitude: 4)
      let x = waveOfIntensities(111)
      var alone: [Float] = [0, 0, 0]
      try KernelVariants.use(variant) { ae_bernoulli(y, x, 3, 37, &alone, nil, 1) }
      #expect(alone == (try Self.bernoulli(y, x, rows: 3, variant).values))
      try KernelVariants.use(variant) { ae_squared_error(y, x, 3, 37, &alone, nil, 1) }
      #expect(alone == (try Self.squaredError(y, x, rows: 3, variant).values))
    }

    @Test(arguments: KernelVariants.here)
    func squaredErrorGradientMatchesItsTwin(variant: String) throws {
      let y = KernelInputs.special.map { abs($0) > 1e18 ? 3 : $0 } + wave(300, amplitude: 9)
      let x = y.indices.map { Float($0 % 7) / 7 }
      let (values, gradient) = try Self.squaredError(y, x, rows: y.count, variant)
      let difference = y.indices.map { Double(y[$0]) - Double(x[$0]) }
      #expect(largestError(values, difference.map { $0 * $0 }, floor: 1e-30) <= 3e-7)
      #expect(largestError(gradient, difference, floor: 1e-30) <= 2e-7)
    }

    @Test(arguments: KernelVariants.here)
    func divergenceMatchesItsTwin(variant: String) throws {
      for d in 1...40 {
        let p = wave(3 * 2 * d, amplitude: 5, a: 0.7)
        let values = GuardedFloats([0, 0, 0])
        try KernelVariants.use(variant) { ae_gaussian_divergence(p, 3, d, values.start) }
        let expected = (0..<3).map { row in
          (0..<d).reduce(0.0) { sum, column in
            let mean = Double(p[row * 2 * d + column])
            let lv = Double(p[row * 2 * d + d + column])
            return sum + 0.5 * (mean * mean + exp(lv) - 1 - lv)
          }
        }
        #expect(largestError(values.values, expected, floor: 1) <= 1e-6)
      }
    }

    @Test(arguments: KernelVariants.here)
    func divergenceOfNoNumberIsNone(variant: String) throws {
      for bad in 0..<4 {
        var p = wave(4)
        p[bad] = .nan
        var value: Float = 0
        try KernelVariants.use(variant) { ae_gaussian_divergence(p, 1, 2, &value) }
        #expect(value.isNaN)
      }
    }

    private typealias Loss = (values: [Float], gradient: [Float])

    /// The loss and its gradient times ½.
    private static func bernoulli(
      _ logits: [Float], _ targets: [Float], rows: Int, _ variant: String
    ) throws -> Loss {
      let values = GuardedFloats(Array(repeating: 7, count: rows))
      let gradient = GuardedFloats(Array(repeating: 7, count: logits.count))
      try KernelVariants.use(variant) {
        ae_bernoulli(
          logits, targets, rows, logits.count / rows, values.start, gradient.start, 0.5)
      }
      return (values.values, gradient.values)
    }

    private static func squaredError(
      _ outputs: [Float], _ targets: [Float], rows: Int, _ variant: String
    ) throws -> Loss {
      let values = GuardedFloats(Array(repeating: 7, count: rows))
      let gradient = GuardedFloats(Array(repeating: 7, count: outputs.count))
      try KernelVariants.use(variant) {
        ae_squared_error(
          outputs, targets, rows, outputs.count / rows, values.start, gradient.start, 0.5)
      }
      return (values.values, gradient.values)
    }

    private static func sums(_ width: Int, _ value: (Int) -> Double) -> [Double] {
      (0..<3).map { row in (0..<width).reduce(0) { $0 + value(row * width + $1) } }
    }
  }
}

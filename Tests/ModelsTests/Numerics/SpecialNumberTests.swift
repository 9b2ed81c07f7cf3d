import CKernels
import Foundation
import Testing

@testable import Models

extension EngineTests {
  /// Kernels whose other tests try ordinary numbers, with denormal ones, zeros, infinities and what is
  /// no number.
  struct SpecialNumberTests {
    private static let special = KernelInputs.special
    private static let count = KernelInputs.special.count

    @Test(arguments: KernelVariants.here)
    func samplesOfSpecialDistributions(variant: String) throws {
      let noise = (0..<Self.count).map { $0.isMultiple(of: 2) ? Float(0.5) : -1.5 }
      for (means, logVariances) in [
        (Self.special, wave(Self.count)), (wave(Self.count), Self.special),
      ] {
        let p = GuardedFloats(means + logVariances)
        let z = GuardedFloats([Float](repeating: 7, count: Self.count))
        try KernelVariants.use(variant) {
          ae_reparameterize(p.start, noise, 1, Self.count, z.start)
        }
        for index in 0..<Self.count {
          let mean = Double(means[index])
          let expected = mean + exp(Double(logVariances[index]) / 2) * Double(noise[index])
          let floor = max(abs(mean).isFinite ? abs(mean) : 1, 1)
          #expect(
            largestError([z.values[index]], [expected], floor: floor) <= 5e-7,
            "\(means[index]), \(logVariances[index])")
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func divergencesOfSpecialDistributions(variant: String) throws {
      // One dimension a row, so that every value is seen by itself.
      for isMean in [true, false] {
        let p = Self.special.flatMap { value -> [Float] in isMean ? [value, 0.5] : [0.5, value] }
        let input = GuardedFloats(p)
        let values = GuardedFloats([Float](repeating: 7, count: Self.count))
        let dp = GuardedFloats([Float](repeating: 7, count: p.count))
        try KernelVariants.use(variant) {
          ae_gaussian_divergence(input.start, Self.count, 1, values.start)
          ae_gaussian_divergence_gradient(input.start, Self.count, 1, nil, 0.5, dp.start, 0)
        }
        #expect(input.values.count == p.count)
        for row in 0..<Self.count {
          let (mean, logVariance) = (Double(p[2 * row]), Double(p[2 * row + 1]))
          // e^lv is a float of its own.
          let variance = Double(Float(exp(logVariance)))
          let expected = 0.5 * (mean * mean + variance - 1 - logVariance)
          // Its terms are larger than the value where they overflow one by one.
          if !(abs(mean) > 1e18) && !(abs(logVariance) > 1e18) || mean.isNaN || logVariance.isNaN {
            #expect(
              largestError([values.values[row]], [expected], floor: max(1, abs(logVariance)))
                <= 1e-6, "\(mean), \(logVariance)")
          } else {
            #expect(!(values.values[row].magnitude < 1e17), "\(mean), \(logVariance)")
          }
          let slopes = [0.5 * mean, 0.25 * (variance - 1)]
          #expect(
            largestError(dp.values[(2 * row)..<(2 * row + 2)], slopes, floor: 1) <= 5e-7,
            "\(mean), \(logVariance)")
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func clampedGradientsOfSpecialNumbers(variant: String) throws {
      let y = wave(Self.count, amplitude: 9)
      let d = GuardedFloats(Self.special)
      let dx = GuardedFloats([Float](repeating: 7, count: Self.count))
      try KernelVariants.use(variant) {
        ae_soft_clamp_gradient(
          y, d.start, 1, Self.count, 0, 10, dx.start, 0)
      }
      let expected = (0..<Self.count).map { index in
        Double(d.start[index]) * (1 - pow(Double(y[index]) / 10, 2))
      }
      #expect(largestError(dx.values, expected, floor: 1) <= 4e-7)
    }

    @Test(arguments: KernelVariants.here)
    func anActivationIsThatOfABiasOfNothing(variant: String) throws {
      for activation in Activation.allCases {
        let (alone, biased) = (GuardedFloats(KernelInputs.all), GuardedFloats(KernelInputs.all))
        let bias = [Float](repeating: -0.0, count: alone.count)
        try KernelVariants.use(variant) {
          ae_activate(alone.start, alone.count, activation.kernel)
          ae_bias_activation(biased.start, bias, 1, alone.count, activation.kernel)
        }
        let isSame = zip(alone.values, biased.values).allSatisfy { one, other in
          one.bitPattern == other.bitPattern || one.isNaN && other.isNaN
        }
        #expect(isSame, "\(activation)")
      }
    }

    @Test(arguments: KernelVariants.here)
    func columnsWithSpecialNumbers(variant: String) throws {
      // Every number beside an ordinary one, and in a column of its own.
      let d = GuardedFloats(Self.special + [Float](repeating: 1, count: Self.count))
      let sums = GuardedFloats([Float](repeating: 7, count: Self.count))
      try KernelVariants.use(variant) {
        ae_column_sums(d.start, 2, Self.count, sums.start, 0)
      }
      let expected = d.values.prefix(Self.count).map { Double($0) + 1 }
      #expect(largestError(sums.values, expected, floor: 1) <= 2e-7)
    }

    @Test(arguments: KernelVariants.here)
    func scalingSpecialNumbersIsExact(variant: String) throws {
      let y = GuardedFloats(Self.special + Self.special)
      try KernelVariants.use(variant) { ae_scale_rows(y.start, [0.5, -3], 2, Self.count) }
      let expected = Self.special.map { $0 * 0.5 } + Self.special.map { $0 * -3 }
      let isSame = zip(y.values, expected).allSatisfy { one, other in
        one.bitPattern == other.bitPattern || one.isNaN && other.isNaN
      }
      #expect(isSame)
    }

    @Test(arguments: KernelVariants.here)
    func squaresOfSpecialNumbers(variant: String) throws {
      for count in Array(1...40) + [4095, 4097, 9000] {
        let x = GuardedFloats(wave(count, a: 0.7))
        let expected = x.values.reduce(0.0) { $0 + Double($1) * Double($1) }
        let sum = try KernelVariants.use(variant) { ae_square_sum(x.start, count) }
        #expect(abs(sum - expected) <= 2e-5 * expected, "\(count)")
      }
      for bad in [Float.nan, .infinity, -.infinity] {
        for place in [0, 15, 16, 40] {
          var x = wave(41)
          x[place] = bad
          let sum = try KernelVariants.use(variant) { ae_square_sum(x, 41) }
          #expect(bad.isNaN ? sum.isNaN : sum == .infinity)
        }
      }
      let small = [Float](repeating: 0x1p-149, count: 41)
      let sum = try KernelVariants.use(variant) { ae_square_sum(small, 41) }
      #expect(sum == 0)
    }

    @Test(arguments: KernelVariants.here)
    func adamOfSpecialGradients(variant: String) throws {
      // Squares that overflow a float are a matter of `whatIsNoNumberStaysNone`.
      let gradients = KernelInputs.all.filter { abs($0) < 1e18 }
      let count = gradients.count
      let start = (0..<count).map { Float($0 % 5) - 2 }
      let parameters = GuardedFloats(start)
      let first = GuardedFloats(wave(count, amplitude: 0.1))
      let second = GuardedFloats(waveOfIntensities(count).map { $0 * 1e-3 })
      let (m, v) = (first.values, second.values)
      let gradient = GuardedFloats(gradients)
      try KernelVariants.use(variant) {
        let pointer: UnsafePointer<Float>? = UnsafePointer(gradient.start)
        withUnsafePointer(to: pointer) { gradients in
          var update = AEUpdate(
            parameters: parameters.start, gradients: gradients, shards: 1, first: 0, count: count,
            gradient_scale: 1, rate: 1e-3, decay: 0)
          ae_adam(&update, first.start, second.start, 0.9, 0.999, 1e-8)
        }
      }
      let share = (first: Double(1 - Float(0.9)), second: Double(1 - Float(0.999)))
      for index in 0..<count {
        let g = Double(gradients[index])
        let terms = (Double(Float(0.9)) * Double(m[index]), share.first * g)
        let scale = abs(terms.0) + abs(terms.1)
        #expect(
          largestError([first.values[index]], [terms.0 + terms.1], floor: scale) <= 2e-7, "\(g)")
        let square = Double(Float(0.999)) * Double(v[index]) + share.second * g * g
        #expect(largestError([second.values[index]], [square], floor: 1e-37) <= 3e-7, "\(g)")
        let root = square.squareRoot() + Double(Float(1e-8))
        let change = Double(Float(1e-3)) * (terms.0 + terms.1) / root
        let bound = 6e-8 * Double(abs(start[index])) + 6e-7 * Double(Float(1e-3)) * scale / root
        #expect(
          abs(Double(parameters.values[index]) - (Double(start[index]) - change)) <= bound, "\(g)")
      }
    }

    @Test(arguments: KernelVariants.here)
    func namedRowsWithSpecialNumbers(variant: String) throws {
      for bad in [Float.nan, .infinity] {
        for width in [1, 16, 33, 140] {
          var matrix = wave(3 * width).map { $0 + 2 }
          matrix[2 * width + width - 1] = bad
          let rows = GuardedFloats(matrix)
          let x = [Float](repeating: 1, count: width)
          let (sum, dots) = (GuardedFloats(x), GuardedFloats([7, 7]))
          try KernelVariants.use(variant) {
            ae_sparse_sum(rows.start, [0, 2], [1, 0.5], 2, width, sum.start)
            ae_sparse_dots(rows.start, [0, 2], x, 2, width, dots.start)
          }
          let spoiled = sum.values.indices.filter { !sum.values[$0].isFinite }
          #expect(spoiled == [width - 1])
          #expect(dots.values[0].isFinite && !dots.values[1].isFinite)
        }
      }
    }
  }
}

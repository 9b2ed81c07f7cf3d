import CKernels
import Testing

@testable import Models

/// The errors allowed here are those that CKernels.h promises.
extension EngineTests {
  struct ActivationKernelTests {
    @Test(arguments: KernelVariants.here, Activation.allCases)
    func activationMatchesItsTwin(variant: String, activation: Activation) throws {
      let actual = try Self.activated(KernelInputs.all, variant, activation)
      let expected = KernelInputs.all.map { Scalar.activate(Double($0), activation) }
      let isExponential = [.sigmoid, .tanh, .softplus].contains(activation)
      // Below 1.2e-38 a function that falls to 0 may be 0 at once.
      let bound = isExponential ? 4e-7 : 1.5e-7
      #expect(largestError(actual, expected, floor: 1.2e-38 / bound) <= bound)
    }

    @Test(arguments: KernelVariants.here, Activation.allCases)
    func derivativeMatchesItsTwin(variant: String, activation: Activation) throws {
      // The logarithm of 1 + e^x is never negative.
      let y = (KernelInputs.special + wave(5_000, a: 0.37) + wave(99, amplitude: 9))
        .map { activation == .softplus ? abs($0) : $0 }
      let d = GuardedFloats(y.indices.map { $0.isMultiple(of: 2) ? 1.5 : -0.75 })
      let before = d.values
      try KernelVariants.use(variant) {
        ae_activation_gradient(d.start, y, y.count, activation.kernel)
      }
      let expected = y.indices.map {
        Double(before[$0]) * Scalar.slope(Double(y[$0]), activation)
      }
      #expect(largestError(d.values, expected, floor: 1) <= 4e-7)
    }

    @Test(arguments: KernelVariants.here)
    func everyTailIsComputedAndNothingBesideIt(variant: String) throws {
      for activation in Activation.allCases {
        for count in 1...40 {
          let x = wave(count, amplitude: 3, a: 0.9)
          let actual = try Self.activated(x, variant, activation)
          let expected = x.map { Scalar.activate(Double($0), activation) }
          #expect(largestError(actual, expected, floor: 1e-3) <= 4e-7, "\(activation) \(count)")
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func eachColumnGetsItsBias(variant: String) throws {
      for width in [1, 15, 16, 17, 33] {
        let bias = wave(width, a: 0.31)
        let y = GuardedFloats(wave(3 * width, a: 0.77))
        let before = y.values
        try KernelVariants.use(variant) {
          ae_bias_activation(y.start, bias, 3, width, Activation.identity.kernel)
        }
        #expect(y.values == before.indices.map { before[$0] + bias[$0 % width] })
      }
    }

    @Test(arguments: KernelVariants.here)
    func sigmoidMatchesItsTwin(variant: String) throws {
      let x = KernelInputs.all
      let y = GuardedFloats(x.map { _ in 7 })
      try KernelVariants.use(variant) { ae_sigmoid(x, x.count, y.start) }
      let expected = x.map { Scalar.logistic(Double($0)) }
      #expect(largestError(y.values, expected, floor: 1.2e-38 / 4e-7) <= 4e-7)
    }

    @Test(arguments: KernelVariants.here)
    func softClampMatchesItsTwin(variant: String) throws {
      for (width, first) in [(2, 1), (40, 20), (37, 3), (KernelInputs.all.count, 5)] {
        let x = Array(KernelInputs.all.prefix(width))
        let y = GuardedFloats(x.map { _ in 7 })
        try KernelVariants.use(variant) {
          ae_soft_clamp(x, 1, width, first, 10, y.start)
        }
        let expected = x.indices.map { index in
          index < first
            ? Double(x[index]) : 10 * Scalar.activate(Double(x[index]) / 10, .tanh)
        }
        #expect(largestError(y.values, expected, floor: 1e-37) <= 6e-7)
        #expect(y.values.dropFirst(first).allSatisfy { !($0.magnitude > 10) })
      }
    }

    @Test(arguments: KernelVariants.here, [0, 1])
    func softClampGradientMatchesItsTwin(variant: String, accumulate: Int32) throws {
      for width in [2, 18, 40] {
        let y = wave(3 * width, amplitude: 10, a: 0.7)
        let dy = wave(3 * width, a: 1.3)
        let dx = GuardedFloats(wave(3 * width, a: 0.2))
        let before = dx.values
        try KernelVariants.use(variant) {
          ae_soft_clamp_gradient(y, dy, 3, width, width / 2, 10, dx.start, accumulate)
        }
        let expected = y.indices.map { index -> Double in
          let t = Double(y[index]) / 10
          let slope = index % width < width / 2 ? 1 : 1 - t * t
          return Double(dy[index]) * slope + (accumulate == 1 ? Double(before[index]) : 0)
        }
        #expect(largestError(dx.values, expected, floor: 1) <= 4e-7)
      }
    }

    private static func activated(
      _ x: [Float], _ variant: String, _ activation: Activation
    ) throws -> [Float] {
      let y = GuardedFloats(x)
      // Adding −0 changes nothing, not even the sign of a zero.
      let bias = [Float](repeating: -0.0, count: x.count)
      try KernelVariants.use(variant) {
        ae_bias_activation(y.start, bias, 1, x.count, activation.kernel)
      }
      return y.values
    }
  }
}

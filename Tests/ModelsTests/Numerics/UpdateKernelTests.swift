import CKernels
import Foundation
import Testing

@testable import Models

extension EngineTests {
  struct UpdateKernelTests {
    @Test(arguments: ["adam", "adamw", "sgd-momentum"])
    func fiveStepsMatchPyTorch(name: String) throws {
      let reference = try ReferenceCase("optimizer/\(name)")
      let gradients = try reference.floats("gradients")
      let expected = try reference.floats("steps")
      let parameters = FloatBuffer(try reference.floats("start"))
      let state = OptimizerState(count: 6)
      let rate: Float = name == "sgd-momentum" ? 0.1 : 1e-3
      for step in 1...5 {
        let gradient = FloatBuffer(Array(gradients[((step - 1) * 6)..<(step * 6)]))
        let update = ParameterUpdate(
          settings: try #require(Self.settings[name]), learningRate: rate, step: step)
        Self.apply(update, parameters, state, [gradient])
        let values = expected[((step - 1) * 6)..<(step * 6)].map { Double($0) }
        #expect(largestError(parameters.array, values, floor: 1) <= 3e-7, "step \(step)")
      }
    }

    @Test func sgdByHand() {
      let parameters = FloatBuffer([1, 2])
      let state = OptimizerState(count: 2)
      let update = ParameterUpdate(
        settings: OptimizerSettings(kind: .sgd, momentum: 0.5, weightDecay: 0.5),
        learningRate: 0.5, step: 1)
      // v = (4, −8); p ← p (1 − 0.5 · 0.5) − 0.5 v.
      Self.apply(update, parameters, state, [FloatBuffer([4, -8])])
      let expected: [Float] = [-1.25, 5.5]
      #expect(parameters.array == expected)
      #expect(state.first.array == [4, -8])
      Self.apply(update, parameters, state, [FloatBuffer([0, 0])])
      #expect(state.first.array == [2, -4])
    }

    @Test(arguments: KernelVariants.here)
    func theShardsAreSummedInTheirOrder(variant: String) throws {
      // In single precision 1 is lost beside 1e8, but not after 1e8 is gone.
      for order in [[1e8, -1e8, 1], [1e8, 1, -1e8]] as [[Float]] {
        let parameters = FloatBuffer(count: 1)
        let update = ParameterUpdate(
          settings: OptimizerSettings(kind: .sgd, momentum: 0), learningRate: 1, step: 1)
        try KernelVariants.use(variant) {
          Self.apply(update, parameters, OptimizerState(count: 1), order.map { FloatBuffer([$0]) })
        }
        #expect(parameters.array == [order[2] == 1 ? -1 : 0])
      }
    }

    @Test(arguments: KernelVariants.here)
    func onlyTheRangeIsUpdated(variant: String) throws {
      for count in 1...40 {
        for kind in OptimizerKind.allCases {
          let parameters = FloatBuffer(wave(64))
          let before = parameters.array
          let update = ParameterUpdate(
            settings: OptimizerSettings(kind: kind, weightDecay: 0.1), learningRate: 0.1, step: 1)
          let gradient = FloatBuffer(wave(64, a: 0.3).map { $0 + 2 })
          try KernelVariants.use(variant) {
            Self.apply(
              update, parameters, OptimizerState(count: 64), [gradient], first: 7, count: count)
          }
          let changed = before.indices.filter { parameters.array[$0] != before[$0] }
          #expect(changed == Array(7..<(7 + count)), "\(kind) \(count)")
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func squaresAreSummedOverTheRange(variant: String) throws {
      for count in Array(1...40) + [8192] {
        let parts = [wave(count + 3, a: 0.7), wave(count + 3, a: 1.1), wave(count + 3, a: 0.2)]
        let buffers = parts.map { FloatBuffer($0) }
        let sum = try KernelVariants.use(variant) {
          withPointers(buffers) {
            ParameterUpdate.squareSum(first: 3, count: count, gradients: $0)
          }
        }
        let expected = (3..<(count + 3)).reduce(0.0) { total, index in
          total + pow(parts.reduce(0.0) { $0 + Double($1[index]) }, 2)
        }
        #expect(abs(sum - expected) <= 2e-6 * expected + 1e-6, "\(count)")
      }
    }

    @Test(arguments: KernelVariants.here, OptimizerKind.allCases)
    func whatIsNoNumberStaysNone(variant: String, kind: OptimizerKind) throws {
      let parameters = FloatBuffer(wave(17))
      let gradient = FloatBuffer(wave(17))
      gradient.start[16] = .nan
      gradient.start[3] = .infinity
      let update = ParameterUpdate(
        settings: OptimizerSettings(kind: kind), learningRate: 0.1, step: 1)
      try KernelVariants.use(variant) {
        Self.apply(update, parameters, OptimizerState(count: 17), [gradient])
      }
      #expect(!parameters.array[16].isFinite && !parameters.array[3].isFinite)
      #expect(parameters.array.filter(\.isFinite).count == 15)
    }

    private static let settings = [
      "adam": OptimizerSettings(kind: .adam),
      "adamw": OptimizerSettings(kind: .adamW, weightDecay: 0.01),
      "sgd-momentum": OptimizerSettings(kind: .sgd, momentum: 0.9),
    ]

    private static func apply(
      _ update: ParameterUpdate, _ parameters: FloatBuffer, _ state: OptimizerState,
      _ gradients: [FloatBuffer], first: Int = 0, count: Int? = nil
    ) {
      withPointers(gradients) {
        update.apply(
          first: first, count: count ?? parameters.count, state: state, parameters: parameters,
          gradients: $0)
      }
    }
  }
}

/// Calls `body` with the addresses of blocks, as the engine keeps them.
private func withPointers<Result>(
  _ buffers: [FloatBuffer], _ body: (UnsafeBufferPointer<UnsafePointer<Float>?>) -> Result
) -> Result {
  let pointers: [UnsafePointer<Float>?] = buffers.map { UnsafePointer($0.start) }
  return withExtendedLifetime(buffers) { pointers.withUnsafeBufferPointer(body) }
}

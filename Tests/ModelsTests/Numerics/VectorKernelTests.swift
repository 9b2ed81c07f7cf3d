import CKernels
import Foundation
import Testing

@testable import Models

extension EngineTests {
  struct VectorKernelTests {
    @Test(arguments: KernelVariants.here)
    func bytesBecomeIntensities(variant: String) throws {
      for width in Array(1...40) + [256] {
        let bytes = (0..<(5 * width)).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
        let samples: [Int32] = [4, 0, 2, 2]
        let out = GuardedFloats(Array(repeating: 7, count: 4 * width))
        try KernelVariants.use(variant) { ae_gather(bytes, samples, 4, width, out.start) }
        let expected = samples.flatMap { sample in
          bytes[(Int(sample) * width)..<((Int(sample) + 1) * width)].map { Double($0) / 255 }
        }
        #expect(largestError(out.values, expected, floor: 1e-3) <= 1.2e-7)
      }
    }

    @Test(arguments: KernelVariants.here)
    func blackIsExactlyZeroAndWhiteExactlyOne(variant: String) throws {
      var out: [Float] = [7, 7]
      try KernelVariants.use(variant) { ae_gather([0, 255], [0], 1, 2, &out) }
      #expect(out == [0, 1])
    }

    @Test(arguments: KernelVariants.here, [0, 1])
    func columnsAreSummed(variant: String, accumulate: Int32) throws {
      for width in 1...40 {
        let d = wave(5 * width, a: 0.7)
        let sums = GuardedFloats(wave(width, a: 0.2))
        let before = sums.values
        try KernelVariants.use(variant) {
          ae_column_sums(d, 5, width, sums.start, accumulate)
        }
        let expected = (0..<width).map { column in
          (0..<5).reduce(accumulate == 1 ? Double(before[column]) : 0) {
            $0 + Double(d[$1 * width + column])
          }
        }
        #expect(largestError(sums.values, expected, floor: 1) <= 4e-7)
      }
    }

    @Test(arguments: KernelVariants.here, [0, 1])
    func scaledNumbersAreAdded(variant: String, accumulate: Int32) throws {
      for x in (1...40).map({ wave($0) }) + [KernelInputs.special] {
        let y = GuardedFloats(wave(x.count, a: 0.2))
        let before = y.values
        try KernelVariants.use(variant) {
          ae_scale_add(x, -0.75, x.count, y.start, accumulate)
        }
        let expected = x.indices.map {
          -0.75 * Double(x[$0]) + (accumulate == 1 ? Double(before[$0]) : 0)
        }
        #expect(largestError(y.values, expected, floor: accumulate == 1 ? 1 : 1e-38) <= 1.5e-7)
      }
    }

    @Test(arguments: KernelVariants.here)
    func rowsAreScaled(variant: String) throws {
      for width in 1...40 {
        let y = GuardedFloats(wave(3 * width))
        let before = y.values
        try KernelVariants.use(variant) { ae_scale_rows(y.start, [2, -0.5, 0.1], 3, width) }
        let scales: [Float] = [2, -0.5, 0.1]
        #expect(y.values == before.indices.map { before[$0] * scales[$0 / width] })
      }
    }

    @Test(arguments: KernelVariants.here)
    func samplesMatchTheirTwin(variant: String) throws {
      for d in 1...40 {
        let p = wave(3 * 2 * d, amplitude: 3, a: 0.7)
        let noise = wave(3 * d, amplitude: 2, a: 0.9)
        let z = GuardedFloats(Array(repeating: 7, count: 3 * d))
        try KernelVariants.use(variant) { ae_reparameterize(p, noise, 3, d, z.start) }
        let expected = noise.indices.map { index -> Double in
          let first = index / d * 2 * d + index % d
          return Double(p[first]) + exp(Double(p[first + d]) / 2) * Double(noise[index])
        }
        #expect(largestError(z.values, expected, floor: 1) <= 5e-7)
      }
    }

    @Test(arguments: KernelVariants.here, [0, 1])
    func sampleGradientsMatchTheirTwin(variant: String, accumulate: Int32) throws {
      for d in 1...40 {
        let p = wave(3 * 2 * d, amplitude: 3, a: 0.7)
        let noise = wave(3 * d, amplitude: 2, a: 0.9)
        let dz = wave(3 * d, a: 0.5)
        let dp = GuardedFloats(wave(3 * 2 * d, a: 0.11))
        let before = dp.values
        try KernelVariants.use(variant) {
          ae_reparameterize_gradient(p, noise, dz, 3, d, dp.start, accumulate)
        }
        let expected = p.indices.map { index -> Double in
          let element = index / (2 * d) * d + index % d
          let mean = Double(dz[element])
          let isMean = index % (2 * d) < d
          let share =
            isMean ? mean : 0.5 * mean * Double(noise[element]) * exp(Double(p[index]) / 2)
          return share + (accumulate == 1 ? Double(before[index]) : 0)
        }
        #expect(largestError(dp.values, expected, floor: 1) <= 5e-7)
      }
    }

    @Test(arguments: KernelVariants.here, [0, 1])
    func divergenceGradientsMatchTheirTwin(variant: String, accumulate: Int32) throws {
      for d in 1...40 {
        let p = wave(3 * 2 * d, amplitude: 3, a: 0.7)
        let scales: [Float] = [2, -0.5, 0.1]
        for rowScale in [scales, nil] {
          let dp = GuardedFloats(wave(3 * 2 * d, a: 0.11))
          let before = dp.values
          try KernelVariants.use(variant) {
            ae_gaussian_divergence_gradient(p, 3, d, rowScale, 0.25, dp.start, accumulate)
          }
          let expected = p.indices.map { index -> Double in
            let scale = Double(rowScale?[index / (2 * d)] ?? 0.25)
            let isMean = index % (2 * d) < d
            let slope = isMean ? Double(p[index]) : 0.5 * (exp(Double(p[index])) - 1)
            return slope * scale + (accumulate == 1 ? Double(before[index]) : 0)
          }
          #expect(largestError(dp.values, expected, floor: 1) <= 5e-7)
        }
      }
    }
  }
}

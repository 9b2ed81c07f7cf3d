import Testing

@testable import Models

extension EngineTests {
  struct RateDistortionTests {
    private static let codes: [Float] = wave(400, amplitude: 3, a: 0.37, b: 0.2)

    @Test(arguments: UniformQuantizer.bits) func roundingMovesACodeByHalfAStepAtMost(bits: Int) {
      let quantizer = UniformQuantizer(covering: Self.codes, size: 4)
      let numbers = quantizer.numbers(of: Self.codes, bits: bits)
      #expect(numbers.allSatisfy { (0..<(1 << bits)).contains($0) })
      let back = quantizer.codes(of: numbers, bits: bits)
      for (index, (code, rounded)) in zip(Self.codes, back).enumerated() {
        let step = (quantizer.largest[index % 4] - quantizer.least[index % 4]) / Float(1 << bits)
        #expect(abs(code - rounded) <= step / 2 + 1e-5)
      }
    }

    @Test func codesBeyondTheRangeAndConstantOnesAreTaken() {
      let quantizer = UniformQuantizer(covering: [0, 5, 1, 5], size: 2)
      #expect(quantizer.numbers(of: [-9, 5, 9, 5, .nan, 7], bits: 2) == [0, 0, 3, 0, 0, 0])
      #expect(quantizer.codes(of: [0, 0, 3, 0], bits: 2) == [0.125, 5, 0.875, 5])
    }

    @Test func theEntropyOfFairCoinsIsABitEach() {
      let quantizer = UniformQuantizer(covering: [0, 0, 1, 1], size: 2)
      let numbers = (0..<2000).map { $0 / 2 % 2 == 0 ? 0 : ($0 % 2) }
      // The first dimension is always 0, the second is 0 or 1.
      #expect(abs(quantizer.entropy(of: numbers, bits: 1) - 1) < 0.002)
    }

    @Test func moreBitsCostMoreAndComeCloser() throws {
      let quantizer = UniformQuantizer(covering: Self.codes, size: 4)
      let curve = try #require(
        RateDistortion.measured(
          of: Self.codes, by: quantizer, images: Array(Self.codes.prefix(80)).map { $0 / 8 + 0.5 },
          features: 4, pixels: 4, decode: { $0.map { $0 / 8 + 0.5 } }))
      for (fewer, more) in zip(curve.points, curve.points.dropFirst()) {
        #expect(more.rate > fewer.rate && more.ratio > fewer.ratio + 3)
      }
    }
  }
}

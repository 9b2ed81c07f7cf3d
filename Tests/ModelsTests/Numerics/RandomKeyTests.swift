import CKernels
import Foundation
import Testing

@testable import Models

extension EngineTests {
  struct RandomKeyTests {
    private static let key = RandomKey(seed: 0x1234_5678_9abc_def0, epoch: 3, purpose: .posterior)

    @Test(arguments: KernelVariants.here)
    func theKnownAnswerOfPhilox(variant: String) throws {
      var words = [UInt32](repeating: 0, count: 64)
      try KernelVariants.use(variant) { ae_random_bits(AERandomKey(), 0, 64, &words) }
      #expect([0, 16, 32, 48].map { words[$0] } == Self.answer)
      #expect(Scalar.philox([0, 0, 0, 0], seed: 0) == Self.answer)
    }

    @Test(arguments: KernelVariants.here)
    func bitsMatchTheirTwinForEveryCount(variant: String) throws {
      for count in Array(1...40) + [63, 64, 65, 784] {
        for sample in [0, 1, 59_999, Int(Int32.max)] {
          let bits = try KernelVariants.use(variant) { Self.key.bits(sample: sample, count: count) }
          #expect(bits == Scalar.bits(Self.key, sample: sample, count: count))
        }
      }
    }

    @Test(arguments: KernelVariants.here)
    func uniformNumbersAreTheTopBits(variant: String) throws {
      for count in Array(1...40) + [63, 64, 65, 784] {
        let numbers = try KernelVariants.use(variant) { Self.key.uniform(sample: 5, count: count) }
        let words = Scalar.bits(Self.key, sample: 5, count: count)
        #expect(numbers == words.map { Float($0 >> 8) / 16_777_216 })
      }
    }

    @Test(arguments: KernelVariants.here)
    func normalNumbersMatchTheirTwin(variant: String) throws {
      for count in Array(1...40) + [63, 64, 65, 5_000] {
        let numbers = try KernelVariants.use(variant) { Self.key.normal(sample: 5, count: count) }
        // Whole groups, because the elements come in pairs 16 apart.
        let words = Scalar.bits(Self.key, sample: 5, count: (count + 63) / 64 * 64)
        let expected = (0..<count).map { index -> Double in
          let first = index - index % 32 + index % 16
          let u = Double(words[first] >> 8) / 16_777_216 + 1 / 33_554_432
          let angle = 2 * Double.pi * Double(words[first + 16] >> 8) / 16_777_216
          return (-2 * log(u)).squareRoot() * (index % 32 < 16 ? cos(angle) : sin(angle))
        }
        // Near u = 1 the sum is rounded, which moves a radius of nearly 0 by up to 2.5e-4.
        #expect(zip(numbers, expected).allSatisfy { abs(Double($0) - $1) <= 2.5e-4 })
        let far = zip(numbers, expected).filter { abs($1) > 0.5 }
        #expect(largestError(far.map(\.0), far.map(\.1), floor: 0.5) <= 1e-6)
      }
    }

    @Test(arguments: KernelVariants.here)
    func normalNumbersAreNormal(variant: String) throws {
      let count = 200_000
      let numbers = try KernelVariants.use(variant) {
        Self.key.normal(sample: 0, count: count).map { Double($0) }
      }
      let moments = (1...4).map { power in
        numbers.reduce(0) { $0 + pow($1, Double(power)) } / Double(count)
      }
      let expected: [Double] = [0, 1, 0, 3]
      let variances: [Double] = [1, 2, 15, 96]
      for index in 0..<4 {
        let standardError = (variances[index] / Double(count)).squareRoot()
        #expect(abs(moments[index] - expected[index]) <= 4 * standardError)
      }
      #expect(numbers.allSatisfy { abs($0) < 5.9 })
      // Kolmogorov and Smirnov: 1.95 / √n is exceeded by one sample in a thousand.
      let distance = numbers.sorted().enumerated().reduce(0.0) { largest, pair in
        let probability = 0.5 * erfc(-pair.element / 2.0.squareRoot())
        let (low, high) = (Double(pair.offset), Double(pair.offset + 1))
        return max(
          largest, abs(probability - low / Double(count)), abs(probability - high / Double(count)))
      }
      #expect(distance <= 1.95 / Double(count).squareRoot())
    }

    @Test func keysThatDifferInOneThingAreUncorrelated() {
      let count = 20_000
      let base = Self.key.normal(sample: 5, count: count)
      var others = [Self.key, Self.key, Self.key]
      others[0].epoch += 1
      others[1].purpose = .evaluation
      others[2].seed += 1
      let streams =
        others.map { $0.normal(sample: 5, count: count) } + [
          Self.key.normal(sample: 6, count: count)
        ]
      for stream in streams {
        let products = zip(base, stream).map { Double($0 * $1) }
        let correlation = products.reduce(0, +) / Double(count)
        #expect(abs(correlation) <= 4 / Double(count).squareRoot())
      }
    }

    @Test(arguments: [1, 16, 37, 100])
    func numbersDoNotDependOnTheBatch(width: Int) {
      let samples: [Int32] = [9, 0, 41, 41, 3]
      var together = [Float](repeating: 7, count: samples.count * width)
      ae_normal(Self.key.raw, samples, samples.count, width, &together)
      #expect(together == samples.flatMap { Self.key.normal(sample: Int($0), count: width) })
    }

    @Test func aShuffleIsAPermutationAndItsOwnEachEpoch() {
      let orders = (0..<3).map { epoch in
        let order = UnsafeMutableBufferPointer<Int32>.allocate(capacity: 1_000)
        defer { order.deallocate() }
        RandomKey(seed: 1, epoch: epoch, purpose: .shuffle).shuffle(order)
        return Array(order)
      }
      for order in orders {
        #expect(order.sorted() == (0..<1_000).map(Int32.init))
      }
      #expect(Set(orders).count == 3)
    }

    private static let answer: [UInt32] = [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
  }
}

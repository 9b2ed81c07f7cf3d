import Testing

@testable import Models

extension EngineTests {
  struct EntropyStackTests {
    /// Symbols with very different probabilities, of 2ⁿ parts in all.
    private static func symbols(_ count: Int, precision: Int) -> [EntropyStack.Interval] {
      RandomKey(seed: 7, epoch: 0, purpose: .generation).bits(sample: 0, count: count).map { bits in
        let whole = UInt64(1) << UInt64(precision)
        let length = max(1, (whole - 1) >> UInt64(bits % UInt32(precision)))
        return .init(start: UInt64(bits) % (whole - length), length: length)
      }
    }

    @Test(arguments: [1, 8, 16, 24, 32]) func whatIsPushedIsPopped(precision: Int) throws {
      let symbols = Self.symbols(2000, precision: precision)
      let empty = EntropyStack(words: [3, 4])
      var stack = empty
      for symbol in symbols { stack.push(symbol, precision: precision) }
      for symbol in symbols.reversed() {
        let found = stack.pop(precision: precision) { slot in
          #expect(slot >= symbol.start && slot < symbol.start + symbol.length)
          return symbol
        }
        #expect(found == symbol)
      }
      #expect(stack == empty)
    }

    @Test func whatIsPoppedCanBePushedBack() throws {
      let words = RandomKey(seed: 1, epoch: 0, purpose: .generation).bits(sample: 0, count: 100)
      let full = EntropyStack(words: words)
      var stack = full
      var popped: [EntropyStack.Interval] = []
      for _ in 0..<100 {
        let found = stack.pop(precision: 20) { slot in
          slot < 1 << 19 ? .init(start: 0, length: 1 << 19) : .init(start: slot, length: 1)
        }
        popped.append(try #require(found))
      }
      #expect(stack.bitCount < full.bitCount)
      for symbol in popped.reversed() { stack.push(symbol, precision: 20) }
      #expect(stack == full)
    }

    @Test func aSymbolCostsItsInformation() {
      var stack = EntropyStack(words: [])
      for index in 0..<10_000 {
        stack.push(
          index % 4 == 0 ? .init(start: 768, length: 256) : .init(start: 0, length: 768),
          precision: 10)
      }
      // 2,500 · 2 bits and 7,500 · log₂(4/3).
      let information = 2500 * 2 + 7500 * 0.415_037_499
      #expect(abs(Double(stack.bitCount - 64) - information) < 64)
    }

    @Test func anEmptyStackSaysSo() {
      var stack = EntropyStack(words: [])
      var found: [EntropyStack.Interval?] = []
      for _ in 0..<5 {
        found.append(stack.pop(precision: 12) { .init(start: $0, length: 1) })
      }
      #expect(found.contains(nil))
    }
  }

  struct GaussianBinsTests {
    @Test(arguments: [(0.0, 1.0), (2.5, 0.01), (-9, 0.3), (40, 1e-6), (0.1, 30)])
    func binsOfAnyGaussianFillTheWhole(mean: Double, deviation: Double) {
      let bins = GaussianBins()
      var end: UInt64 = 0
      for bin in 0..<4096 {
        let interval = bins.interval(bin, mean: mean, deviation: deviation)
        #expect(interval.start == end && interval.length >= 1)
        end = interval.start + interval.length
      }
      #expect(end == 1 << 24)
    }

    @Test func theBinOfANumberIsTheOneItLiesIn() {
      let bins = GaussianBins()
      for slot in stride(from: UInt64(0), to: 1 << 24, by: 77_777) {
        let bin = bins.bin(at: slot, mean: 0.7, deviation: 0.2)
        let interval = bins.interval(bin, mean: 0.7, deviation: 0.2)
        #expect(slot >= interval.start && slot < interval.start + interval.length)
      }
    }

    @Test func underThePriorAllBinsAreEquallyLikely() {
      let bins = GaussianBins()
      for bin in stride(from: 1, to: 4095, by: 63) {
        let length = bins.interval(bin, mean: 0, deviation: 1).length
        #expect((4095...4097).contains(length))
      }
    }
  }
}

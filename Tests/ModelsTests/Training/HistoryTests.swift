import Testing

@testable import Models

struct HistoryTests {
  @Test func theNewestValuesAreExact() {
    let history = Self.filled(1_000)
    #expect(history.recent.count == History.recentLimit)
    #expect(
      history.recent == (744..<1_000).map { HistoryPoint(step: $0, value: Self.value($0)) })
    #expect(history.last == HistoryPoint(step: 999, value: Self.value(999)))
  }

  @Test func fewValuesAreAllKept() {
    let history = Self.filled(10)
    #expect(history.recent.map(\.step) == Array(0..<10))
    #expect(history.whole.map(\.count) == Array(repeating: 1, count: 10))
  }

  @Test(arguments: [1, 255, 256, 257, 511, 512, 513, 70_001, 1_000_000])
  func theWholeRunIsBoundedAndComplete(count: Int) {
    let history = Self.filled(count)
    #expect(history.whole.count <= History.bucketLimit)
    #expect(history.whole.count >= min(count, History.bucketLimit / 2))
    #expect(history.whole.map(\.count).reduce(0, +) == count)
    #expect(history.recent.count == min(count, History.recentLimit))
    // The buckets follow each other without a gap, and all but the last are of one size.
    var step = 0
    for bucket in history.whole {
      #expect(bucket.step == step)
      step += bucket.count
    }
    #expect(Set(history.whole.dropLast().map(\.count)).count <= 1)
  }

  @Test func aSpikeStaysVisible() {
    var history = History()
    for step in 0..<1_000_000 {
      history.append(step: step, value: step == 123_457 ? 99 : step == 777_777 ? -7 : 1)
    }
    #expect(history.whole.map(\.maximum).max() == 99)
    #expect(history.whole.map(\.minimum).min() == -7)
    #expect(history.whole.filter { $0.maximum == 99 }.count == 1)
    #expect(history.whole.allSatisfy { $0.minimum <= $0.mean && $0.mean <= $0.maximum })
  }

  @Test func theMeanOfABucketIsTheMeanOfItsValues() {
    let history = Self.filled(100_000)
    for bucket in history.whole {
      let values = (bucket.step..<(bucket.step + bucket.count)).map { Double(Self.value($0)) }
      let mean = values.reduce(0, +) / Double(values.count)
      #expect(abs(Double(bucket.mean) - mean) < 1e-3)
    }
  }

  private static func value(_ step: Int) -> Float {
    Float(step * 7919 % 1_009) / 1_009
  }

  private static func filled(_ count: Int) -> History {
    var history = History()
    for step in 0..<count {
      history.append(step: step, value: value(step))
    }
    return history
  }
}

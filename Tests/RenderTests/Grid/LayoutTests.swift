import Render
import Testing

struct LayoutTests {
  @Test(arguments: divisions)
  func givesEachPartItsColumns(total: Int, lengths: [Length], expected: [Int]) {
    let parts = Rect(x: 3, y: 1, width: total, height: 2).columns(lengths)
    #expect(parts.map(\.width) == expected)
  }

  @Test(arguments: divisions)
  func partsFollowEachOther(total: Int, lengths: [Length], expected: [Int]) {
    let parts = Rect(x: 0, y: 5, width: 2, height: total).rows(lengths)
    for (upper, lower) in zip(parts, parts.dropFirst()) {
      #expect(upper.maxY == lower.y)
    }
  }

  @Test func leavesSpaceBetweenParts() {
    let parts = Rect(x: 0, y: 0, width: 11, height: 1)
      .columns([.minimum(1), .minimum(1)], spacing: 1)
    #expect(parts.map(\.x) == [0, 6])
    #expect(parts.map(\.width) == [5, 5])
  }

  @Test func staysInsideWhenEvenTheSpacesDoNotFit() {
    let whole = Rect(x: 4, y: 0, width: 2, height: 1)
    for part in whole.columns(Array(repeating: .fixed(3), count: 5), spacing: 2) {
      #expect(part.x >= whole.x && part.maxX <= whole.maxX)
    }
  }

  static let divisions: [(Int, [Length], [Int])] = [
    (10, [], []),
    (10, [.fixed(3), .minimum(0)], [3, 7]),
    (10, [.minimum(0), .minimum(0), .minimum(0)], [4, 3, 3]),
    (10, [.minimum(6), .minimum(2)], [7, 3]),
    (10, [.fraction(0.25), .minimum(1)], [3, 7]),
    (10, [.fraction(.nan), .fraction(2), .fixed(-4)], [0, 10, 0]),
    (10, [.fixed(4), .fixed(4)], [4, 4]),
    (5, [.fixed(4), .minimum(4), .fixed(1)], [4, 1, 0]),
    (0, [.fixed(4), .minimum(4), .fraction(1)], [0, 0, 0]),
  ]
}

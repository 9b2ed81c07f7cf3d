import Testing

@testable import Models

struct GaussianGridTests {
  private static let dataset = GaussianGrid.dataset()

  @Test func everyComponentHasItsShareOfThePoints() {
    for split in [Self.dataset.train, Self.dataset.test] {
      var counts = [Int](repeating: 0, count: 25)
      for label in split.labels { counts[Int(label)] += 1 }
      #expect(counts.allSatisfy { $0 == split.count / 25 })
    }
  }

  @Test func aLabelNamesTheNearestCentre() {
    let test = Self.dataset.test
    for index in 0..<test.count {
      let point = test.image(index).map { Float($0) / 255 }
      let nearest = GaussianGrid.nearest(x: point[0], y: point[1])
      #expect(nearest.component == Int(test.labels[index]))
      #expect(nearest.distance < 5)
    }
  }

  @Test func theDeviationIsWhatItIsSaidToBe() {
    let train = Self.dataset.train
    var squares = 0.0
    for index in 0..<train.count {
      let centre = GaussianGrid.centre(Int(train.labels[index]))
      let point = train.image(index).map { Double($0) }
      squares += (point[0] - centre.x) * (point[0] - centre.x)
      squares += (point[1] - centre.y) * (point[1] - centre.y)
    }
    // Rounding to whole levels adds a variance of 1/12.
    let expected = GaussianGrid.deviation * GaussianGrid.deviation + 1.0 / 12
    #expect(abs(squares / Double(2 * train.count) - expected) < 0.15)
  }

  @Test func itIsAlwaysTheSame() {
    #expect(GaussianGrid.dataset().train == Self.dataset.train)
  }
}

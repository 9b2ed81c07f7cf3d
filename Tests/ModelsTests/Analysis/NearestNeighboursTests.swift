import Testing

@testable import Models

struct NearestNeighboursTests {
  private let line = NearestNeighbours([0, 1, 3, 7, 8], size: 1)

  @Test func findsTheNearestFirst() {
    #expect(line.nearest(to: 2, count: 3) == [1, 0, 3])
  }

  @Test func looksAmongCandidatesOnly() {
    #expect(line.nearest(to: 0, count: 2, among: 2..<5) == [2, 3])
  }

  @Test func givesWhatThereIs() {
    #expect(line.nearest(to: 0, count: 9).count == 4)
  }

  @Test func whatIsNoNumberIsNowhere() {
    #expect(NearestNeighbours([0, .nan, 2], size: 1).nearest(to: 0, count: 2) == [2])
  }

  @Test func aCodeHasTheClassOfItsNeighbours() {
    let accuracy = line.accuracy(
      asked: 3..<5, known: 0..<3, labels: [0, 1, 1, 1, 0], neighbours: 3)
    #expect(accuracy == 0.5)
  }
}

import Testing

@testable import Models

struct SavedCheckpointTests {
  private func checkpoint(_ step: Int, score: Double? = nil, bytes: Int = 10) -> SavedCheckpoint {
    SavedCheckpoint(
      file: "step-\(step)", epoch: step / 10, step: step, isEndOfEpoch: true, score: score,
      bytes: bytes)
  }

  @Test func fewStay() {
    let all = (1...5).map { checkpoint($0 * 10) }
    #expect(SavedCheckpoint.dispensable(of: all, count: 5, budget: 1000).isEmpty)
  }

  @Test func theNewestAndTheBestStayWhateverTheySize() {
    let all = (1...9).map { checkpoint($0 * 10, score: abs(4.0 - Double($0)), bytes: 1000) }
    let gone = Set(SavedCheckpoint.dispensable(of: all, count: 8, budget: 1).map(\.step))
    #expect(Set(all.map(\.step)).subtracting(gone) == [40, 90])
  }

  @Test func whatStaysIsSpreadOverTheCourse() {
    var kept: [SavedCheckpoint] = []
    for step in 1...200 {
      kept.append(checkpoint(step * 10, score: 1000 - Double(step)))
      let gone = Set(SavedCheckpoint.dispensable(of: kept, count: 8, budget: 1000).map(\.step))
      kept.removeAll { gone.contains($0.step) }
    }
    #expect(kept.count == 8)
    #expect(kept.first.map(\.step) ?? 0 < 400)
    #expect(kept.last?.step == 2000)
  }
}

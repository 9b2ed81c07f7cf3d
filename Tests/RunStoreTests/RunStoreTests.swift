import Foundation
import Testing

@testable import Models
@testable import RunStore

struct RunStoreTests {
  private let folder = TemporaryStore()
  private var store: RunStore { folder.store }

  @Test func whereThereIsNoDatabaseThereAreNoRuns() throws {
    #expect(try store.runs() == [])
    #expect(!FileManager.default.fileExists(atPath: store.folder))
  }

  @Test func whatIsAddedIsThere() throws {
    let subject = SampleRun.subject(splitSeed: .max, origin: SavedRun.Origin(run: 7, epoch: 3))
    let id = try store.add(subject)
    #expect(try store.run(id).subject == subject)
  }

  @Test func newestRunsComeFirst() throws {
    let ids = try (0..<3).map { _ in try store.add(SampleRun.subject()) }
    #expect(try store.runs().map(\.id) == ids.reversed())
  }

  @Test func numbersAreNotUsedTwice() throws {
    let first = try store.add(SampleRun.subject())
    try store.delete(first)
    #expect(try store.add(SampleRun.subject()) > first)
  }

  @Test func theHistoryComesBackAsItWas() throws {
    let id = try store.add(SampleRun.subject())
    let epochs = (1...3).map { SampleRun.epoch($0) }
    try store.write(RunNews(epochs: epochs), of: id, SampleRun.subject())
    #expect(try store.history(of: store.run(id)) == epochs)
  }

  @Test func whatIsNotFiniteComesBackAsNoNumber() throws {
    let id = try store.add(SampleRun.subject())
    var epoch = SampleRun.epoch(1)
    epoch.train.loss = .nan
    epoch.test.terms[1] = .infinity
    try store.write(RunNews(epochs: [epoch]), of: id, SampleRun.subject())
    let found = try #require(try store.history(of: store.run(id)).first)
    #expect(found.train.loss.isNaN)
    #expect(found.test.terms[1].isNaN)
    #expect(found.test.terms[0] == epoch.test.terms[0])
  }

  @Test func theBestEpochIsTheOneOfTheLowestTestLoss() throws {
    let id = try store.add(SampleRun.subject())
    var epochs = (1...5).map { SampleRun.epoch($0) }
    epochs[2].test.loss = 1
    try store.write(RunNews(epochs: epochs), of: id, SampleRun.subject())
    let run = try store.run(id)
    #expect(run.best == 1)
    #expect(run.bestEpoch == 3)
    #expect(run.last == epochs[4].test.loss)
  }

  @Test func aLongCourseIsThinnedOut() throws {
    let id = try store.add(SampleRun.subject())
    let epochs = (1...500).map { SampleRun.epoch($0) }
    try store.write(RunNews(epochs: epochs), of: id, SampleRun.subject())
    let course = try store.run(id).course
    #expect((50...SavedRun.courseLimit).contains(course.count))
  }

  @Test func aRunWithoutATrainerWasInterrupted() throws {
    let id = try store.add(SampleRun.subject())
    #expect(try store.run(id).status == .interrupted)
    let lock = try RunLock(in: store.folder(of: id), run: id)
    #expect(try store.run(id).status == .running)
    withExtendedLifetime(lock) {}
  }

  @Test func deletingTakesFilesAndRowsAway() throws {
    let id = try store.add(SampleRun.subject())
    try store.keep(SampleRun.state(step: 8), score: 2, of: id, SampleRun.subject())
    try store.delete(id)
    #expect(try store.runs() == [])
    #expect(!FileManager.default.fileExists(atPath: store.folder(of: id)))
  }

  @Test func aRunThatIsTrainedIsNotDeleted() throws {
    let id = try store.add(SampleRun.subject())
    let lock = try RunLock(in: store.folder(of: id), run: id)
    #expect(throws: RunStoreError.inUse(run: id)) { try store.delete(id) }
    #expect(try store.runs().count == 1)
    withExtendedLifetime(lock) {}
  }

  @Test func checkpointsComeBackAsTheyWere() throws {
    let id = try store.add(SampleRun.subject())
    let state = SampleRun.state(step: 10)
    try store.keep(state, score: 2, of: id, SampleRun.subject())
    #expect(try store.checkpoint(of: store.run(id)).state == state)
  }

  @Test func anEpochThatIsNotKeptIsRefusedWithThoseThatAre() throws {
    let id = try store.add(SampleRun.subject())
    for step in [5, 10] {
      try store.keep(SampleRun.state(step: step), score: 2, of: id, SampleRun.subject())
    }
    #expect(throws: RunStoreError.noCheckpoint(run: id, epoch: 9, kept: [1, 2])) {
      try store.checkpoint(of: store.run(id), epoch: 9)
    }
  }

  @Test func goingBackForgetsWhatCameAfter() throws {
    let (id, subject) = (try store.add(SampleRun.subject()), SampleRun.subject())
    try store.write(RunNews(epochs: (1...4).map { SampleRun.epoch($0) }), of: id, subject)
    for step in [5, 20] { try store.keep(SampleRun.state(step: step), score: 2, of: id, subject) }
    try store.rewind(store.run(id), toStep: 5, epoch: 1)
    let run = try store.run(id)
    #expect(try store.history(of: run).map(\.epoch) == [1])
    #expect(run.checkpoints.map(\.step) == [5])
  }
}

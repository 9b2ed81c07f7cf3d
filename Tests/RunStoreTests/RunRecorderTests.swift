import Foundation
import Synchronization
import Testing

@testable import Models
@testable import RunStore

struct RunRecorderTests {
  private let folder = TemporaryStore()
  private var store: RunStore { folder.store }

  private func recorder(_ complaints: Complaints = Complaints()) -> RunRecorder {
    let recorder = RunRecorder(store) { complaints.add($0) }
    recorder.begin(SampleRun.subject())
    return recorder
  }

  /// What a recorder had to say.
  private final class Complaints: Sendable {
    private let sentences = Mutex<[String]>([])
    var all: [String] { sentences.withLock { $0 } }
    func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
  }

  @Test func aTrainingThatEndsInItsFirstEpochLeavesNothing() throws {
    let recorder = recorder()
    recorder.changed(to: .running)
    recorder.end(at: SampleRun.state(step: 3))
    #expect(recorder.run == nil)
    #expect(!FileManager.default.fileExists(atPath: store.folder))
  }

  @Test func aTrainingOfOneEpochIsARunWithACheckpoint() throws {
    let recorder = recorder()
    recorder.changed(to: .running)
    recorder.finished(SampleRun.epoch(1))
    recorder.end(at: SampleRun.state(step: 5))
    let run = try store.run(try #require(recorder.run))
    #expect(run.status == .stopped)
    #expect(run.epoch == 1)
    #expect(run.checkpoints.map(\.step) == [5])
    #expect(run.checkpoints.first?.score == SampleRun.epoch(1).test.loss)
  }

  @Test(arguments: [
    (TrainingStatus.finished, RunStatus.finished), (.paused, .stopped), (.running, .stopped),
    (
      .diverged(Divergence(step: 6, term: "kl", restoredStep: 5, learningRate: 1)), .diverged
    ),
  ])
  func howItEndedIsKept(status: TrainingStatus, expected: RunStatus) throws {
    let recorder = recorder()
    recorder.changed(to: .running)
    recorder.finished(SampleRun.epoch(1))
    recorder.changed(to: status)
    recorder.end(at: SampleRun.state(step: 5))
    #expect(try store.run(try #require(recorder.run)).status == expected)
  }

  @Test func openingARunAndLeavingItChangesNothing() throws {
    let first = recorder()
    first.changed(to: .running)
    first.finished(SampleRun.epoch(1))
    first.end(at: SampleRun.state(step: 5))
    let run = try store.run(try #require(first.run))
    let second = RunRecorder(store, goingOnWith: (run, SampleRun.state(step: 5))) { _ in }
    second.begin(SampleRun.subject())
    second.end(at: SampleRun.state(step: 5))
    #expect(try store.runs() == [run])
  }

  @Test func aRunThatIsGoneOnWithStaysOneRun() throws {
    let first = recorder()
    first.changed(to: .running)
    for epoch in 1...3 { first.finished(SampleRun.epoch(epoch)) }
    first.end(at: SampleRun.state(step: 5))
    let run = try store.run(try #require(first.run))
    let second = RunRecorder(store, goingOnWith: (run, SampleRun.state(step: 5))) { _ in }
    second.begin(SampleRun.subject())
    second.changed(to: .running)
    second.finished(SampleRun.epoch(2))
    second.end(at: SampleRun.state(step: 10))
    let runs = try store.runs()
    #expect(runs.count == 1)
    #expect(try store.history(of: runs[0]).map(\.epoch) == [1, 2])
    #expect(runs[0].checkpoints.map(\.step) == [5, 10])
  }

  @Test func aFailureIsSaidOnceAndTheEpochsComeLater() throws {
    try folder.write(Array("this is not a database, whatever its name says".utf8))
    let complaints = Complaints()
    let recorder = recorder(complaints)
    recorder.changed(to: .running)
    recorder.finished(SampleRun.epoch(1))
    recorder.end(at: SampleRun.state(step: 5))
    recorder.finished(SampleRun.epoch(2))
    recorder.end(at: SampleRun.state(step: 10))
    #expect(complaints.all.count == 1)
    #expect(complaints.all.first?.hasPrefix("this training is not saved: ") ?? false)
    try FileManager.default.removeItem(atPath: store.path)
    recorder.finished(SampleRun.epoch(3))
    recorder.end(at: SampleRun.state(step: 15))
    let run = try store.run(try #require(recorder.run))
    #expect(try store.history(of: run).map(\.epoch) == [1, 2, 3])
  }

  @Test func statesAreNotWantedAllTheTime() {
    let recorder = recorder()
    recorder.finished(SampleRun.epoch(1))
    #expect(!recorder.wantsState(at: 5, endOf: 1))
    recorder.requestState()
    #expect(recorder.wantsState(at: 5, endOf: nil))
    recorder.keep(SampleRun.state(step: 5))
    #expect(!recorder.wantsState(at: 5, endOf: nil))
    recorder.end(at: nil)
  }

  /// A training by the real trainer, interrupted and gone on with, ends with the same bits.
  @Test func goingOnFromARunEndsWithTheSameBits() throws {
    var configuration = try SampleRun.configuration
    configuration.epochs = 4
    let whole = try trained(configuration, nil, nil)
    configuration.epochs = 2
    let first = RunRecorder(store) { _ in }
    _ = try trained(configuration, first, nil)
    let run = try store.run(try #require(first.run))
    let checkpoint = try store.checkpoint(of: run)
    configuration.epochs = 4
    let second = RunRecorder(store, goingOnWith: (run, checkpoint.state)) { _ in }
    let state = try trained(configuration, second, checkpoint.state)
    #expect(state == whole)
    #expect(try store.history(of: store.run(run.id)).map(\.epoch) == [1, 2, 3, 4])
    #expect(try store.checkpoint(of: store.run(run.id)).state == whole)
  }

  private func trained(
    _ configuration: TrainingConfiguration, _ recorder: RunRecorder?, _ state: TrainingState?
  ) throws -> TrainingState {
    let bell = DispatchSemaphore(value: 0)
    let trainer = try Trainer(
      configuration, dataset: SampleRun.data, threads: 1, resuming: state, keeper: recorder,
      onPublish: { bell.signal() })
    recorder?.begin(SampleRun.subject())
    trainer.send(.resume)
    while trainer.snapshot.status != .finished {
      try #require(bell.wait(timeout: .now() + 30) == .success)
    }
    trainer.stop()
    recorder?.end(at: trainer.finalState)
    return try #require(trainer.finalState)
  }
}

import Foundation

@testable import Models
@testable import RunStore

/// A store in a folder that is deleted at the end of the test that made it; nothing is there at first.
final class TemporaryStore {
  let store = RunStore(
    folder: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      .path(percentEncoded: false))

  deinit {
    try? FileManager.default.removeItem(atPath: store.folder)
  }

  /// Writes the file of the database.
  func write(_ bytes: [UInt8]) throws {
    try FileManager.default.createDirectory(
      atPath: store.folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: store.path))
  }
}

/// A small training, and what may be recorded of it: epochs of five steps.
enum SampleRun {
  static let data = Dataset(
    name: "tiny", title: "Tiny", shape: ImageShape(height: 2, width: 3),
    train: split(37), test: split(11), classNames: ["a", "b"])

  static var configuration: TrainingConfiguration {
    get throws {
      var model = ModelConfiguration(defaultsOf: try ModelCatalog.description(of: "vae"))
      (model.hidden, model.codeSize) = ([5], 2)
      return TrainingConfiguration(
        model: model, learningRate: 0.01, batchSize: 8, shards: 2, seed: .max)
    }
  }

  static func subject(
    splitSeed: UInt64? = nil, origin: SavedRun.Origin? = nil
  ) -> RunSubject {
    guard let configuration = try? configuration else { preconditionFailure("there is a vae") }
    return RunSubject(
      configuration: configuration, dataset: "tiny", source: "/tmp/it’s “tiny”", shape: data.shape,
      classCount: 2, splitSeed: splitSeed, termNames: ["reconstruction", "kl"], headline: nil,
      parameters: 117, origin: origin)
  }

  static func epoch(_ number: Int) -> EpochResult {
    let loss = 100 / Double(number)
    return EpochResult(
      epoch: number, step: 5 * number, train: LossValues(loss: loss, terms: [loss - 1, 1]),
      test: LossValues(loss: loss + 2, terms: [loss, 2]), imagesPerSecond: 1e5,
      seconds: Double(number) / 10)
  }

  /// A state at a step, with weights that tell it from others.
  static func state(step: Int) -> TrainingState {
    guard let configuration = try? configuration,
      let model = try? ModelCatalog.make(configuration.model, input: InputDescription(data))
    else { preconditionFailure("there is a vae") }
    var state = TrainingState(configuration, layout: model.layout, phases: model.phases.count)
    (state.step, state.epoch, state.stepInEpoch) = (step, step / 5, step % 5)
    state.optimizerSteps = [step]
    state.parameters[0] = Float(step)
    return state
  }

  private static func split(_ count: Int) -> Split {
    Split(
      images: (0..<(count * 6)).map { UInt8($0 * 37 % 256) },
      labels: (0..<count).map { UInt8($0 % 2) })
  }
}

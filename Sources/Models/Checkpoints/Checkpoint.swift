#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A training on disk: configuration, weights and everything else that going on exactly needs.
///
/// One safetensors file. Weights are under the names of the model's layout, `encoder.0.weight`
/// `[outputs, inputs]` …; the optimizer's memory under `optimizer.first.` and `optimizer.second.`
/// before the same names; configuration and progress in the metadata. It holds no time, no host and
/// no number of threads: equal trainings make equal files.
public struct Checkpoint: Equatable, Sendable {
  /// How the training was set up.
  public var configuration: TrainingConfiguration
  /// The name of the data.
  public var dataset: String
  /// Features of an input.
  public var inputSize: Int
  /// Where the training is.
  public var state: TrainingState

  /// The version of the format.
  static let format = "1"

  /// Creates a checkpoint.
  public init(
    configuration: TrainingConfiguration, dataset: String, inputSize: Int, state: TrainingState
  ) {
    self.configuration = configuration
    self.dataset = dataset
    self.inputSize = inputSize
    self.state = state
  }

  /// Writes the checkpoint; when it fails, a file that was there before is still there.
  public func write(to path: String) throws(CheckpointError) {
    let layout = try layout(path)
    var tensors: [SafeTensors.Tensor] = []
    for (prefix, block) in [
      ("", state.parameters), (Self.firstPrefix, state.firstMoment),
      (Self.secondPrefix, state.secondMoment),
    ] {
      for parameter in layout.parameters {
        tensors.append(
          SafeTensors.Tensor(
            name: prefix + parameter.name, shape: parameter.shape,
            values: Array(block[parameter.offset..<(parameter.offset + parameter.count)])))
      }
    }
    let progress = Progress(
      step: state.step, optimizerStep: state.optimizerStep, epoch: state.epoch,
      stepInEpoch: state.stepInEpoch, learningRate: state.learningRate, controls: state.controls)
    let metadata = [
      Key.format: Self.format, Key.dataset: dataset, Key.inputSize: "\(inputSize)",
      Key.configuration: try json(configuration, path), Key.progress: try json(progress, path),
    ]
    try SafeTensors(tensors: tensors, metadata: metadata).write(to: path)
  }

  /// Reads a checkpoint.
  public init(contentsOf path: String) throws(CheckpointError) {
    let file = try SafeTensors(contentsOf: path)
    func value(_ key: String) throws(CheckpointError) -> String {
      guard let value = file.metadata[key] else { throw .foreign(path, missing: key) }
      return value
    }
    let format = try value(Key.format)
    guard format == Self.format else { throw .newerFormat(path, found: format) }
    dataset = try value(Key.dataset)
    guard let inputSize = Int(try value(Key.inputSize)), (1...(1 << 24)).contains(inputSize) else {
      throw .damaged(path, "“\(Key.inputSize)” is not a number of pixels")
    }
    self.inputSize = inputSize
    configuration = try decode(TrainingConfiguration.self, value(Key.configuration), path)
    let progress = try decode(Progress.self, value(Key.progress), path)
    do {
      try configuration.validate()
    } catch {
      throw .configuration(path, error)
    }
    state = TrainingState(configuration, layout: ParameterLayout())
    state.step = progress.step
    state.optimizerStep = progress.optimizerStep
    state.epoch = progress.epoch
    state.stepInEpoch = progress.stepInEpoch
    state.learningRate = progress.learningRate
    state.controls = progress.controls
    do {
      try state.validate(configuration)
    } catch {
      throw .configuration(path, error)
    }
    let layout = try layout(path)
    state.parameters = try file.block("", layout, path)
    state.firstMoment = try file.block(Self.firstPrefix, layout, path)
    state.secondMoment = try file.block(Self.secondPrefix, layout, path)
  }

  private func layout(_ path: String) throws(CheckpointError) -> ParameterLayout {
    do {
      let blank = [Float](repeating: 0, count: inputSize)
      return try ModelCatalog.make(configuration.model, meanImage: blank).layout
    } catch {
      throw .configuration(path, error)
    }
  }

  private static let firstPrefix = "optimizer.first."
  private static let secondPrefix = "optimizer.second."

  /// The names in the file's metadata.
  private enum Key {
    static let format = "aexplorer.format"
    static let dataset = "aexplorer.dataset"
    static let inputSize = "aexplorer.inputSize"
    static let configuration = "aexplorer.configuration"
    static let progress = "aexplorer.progress"
  }

  /// The numbers of a `TrainingState`.
  private struct Progress: Codable {
    var step: Int
    var optimizerStep: Int
    var epoch: Int
    var stepInEpoch: Int
    var learningRate: Float
    var controls: [String: Float]
  }
}

extension SafeTensors {
  /// Returns arrays as one block, each checked against the layout.
  fileprivate func block(
    _ prefix: String, _ layout: ParameterLayout, _ path: String
  ) throws(CheckpointError) -> [Float] {
    var found: [[Float]] = []
    for parameter in layout.parameters {
      let name = prefix + parameter.name
      guard let tensor = tensors.first(where: { $0.name == name }) else {
        throw .missingTensor(path, name: name)
      }
      guard tensor.shape == parameter.shape else {
        throw .wrongShape(path, name: name, expected: parameter.shape, found: tensor.shape)
      }
      found.append(tensor.values)
    }
    // Only now is it certain that the file has as many numbers as its configuration speaks of.
    var block = [Float](repeating: 0, count: layout.size)
    for (parameter, values) in zip(layout.parameters, found) {
      block.replaceSubrange(parameter.offset..<(parameter.offset + parameter.count), with: values)
    }
    return block
  }
}

private func json(_ value: some Encodable, _ path: String) throws(CheckpointError) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let bytes = try? encoder.encode(value) else {
    throw .damaged(path, "its configuration can't be written as JSON")
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func decode<Value: Decodable>(
  _ type: Value.Type, _ text: String, _ path: String
) throws(CheckpointError) -> Value {
  do {
    return try JSONDecoder().decode(type, from: Data(text.utf8))
  } catch {
    throw .damaged(path, "its \(type) can't be understood")
  }
}

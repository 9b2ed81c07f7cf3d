#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A training on disk: configuration, weights and everything else that going on exactly needs.
///
/// One safetensors file. Weights are under the names of the model's layout, `encoder.0.weight`
/// `[outputs, inputs]` …; the optimizer's memory under `optimizer.first.` and `optimizer.second.`
/// before the same names (`optimizer.NAME.first.` where a model has several phases); configuration and progress in the metadata. It holds no time, no host and
/// no number of threads: equal trainings make equal files.
public struct Checkpoint: Equatable, Sendable {
  /// How the training was set up.
  public var configuration: TrainingConfiguration
  /// The name of the data.
  public var dataset: String
  /// The shape of an input.
  public var shape: ImageShape
  /// Classes of the data's labels.
  public var classCount: Int
  /// Which tenth of a file of ratings is held out; nil for other data, and in older files.
  public var splitSeed: UInt64?
  /// Where the training is.
  public var state: TrainingState

  /// The version of the format.
  static let format = "1"

  /// Creates a checkpoint.
  public init(
    configuration: TrainingConfiguration, dataset: String, shape: ImageShape, classCount: Int,
    splitSeed: UInt64? = nil, state: TrainingState
  ) {
    self.splitSeed = splitSeed
    self.configuration = configuration
    self.dataset = dataset
    self.shape = shape
    self.classCount = classCount
    self.state = state
  }

  /// Writes the checkpoint; when it fails, a file that was there before is still there.
  public func write(to path: String) throws(CheckpointError) {
    let model = try model(path)
    var tensors: [SafeTensors.Tensor] = []
    func add(_ prefix: String, _ block: [Float], first: Int, where isKept: (String) -> Bool) {
      for parameter in model.layout.parameters where isKept(parameter.name) {
        let start = first + parameter.offset
        tensors.append(
          SafeTensors.Tensor(
            name: prefix + parameter.name, shape: parameter.shape,
            values: Array(block[start..<(start + parameter.count)])))
      }
    }
    add("", state.parameters, first: 0) { _ in true }
    for (index, phase) in model.phases.enumerated() {
      let prefixes = Self.prefixes(phase, of: model)
      let first = index * model.layout.size
      add(prefixes.first, state.firstMoment, first: first, where: phase.trains)
      add(prefixes.second, state.secondMoment, first: first, where: phase.trains)
    }
    let progress = Progress(
      step: state.step, optimizerSteps: state.optimizerSteps, epoch: state.epoch,
      stepInEpoch: state.stepInEpoch, learningRate: state.learningRate, controls: state.controls)
    var metadata = [
      Key.format: Self.format, Key.dataset: dataset,
      Key.shape: "\(shape.channels),\(shape.height),\(shape.width)", Key.classes: "\(classCount)",
      Key.configuration: try json(configuration, path), Key.progress: try json(progress, path),
    ]
    metadata[Key.splitSeed] = splitSeed.map(String.init)
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
    guard let shape = ImageShape(listed: try value(Key.shape)) else {
      throw .damaged(path, "“\(Key.shape)” is not a shape of channels, height and width")
    }
    self.shape = shape
    guard let classCount = Int(try value(Key.classes)), (0...256).contains(classCount) else {
      throw .damaged(path, "“\(Key.classes)” is not a number of classes")
    }
    self.classCount = classCount
    splitSeed = file.metadata[Key.splitSeed].flatMap { UInt64($0) }
    if let text = file.metadata[Key.splitSeed], splitSeed == nil {
      throw .damaged(path, "“\(Key.splitSeed)” is “\(text)”, not a whole number")
    }
    configuration = try decode(TrainingConfiguration.self, value(Key.configuration), path)
    let progress = try decode(Progress.self, value(Key.progress), path)
    do {
      try configuration.validate()
    } catch {
      throw .configuration(path, error)
    }
    state = TrainingState(configuration, layout: ParameterLayout(), phases: 0)
    state.step = progress.step
    state.optimizerSteps = progress.optimizerSteps
    state.epoch = progress.epoch
    state.stepInEpoch = progress.stepInEpoch
    state.learningRate = progress.learningRate
    state.controls = progress.controls
    do {
      try state.validate(configuration)
    } catch {
      throw .configuration(path, error)
    }
    let model = try model(path)
    guard state.optimizerSteps.count == model.phases.count else {
      throw .damaged(
        path,
        "it counts the updates of \(state.optimizerSteps.count) optimizers, and its model has "
          + "\(model.phases.count)")
    }
    state.parameters = try file.block("", model.layout, path) { _ in true }
    for phase in model.phases {
      let prefixes = Self.prefixes(phase, of: model)
      state.firstMoment += try file.block(prefixes.first, model.layout, path, phase.trains)
      state.secondMoment += try file.block(prefixes.second, model.layout, path, phase.trains)
    }
  }

  private func model(_ path: String) throws(CheckpointError) -> any Autoencoder {
    do {
      let description = try ModelCatalog.description(of: configuration.model.model)
      // Whatever its kind is, the data was one that the model takes.
      let input = InputDescription(
        shape: shape, meanImage: Array(repeating: 0, count: shape.count), classCount: classCount,
        kind: description.kinds.first ?? .images)
      return try ModelCatalog.make(configuration.model, input: input)
    } catch {
      throw .configuration(path, error)
    }
  }

  /// What stands before the names of parameters in the names of the optimizer's memory.
  private static func prefixes(
    _ phase: TrainingPhase, of model: any Autoencoder
  ) -> (first: String, second: String) {
    let optimizer = model.phases.count == 1 ? "optimizer" : "optimizer.\(phase.name)"
    return ("\(optimizer).first.", "\(optimizer).second.")
  }

  /// The names in the file's metadata.
  private enum Key {
    static let format = "aexplorer.format"
    static let dataset = "aexplorer.dataset"
    static let shape = "aexplorer.shape"
    static let classes = "aexplorer.classes"
    static let splitSeed = "aexplorer.split-seed"
    static let configuration = "aexplorer.configuration"
    static let progress = "aexplorer.progress"
  }

  /// The numbers of a `TrainingState`.
  private struct Progress: Codable {
    var step: Int
    var optimizerSteps: [Int]
    var epoch: Int
    var stepInEpoch: Int
    var learningRate: Float
    var controls: [String: Float]
  }
}

extension ImageShape {
  /// Creates a shape from its sizes in a list, `channels,height,width`, if they can be those of an
  /// image.
  fileprivate init?(listed text: String) {
    let sizes = text.split(separator: ",").compactMap { Int($0) }
    guard sizes.count == 3, sizes.allSatisfy({ (1...(1 << 24)).contains($0) }),
      sizes[0] <= (1 << 24) / sizes[1] / max(sizes[2], 1)
    else { return nil }
    self.init(channels: sizes[0], height: sizes[1], width: sizes[2])
  }
}

extension SafeTensors {
  /// Returns arrays as one block, each checked against the layout.
  fileprivate func block(
    _ prefix: String, _ layout: ParameterLayout, _ path: String, _ isKept: (String) -> Bool
  ) throws(CheckpointError) -> [Float] {
    let parameters = layout.parameters.filter { isKept($0.name) }
    var found: [[Float]] = []
    for parameter in parameters {
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
    for (parameter, values) in zip(parameters, found) {
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

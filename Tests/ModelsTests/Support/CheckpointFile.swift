import Foundation

@testable import Models

/// A small checkpoint on disk, and ways to spoil it.
struct CheckpointFile {
  let folder: TemporaryFolder
  let checkpoint: Checkpoint
  var path: String { "\(folder.path)/model.safetensors" }

  init(_ change: (inout Checkpoint) -> Void = { _ in }) throws {
    folder = try TemporaryFolder()
    let configuration = TinyTraining.configuration(epochs: 9)
    let model = try ModelCatalog.make(configuration.model, input: .row(wave(6)))
    var state = TrainingState(configuration, layout: model.layout)
    // The gaps between parameters are no part of a file, and stay 0.
    for parameter in model.layout.parameters {
      for index in parameter.offset..<(parameter.offset + parameter.count) {
        state.firstMoment[index] = Float(index) * 0.1
        state.secondMoment[index] = Float(index) * 1e-20
      }
    }
    state.step = 42
    state.optimizerSteps = [40]
    state.epoch = 8
    state.stepInEpoch = 2
    state.learningRate = 0.1
    state.controls = ["beta": 0.3]
    var checkpoint = Checkpoint(
      configuration: configuration, dataset: "tiny", shape: ImageShape(height: 2, width: 3),
      classCount: 2,
      state: state)
    change(&checkpoint)
    self.checkpoint = checkpoint
    try checkpoint.write(to: path)
  }

  /// The file's bytes.
  func bytes() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  /// Replaces the file.
  func replace(_ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// Replaces a part of the header, whose length is put right.
  func replace(_ text: String, with other: String) throws {
    let bytes = try bytes()
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = String(decoding: bytes[8..<(8 + length)], as: UTF8.self)
    precondition(header.contains(text), "\(text) is not in \(header)")
    let changed = Array(header.replacingOccurrences(of: text, with: other).utf8)
    try replace(Self.lengthBytes(changed.count) + changed + bytes[(8 + length)...])
  }

  /// Returns the eight bytes of a header's length.
  static func lengthBytes(_ length: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
  }

  /// Returns why the file can't be opened, with its path as `FILE`, or nil if it can.
  func complaint() -> String? {
    do {
      _ = try Checkpoint(contentsOf: path)
      return nil
    } catch {
      return error.description.replacingOccurrences(of: path, with: "FILE")
    }
  }
}

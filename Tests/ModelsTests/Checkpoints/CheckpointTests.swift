import Foundation
import Testing

@testable import Models

extension EngineTests {
  struct CheckpointTests {
    @Test func whatIsWrittenIsRead() throws {
      let file = try CheckpointFile()
      #expect(try Checkpoint(contentsOf: file.path) == file.checkpoint)
    }

    @Test func equalTrainingsMakeEqualFiles() throws {
      let (first, second) = (try CheckpointFile(), try CheckpointFile())
      let (left, right) = (try first.bytes(), try second.bytes())
      #expect(left == right)
    }

    @Test func floatsAreKeptToTheLastBit() throws {
      let rates: [Float] = [0.1, 1e-3, 0x1p-149, 3.4028235e38, 0.333_333_34]
      for rate in rates {
        let file = try CheckpointFile { $0.state.learningRate = rate }
        #expect(try Checkpoint(contentsOf: file.path).state.learningRate == rate)
      }
    }

    @Test func theArraysHaveTheirNamesAndShapes() throws {
      let file = try CheckpointFile()
      let content = try SafeTensors(contentsOf: file.path)
      let shapes = Dictionary(
        uniqueKeysWithValues: content.tensors.map { ($0.name, $0.shape) })
      let weights: [String: [Int]] = [
        "encoder.0.weight": [5, 6], "encoder.0.bias": [5],
        "encoder.mean.weight": [2, 5], "encoder.mean.bias": [2],
        "encoder.logVariance.weight": [2, 5], "encoder.logVariance.bias": [2],
        "decoder.0.weight": [5, 2], "decoder.0.bias": [5],
        "decoder.1.weight": [6, 5], "decoder.1.bias": [6],
      ]
      var expected = weights
      for (name, shape) in weights {
        expected["optimizer.first.\(name)"] = shape
        expected["optimizer.second.\(name)"] = shape
      }
      #expect(shapes == expected)
      #expect(content.metadata["aexplorer.format"] == "1")
      #expect(content.metadata["aexplorer.dataset"] == "tiny")
    }

    @Test func theHeaderIsWhatOtherReadersExpect() throws {
      let bytes = try CheckpointFile().bytes()
      let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      #expect(length.isMultiple(of: 8))
      let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<(8 + length)]))
      let entries = try #require(header as? [String: [String: Any]])
      let entry = try #require(entries["encoder.0.weight"])
      #expect(entry["dtype"] as? String == "F32")
      #expect(entry["shape"] as? [Int] == [5, 6])
      let ends = entries.values.compactMap { ($0["data_offsets"] as? [Int])?.last }
      #expect(ends.max() == bytes.count - 8 - length)
    }

    @Test func aFileThatIsCutOffIsRefused() throws {
      let file = try CheckpointFile()
      let bytes = try file.bytes()
      for length in stride(from: 0, to: bytes.count, by: 97) {
        try file.replace(Array(bytes.prefix(length)))
        let complaint = try #require(file.complaint(), "\(length) bytes")
        #expect(complaint.hasPrefix("FILE is not a readable checkpoint: "), "\(complaint)")
      }
    }

    @Test(arguments: sentences)
    func whatIsWrongIsSaid(text: String, other: String, sentence: String) throws {
      let file = try CheckpointFile()
      try file.replace(text, with: other)
      #expect(file.complaint() == sentence)
    }

    static let sentences: [(text: String, other: String, sentence: String)] = [
      (
        "aexplorer.format", "other.format",
        "FILE is a safetensors file without “aexplorer.format” in its metadata; only files written "
          + "by `aexplorer train --save` can be opened"
      ),
      (
        #""aexplorer.format":"1""#, #""aexplorer.format":"2""#,
        "FILE has the checkpoint format 2, and this program reads format 1; a newer aexplorer "
          + "opens it"
      ),
      (
        #""encoder.0.weight""#, #""encoder.9.weight""#,
        "FILE has no array “encoder.0.weight”, which its configuration calls for"
      ),
      (
        #""shape":[5,6]"#, #""shape":[6,5]"#,
        "FILE: the array “encoder.0.weight” has the shape [6, 5], and its configuration calls for "
          + "[5, 6]"
      ),
      (
        #""dtype":"F32""#, #""dtype":"F16""#,
        "FILE is not a readable checkpoint: “encoder.0.weight” has the type F16, and F32 is expected"
      ),
      (
        #""aexplorer.shape":"1,2,3""#, #""aexplorer.shape":"1,2,-3""#,
        "FILE is not a readable checkpoint: “aexplorer.shape” is not a shape of channels, "
          + "height and width"
      ),
      (
        #"\"step\":42"#, #"\"step\":-42"#,
        "FILE: step can't be -42; it may be 0…1125899906842624"
      ),
      (
        #"\"stepInEpoch\":2"#, #"\"stepInEpoch\":-2"#,
        "FILE: step-in-epoch can't be -2; it may be 0…1125899906842624"
      ),
      (
        #"\"epoch\":8"#, #"\"epoch\":-8"#,
        "FILE: epoch can't be -8; it may be 0…1125899906842624"
      ),
      (
        #"\"optimizerSteps\":[40]"#, #"\"optimizerSteps\":[9223372036854775807]"#,
        "FILE: optimizer-step can't be 9223372036854775807; it may be 0…1125899906842624"
      ),
      (
        #"\"beta\":0.3"#, #"\"beta\":-0.3"#,
        "FILE: beta can't be -0.3; it may be what the model's setting allows"
      ),
      (
        #"\"momentum\":0.9"#, #"\"momentum\":-0.9"#,
        "FILE: momentum can't be -0.9; it may be 0 or more, less than 1"
      ),
      (
        #"\"batchSize\":8"#, #"\"batchSize\":0"#,
        "FILE: batch can't be 0; it may be 1…65536 samples"
      ),
    ]

    @Test(arguments: [1 << 40, Int.max, -1, 0, 1])
    func anImpossibleHeaderLengthIsRefused(length: Int) throws {
      let file = try CheckpointFile()
      let bytes = try file.bytes()
      try file.replace(CheckpointFile.lengthBytes(length) + bytes.dropFirst(8))
      #expect(
        file.complaint() == "FILE is not a readable checkpoint: its header would have "
          + "\(UInt64(bitPattern: Int64(length))) bytes, and the file has \(bytes.count)")
    }

    @Test(arguments: [1, 7, 8])
    func aHeaderThatGoesBeyondTheFileIsRefused(excess: Int) throws {
      let file = try CheckpointFile()
      let bytes = try file.bytes()
      let length = bytes.count - 8 + excess
      try file.replace(CheckpointFile.lengthBytes(length) + bytes.dropFirst(8))
      #expect(
        file.complaint() == "FILE is not a readable checkpoint: its header would have "
          + "\(length) bytes, and the file has \(bytes.count)")
    }

    @Test func aConfigurationOfMoreNumbersThanTheFileHasIsRefused() throws {
      let file = try CheckpointFile()
      try file.replace(
        #""aexplorer.shape":"1,2,3""#, with: #""aexplorer.shape":"1,500,1000""#)
      try file.replace(#"\"hidden\":[5]"#, with: #"\"hidden\":[64,64]"#)
      let complaint = try #require(file.complaint())
      #expect(complaint.hasPrefix("FILE: the array “encoder.0.weight” has the shape [5, 6]"))
    }

    @Test func aFileThatIsNotThereIsSaid() throws {
      let folder = try TemporaryFolder()
      let path = "\(folder.path)/none"
      let error = #expect(throws: CheckpointError.self) { try Checkpoint(contentsOf: path) }
      #expect(error?.description == "can't read \(path): No such file or directory")
    }

    @Test func aFolderThatCannotBeWrittenIsSaid() throws {
      let file = try CheckpointFile()
      // Nobody, not even root, writes below a file.
      let path = "\(file.path)/model.safetensors"
      let error = #expect(throws: CheckpointError.self) { try file.checkpoint.write(to: path) }
      #expect(error?.description == "can't write \(path): Not a directory")
    }

    @Test func aFailedWriteLeavesWhatWasThere() throws {
      let file = try CheckpointFile()
      let folder = "\(file.folder.path)/taken"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false)
      let error = #expect(throws: CheckpointError.self) { try file.checkpoint.write(to: folder) }
      #expect(error?.description == "can't write \(folder): Is a directory")
      let left = try FileManager.default.contentsOfDirectory(atPath: file.folder.path)
      #expect(left.sorted() == ["model.safetensors", "taken"])
    }

    @Test func flippedBitsNeverTrap() throws {
      let file = try CheckpointFile()
      let bytes = try file.bytes()
      let chance = RandomKey(seed: 1, epoch: 0, purpose: .corruption)
      var opened = 0
      for round in 0..<2_000 {
        let words = chance.bits(sample: round, count: 4)
        var spoilt = bytes
        // Every other round in the header, where more can go wrong.
        let limit = round.isMultiple(of: 2) ? bytes.count : min(2_500, bytes.count)
        spoilt[Int(words[0]) % limit] ^= 1 << UInt8(words[1] % 8)
        if round.isMultiple(of: 3) { spoilt[Int(words[2]) % limit] = UInt8(words[3] % 256) }
        try file.replace(spoilt)
        if let checkpoint = try? Checkpoint(contentsOf: file.path) {
          opened += 1
          // What was opened can be trained, or is refused in words.
          if checkpoint.shape.count == 6, round.isMultiple(of: 32) {
            try Self.makeAStep(checkpoint)
          }
        }
      }
      #expect((1..<2_000).contains(opened))
    }

    private static func makeAStep(_ checkpoint: Checkpoint) throws {
      guard
        let observed = try? ObservedTrainer(checkpoint.configuration, resuming: checkpoint.state)
      else { return }
      observed.trainer.send(.step)
      _ = try observed.end()
    }
  }
}

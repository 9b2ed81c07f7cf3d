import Testing

@testable import Models

extension EngineTests {
  /// Models whose shards learn of each other: the same bits on any number of threads, and the same
  /// descent on any number of shards.
  struct VariationalShardTests {
    struct Case: CustomTestStringConvertible, Sendable {
      var model: String
      var settings: [String: Double] = [:]
      var testDescription: String { "\(model) \(settings)" }
    }

    static let cases = [
      Case(model: "beta-vae", settings: ["schedule": 2]),
      Case(model: "vae", settings: ["free-bits": 0.1]),
      Case(model: "beta-tc-vae"), Case(model: "cvae"), Case(model: "iwae"),
      Case(model: "rae"), Case(model: "rae", settings: ["smoothness": 1]),
      Case(model: "vq-vae", settings: ["codebook": 8]),
    ]

    @Test(arguments: cases)
    func theThreadsDoNotChangeABit(_ test: Case) throws {
      let reference = try Self.trained(test, shards: 5, threads: 1)
      for threads in [2, 3, 8] {
        let isSame = try Self.trained(test, shards: 5, threads: threads) == reference
        #expect(isSame, "\(threads) threads")
      }
      #expect(reference.allSatisfy { $0.isFinite })
    }

    @Test(arguments: cases)
    func theShardsChangeRoundingOnly(_ test: Case) throws {
      let one = try Self.trained(test, shards: 1, threads: 1)
      for shards in [2, 3] {
        let other = try Self.trained(test, shards: shards, threads: 1)
        #expect(
          largestError(other, one.map { Double($0) }, floor: 1) < 2e-3, "\(shards) shards")
      }
    }

    private static func trained(_ test: Case, shards: Int, threads: Int) throws -> [Float] {
      let description = try ModelCatalog.description(of: test.model)
      var configuration = TinyTraining.configuration(description, epochs: 2).model
      configuration.settings = test.settings
      configuration.codeSize = 4
      let dataset = TinyTraining.dataset
      let model = try ModelCatalog.make(configuration, input: InputDescription(dataset))
      let engine = StepEngine(
        model: model, parameters: model.layout.initialValues(seed: 1), batchSize: 8,
        shards: shards, threads: threads)
      defer { engine.close() }
      let samples = (0..<37).map { Int32($0) }
      dataset.train.withData { data in
        samples.withUnsafeBufferPointer { samples in
          guard let start = samples.baseAddress else { return }
          for step in 1...10 {
            let batch = Batch(
              data: data, samples: start + step, rows: step % 4 == 0 ? 3 : 8,
              random: RandomKey(seed: 1, epoch: step, purpose: .posterior))
            let progress = TrainingProgress(
              step: step, epoch: 0, stepInEpoch: step, stepsPerEpoch: 10)
            let isFinite = engine.step(
              batch, settings: OptimizerSettings(), learningRate: 0.003, progress: progress)
            #expect(isFinite)
          }
        }
      }
      return engine.parameters.array
    }
  }
}

import Testing

@testable import Models

extension EngineTests {
  struct BitsBackCoderTests {
    /// A model of the shipped digits in black and white, after some epochs.
    private static func trained(
      epochs: Int
    ) throws -> (model: any Autoencoder, weights: WeightSnapshot, dataset: Dataset) {
      let dataset = try ShippedDigits.dataset
      var model = ModelConfiguration(defaultsOf: VariationalAutoencoder.description)
      model.hidden = [64]
      model.codeSize = 8
      model.settings["binarisation"] = 1
      let configuration = TrainingConfiguration(model: model, epochs: epochs)
      let observed = try ObservedTrainer(configuration, dataset: dataset, threads: 2)
      observed.trainer.send(.resume)
      let snapshot = try observed.wait { $0.status == .finished }
      defer { observed.trainer.stop() }
      return (observed.trainer.model, snapshot.weights, dataset)
    }

    @Test func imagesComeBackAndTakeAboutTheBound() throws {
      let (model, weights, dataset) = try Self.trained(epochs: 3)
      let coder = try BitsBackCoder(model: model, weights: weights)
      let images = coder.binarised(dataset.test, images: 0..<300)
      #expect(Set(images) == [0, 1])
      let compressed = try #require(try coder.compress(images, shape: dataset.shape))
      #expect(try coder.restore(compressed) == images)
      let sampling = try #require(ImportanceSampling(model))
      let estimate = sampling.estimate(
        dataset.test, images: 0..<300, weights: weights, samples: 10)
      let nats = Double(compressed.bitCount) / 300 * 0.693_147_181
      #expect(abs(nats / estimate.negativeBound - 1) < 0.03)
    }

    @Test func theFileHoldsTheImages() throws {
      let (model, weights, dataset) = try Self.trained(epochs: 1)
      let coder = try BitsBackCoder(model: model, weights: weights)
      let images = coder.binarised(dataset.test, images: 0..<5)
      let compressed = try #require(try coder.compress(images, shape: dataset.shape))
      let bytes = compressed.bytes
      #expect(bytes.count * 8 == compressed.bitCount)
      #expect(try CompressedImages(bytes: bytes) == compressed)
      for place in stride(from: 0, to: bytes.count, by: 13) {
        var damaged = bytes
        damaged[place] ^= 0x10
        #expect(throws: CompressionError.damaged) { try CompressedImages(bytes: damaged) }
        #expect(throws: CompressionError.damaged) {
          try CompressedImages(bytes: Array(bytes[..<place]))
        }
      }
      let other = WeightSnapshot(weights.values.map { $0 * 1.01 }, step: 0)
      let stranger = try BitsBackCoder(model: model, weights: other)
      #expect(throws: CompressionError.otherWeights) { try stranger.restore(compressed) }
    }

    @Test func greyPixelsAndModelsWithoutDistributionsAreRefused() throws {
      let input = InputDescription.row(wave(6))
      let grey = try ModelCatalog.make(TinyTraining.configuration().model, input: input)
      let weights = WeightSnapshot(grey.layout.initialValues(seed: 1), step: 0)
      #expect(throws: CompressionError.greyPixels) {
        try BitsBackCoder(model: grey, weights: weights)
      }
      let plain = try ModelCatalog.make(
        TinyTraining.configuration(Undercomplete.description).model, input: input)
      #expect(throws: CompressionError.noDistribution) {
        try BitsBackCoder(
          model: plain, weights: WeightSnapshot(plain.layout.initialValues(seed: 1), step: 0))
      }
    }
  }
}

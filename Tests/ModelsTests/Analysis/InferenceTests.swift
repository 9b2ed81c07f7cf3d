import Testing

@testable import Models

extension EngineTests {
  struct InferenceTests {
    /// 300 images: parts of 64, the last of them not full.
    private static let count = 300

    @Test(arguments: ["undercomplete", "vae", "convolutional"], [2, 3, 8])
    func severalWorkersFindWhatOneFinds(id: String, workers: Int) throws {
      let (model, weights) = try Self.model(id)
      let images = waveOfIntensities(Self.count * model.inputSize)
      let alone = Inference(model: model)
      let together = Inference(model: model, workers: workers)
      let codes = alone.encode(images, weights: weights)
      #expect(codes.means.contains { $0 != codes.means[0] })
      #expect(together.encode(images, weights: weights) == codes)
      #expect(
        together.decode(codes.means, weights: weights)
          == alone.decode(codes.means, weights: weights))
    }

    @Test func workersEncodeASplitInItsOrder() throws {
      let (model, weights) = try Self.model("vae")
      let bytes = (0..<(Self.count * 784)).map { UInt8(truncatingIfNeeded: $0 * 37 + $0 / 784) }
      let split = Split(images: bytes, labels: Array(repeating: 0, count: Self.count))
      let codes = Inference(model: model, workers: 2).encode(split, weights: weights)
      for index in [0, 63, 64, 192, Self.count - 1] {
        let image = split.image(index).map { Float($0) / 255 }
        let one = Inference(model: model).encode(image, weights: weights)
        // One row is another product, which adds in another order.
        #expect(
          largestError(one.means, codes.mean(index).map(Double.init), floor: 1) < 1e-5, "\(index)")
      }
    }

    @Test func encodingNothingGivesNothing() throws {
      let (model, weights) = try Self.model("vae")
      let codes = Inference(model: model, workers: 2).encode([], weights: weights)
      #expect(codes.count == 0 && codes.means.isEmpty && codes.logVariances == [])
    }

    private static func model(_ id: String) throws -> (any Autoencoder, WeightSnapshot) {
      let configuration = ModelConfiguration(
        defaultsOf: try ModelCatalog.description(of: id))
      let shape = ImageShape(height: 28, width: 28)
      let model = try ModelCatalog.make(
        configuration,
        input: InputDescription(
          shape: shape, meanImage: [Float](repeating: 0.3, count: shape.count), classCount: 10))
      return (model, WeightSnapshot(waveWeights(model), step: 0))
    }
  }
}

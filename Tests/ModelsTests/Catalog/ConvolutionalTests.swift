import Testing

@testable import Models

extension EngineTests {
  struct ConvolutionalTests {
    @Test func hasTheParametersOfTheKerasModel() throws {
      let model = try Self.model()
      #expect(model.layout.parameterCount == 4385)
      #expect(model.codeSize == 128)
      #expect(model.layout.parameters.first?.name == "encoder.0.weight")
      #expect(model.layout.parameters.first?.shape == [16, 1, 3, 3])
      #expect(model.layout.parameters.last?.name == "decoder.3.bias")
    }

    @Test func lossAndGradientsMatchPyTorch() throws {
      let reference = try Self.reference()
      let model = try Self.model()
      let runner = ProgramRunner(rows: 3) { recorder in
        recorder.layout = model.layout
        let x = recorder.input(width: 784, Self.images)
        return model.objective(input: x, target: x)
      }
      runner.parameters = waveWeights(model)
      for variant in KernelVariants.here {
        let result = try KernelVariants.use(variant) { runner.run(stale: .nan) }
        let loss = try #require(reference["loss"]?.values.first)
        #expect(abs(result.objective - loss) < 1e-6 * loss, "\(variant)")
        for parameter in model.layout.parameters {
          let expected = try #require(reference[parameter.name]).values
          let scale = max(expected.map(abs).max() ?? 0, 1e-3)
          let actual = runner.numbers(of: parameter.name, in: result.gradients)
          #expect(
            largestError(actual, expected, floor: scale) < 5e-6, "\(parameter.name) \(variant)")
        }
      }
    }

    @Test func codesAndPicturesMatchPyTorch() throws {
      let reference = try Self.reference()
      let model = try Self.model()
      let inference = Inference(model: model)
      let weights = WeightSnapshot(waveWeights(model), step: 0)
      let codes = inference.encode(Self.images, weights: weights)
      let expected = try #require(reference["code"]).values
      #expect(largestError(codes.means, expected, floor: 1) < 5e-6)
      let picture = inference.decode(codes.mean(0), weights: weights)
      let pixels = stride(from: 0, to: 28, by: 4).flatMap { y in
        stride(from: 0, to: 28, by: 3).map { x in picture[y * 28 + x] }
      }
      #expect(largestError(pixels, try #require(reference["picture"]).values, floor: 1) < 5e-6)
    }

    /// Batches of 37 in three shards: lanes without a sample, and a worker with two shards.
    @Test func trainingIsTheSameWithAnyNumberOfThreads() throws {
      let results = try [1, 2, 3].map { try Self.trained(threads: $0) }
      #expect(results[0].contains { $0 != 0 && $0.isFinite })
      #expect(results[0].map(\.bitPattern) == results[1].map(\.bitPattern))
      #expect(results[0].map(\.bitPattern) == results[2].map(\.bitPattern))
    }

    @Test func hasNoOtherSizes() throws {
      var configuration = try Self.configuration()
      configuration.codeSize = 32
      #expect(
        throws: ConfigurationError.outOfRange(
          "code-size", "32", allowed: "128 with this model; its preset “strided” takes any")
      ) {
        try configuration.validate()
      }
      let expected = "28x28, or with its preset “strided” multiples of 4"
      let found = ImageShape(height: 10, width: 10)
      #expect(throws: ConfigurationError.wrongImages(expected: expected, found: found)) {
        _ = try ModelCatalog.make(
          Self.configuration(), input: .square(side: 10, intensity: 0))
      }
    }

    // MARK: - What is compared

    private static let images = wave(3 * 784, amplitude: 0.5, a: 0.9, b: 0.2).map { $0 + 0.5 }

    private static func reference() throws -> [String: ReferenceValue] {
      try #require(
        Fixture.decode("convolution.json", as: ReferenceCases.self)["convolutional"])
    }

    private static func configuration() throws -> ModelConfiguration {
      ModelConfiguration(defaultsOf: try ModelCatalog.description(of: "convolutional"))
    }

    private static func model() throws -> any Autoencoder {
      try ModelCatalog.make(configuration(), input: .square(side: 28, intensity: 0.3))
    }

    /// Returns the parameters after three steps.
    private static func trained(threads: Int) throws -> [Float] {
      let model = try model()
      let engine = StepEngine(
        model: model, parameters: model.layout.initialValues(seed: 3), batchSize: 37, shards: 3,
        threads: threads)
      defer { engine.close() }
      let bytes = images.map { UInt8($0 * 255) }
      let samples = (0..<37).map { Int32($0 % 3) }
      for step in 1...3 {
        bytes.withUnsafeBufferPointer { bytes in
          samples.withUnsafeBufferPointer { samples in
            guard let samples = samples.baseAddress else { return }
            let batch = Batch(
              data: FrameData(images: bytes.baseAddress), samples: samples, rows: 37,
              random: RandomKey(seed: 1, epoch: step, purpose: .posterior))
            let isFinite = engine.step(
              batch, settings: OptimizerSettings(), learningRate: 0.01,
              progress: TrainingProgress(step: step, epoch: 0, stepInEpoch: 0, stepsPerEpoch: 3))
            #expect(isFinite)
          }
        }
      }
      return engine.parameters.array
    }
  }
}

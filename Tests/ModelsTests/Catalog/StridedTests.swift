import Testing

@testable import Models

extension EngineTests {
  struct StridedTests {
    @Test func halvesTwiceAndMirrors() throws {
      let summary = try Self.model("convolutional", preset: "strided").summary.map(\.kind)
      #expect(
        summary == [
          "convolution 1→16 4×4 stride 2 relu", "convolution 16→32 4×4 stride 2 relu",
          "dense 1568→32 identity", "dense 32→1568 relu",
          "transposed convolution 32→16 4×4 stride 2 relu",
          "transposed convolution 16→1 4×4 stride 2 identity",
        ])
    }

    @Test func lossAndGradientsMatchPyTorch() throws {
      let reference = try Self.reference()
      let model = try Self.small()
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
      let model = try Self.small()
      let inference = Inference(model: model)
      let weights = WeightSnapshot(waveWeights(model), step: 0)
      let codes = inference.encode(Self.images, weights: weights)
      #expect(
        largestError(codes.means, try #require(reference["code"]).values, floor: 1) < 5e-6)
      let picture = inference.decode(codes.mean(0), weights: weights)
      let pixels = stride(from: 0, to: 28, by: 4).flatMap { y in
        stride(from: 0, to: 28, by: 3).map { x in picture[y * 28 + x] }
      }
      #expect(largestError(pixels, try #require(reference["picture"]).values, floor: 1) < 5e-6)
    }

    @Test(arguments: ReconstructionLoss.allCases)
    func gradientOfTheVariationalOneMatchesFiniteDifferences(loss: ReconstructionLoss) throws {
      var configuration = ModelConfiguration(defaultsOf: ConvolutionalVariational.description)
      configuration.hidden = [2, 3]
      configuration.codeSize = 2
      configuration.loss = loss
      configuration.activation = .tanh
      let model = ConvolutionalVariational(
        configuration, input: .square(side: 8, intensity: 0.3))
      let runner = ProgramRunner(rows: 2) { recorder in
        recorder.layout = model.layout
        let x = recorder.input(width: 64, waveOfIntensities(128))
        return model.objective(input: x, target: x)
      }
      runner.controls = [2.5]
      expectFiniteDifferences(runner)
    }

    @Test(arguments: ["convolutional", "conv-vae"])
    func refusesLayersThatDoNotFit(model: String) throws {
      var configuration = ModelConfiguration(defaultsOf: try ModelCatalog.description(of: model))
      if model == "convolutional" { configuration.settings["net"] = 1 }
      configuration.codeSize = 7
      for hidden in [[], [4, 4, 4], [300]] {
        configuration.hidden = hidden
        #expect(throws: ConfigurationError.self) {
          try ModelCatalog.make(configuration, input: .square(side: 28, intensity: 0.3))
        }
      }
      configuration.hidden = [5]
      configuration.decoderHidden = [6, 7]
      try configuration.validate()
      let made = try ModelCatalog.make(
        configuration, input: .square(side: 28, intensity: 0.3))
      #expect(made.codeSize == 7)
    }

    // MARK: - What is compared

    private static let images = wave(3 * 784, amplitude: 0.5, a: 0.9, b: 0.2).map { $0 + 0.5 }

    private static func reference() throws -> [String: ReferenceValue] {
      try #require(Fixture.decode("strided.json", as: ReferenceCases.self)["strided"])
    }

    private static func model(_ id: String, preset: String) throws -> any Autoencoder {
      let description = try ModelCatalog.description(of: id)
      var configuration = ModelConfiguration(defaultsOf: description)
      try #require(description.presets.first { $0.name == preset }).apply(&configuration)
      return try ModelCatalog.make(configuration, input: .square(side: 28, intensity: 0.3))
    }

    private static func small() throws -> any Autoencoder {
      var configuration = ModelConfiguration(defaultsOf: Convolutional.description)
      configuration.settings["net"] = 1
      configuration.hidden = [3, 4]
      configuration.codeSize = 5
      configuration.codeActivation = .identity
      return try ModelCatalog.make(configuration, input: .square(side: 28, intensity: 0.3))
    }
  }
}

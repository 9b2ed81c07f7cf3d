import Testing

@testable import Models

extension EngineTests {
  struct DenoisingTests {
    @Test func theConvolutionalOneKeepsAnImageAsItsCode() throws {
      let model = try ModelCatalog.make(
        Self.configuration("convolutional"), input: .square(side: 28, intensity: 0.3))
      #expect(model.codeSize == 14 * 14 * 4)
      #expect(
        model.summary.map(\.kind) == [
          "convolution 1→32 4×4 stride 2 relu", "convolution 32→32 3×3 relu",
          "convolution 32→32 3×3 relu", "convolution 32→4 3×3 relu",
          "convolution 4→32 3×3 relu", "convolution 32→32 3×3 relu",
          "convolution 32→32 3×3 relu", "transposed convolution 32→1 4×4 stride 2 identity",
        ])
    }

    @Test func theDeepOneHalvesTwice() throws {
      let model = try ModelCatalog.make(
        Self.configuration("deep"), input: .square(side: 28, intensity: 0.3))
      #expect(model.codeSize == 7 * 7 * 20)
      #expect(
        model.summary.map(\.kind) == [
          "convolution 1→48 4×4 stride 2 relu", "convolution 48→96 4×4 stride 2 relu",
          "convolution 96→96 3×3 relu", "convolution 96→96 3×3 relu",
          "convolution 96→20 3×3 relu", "convolution 20→96 3×3 relu",
          "convolution 96→96 3×3 relu", "convolution 96→96 3×3 relu",
          "transposed convolution 96→48 4×4 stride 2 relu",
          "transposed convolution 48→1 4×4 stride 2 identity",
        ])
    }

    @Test(arguments: ReconstructionLoss.allCases, [1, 2])
    func gradientOfTheConvolutionalOneMatchesFiniteDifferences(
      loss: ReconstructionLoss, halvings: Int
    ) throws {
      var configuration = try Self.configuration("convolutional")
      configuration.hidden = [2, 3]
      configuration.codeSize = 32
      configuration.loss = loss
      configuration.activation = .tanh
      configuration.codeActivation = .softplus
      let input = InputDescription.square(side: 8, intensity: 0.3)
      let model = Denoising(
        ConvolutionalRestorer(configuration, input: input, halvings: halvings),
        corruption: Corruption(.gaussian, level: 0.2), shape: input.shape)
      expectFiniteDifferences(
        ProgramRunner(rows: 2) { recorder in
          recorder.layout = model.layout
          let x = recorder.input(width: 64, waveOfIntensities(128))
          return model.objective(input: x, target: x)
        })
    }

    @Test(arguments: [
      (code: 785, hidden: [8]), (code: 784, hidden: []), (code: 784, hidden: [257]),
    ])
    func refusesSizesThatDoNotFit(sizes: (code: Int, hidden: [Int])) throws {
      var configuration = try Self.configuration("convolutional")
      configuration.codeSize = sizes.code
      configuration.hidden = sizes.hidden
      #expect(throws: ConfigurationError.self) { try configuration.validate() }
    }

    @Test func theConvolutionalOneRefusesOtherImages() throws {
      let configuration = try Self.configuration("convolutional")
      let expected = "28x28 pixels, where it halves them"
      let found = ImageShape(height: 1, width: 6)
      #expect(throws: ConfigurationError.wrongImages(expected: expected, found: found)) {
        try ModelCatalog.make(configuration, input: .row(waveOfIntensities(6)))
      }
    }

    /// The line that the restored images are compared with needs the training images.
    @Test(arguments: [false, true])
    func showsTheLinearLineWhereItCanBeLearnt(hasTrainingImages: Bool) throws {
      let dataset = try ShippedDigits.dataset
      let configuration = ModelConfiguration(defaultsOf: DenoisingCatalog.description)
      let model = try ModelCatalog.make(configuration, input: InputDescription(dataset))
      let weights = WeightSnapshot(model.layout.initialValues(seed: 1), step: 0)
      let results = ReadoutContext(
        model: model, configuration: configuration, weights: weights, split: dataset.test,
        codes: Inference(model: model).encode(dataset.test, weights: weights),
        train: hasTrainingImages ? dataset.train : nil
      ).results()
      let line = results.first { $0.name == "PSNR of the best linear restorer" }
      #expect((line != nil) == hasTrainingImages)
      // At σ = 0.5 as at 0.2 between the spoilt images and what a good network makes of them.
      if case .number(let ratio) = line?.value { #expect((16...18).contains(ratio), "\(ratio)") }
    }

    private static func configuration(_ preset: String) throws -> ModelConfiguration {
      let description = DenoisingCatalog.description
      var configuration = ModelConfiguration(defaultsOf: description)
      try #require(description.presets.first { $0.name == preset }).apply(&configuration)
      return configuration
    }
  }
}

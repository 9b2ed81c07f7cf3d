import Testing

@testable import Models

/// What is said of the common settings is what they do: none is taken and then ignored.
struct CommonSettingTests {
  @Test(arguments: ModelCatalog.all.map(\.id), CommonSetting.allCases)
  func aSettingThatIsTakenChangesTheModel(id: String, setting: CommonSetting) throws {
    let description = try ModelCatalog.description(of: id)
    let plain = Self.plain(description)
    let changed = Self.changed(plain, setting)
    guard !description.unused.contains(setting) else {
      #expect(throws: ConfigurationError.self) { try changed.validate() }
      return
    }
    // A model whose sizes are fixed refuses others, and so ignores nothing.
    guard (try? changed.validate()) != nil else { return }
    let input = Self.input(description)
    let models = try [plain, changed].map { try ModelCatalog.make($0, input: input) }
    #expect(
      models[0].summary != models[1].summary || models[0].layout != models[1].layout,
      "\(setting.rawValue) changes nothing")
  }

  @Test(arguments: ModelCatalog.all.map(\.id), WeightInitialization.allCases)
  func weightsBeginAsChosen(id: String, weights: WeightInitialization) throws {
    let description = try ModelCatalog.description(of: id)
    var configuration = ModelConfiguration(defaultsOf: description)
    configuration.weights = weights
    let model = try ModelCatalog.make(configuration, input: Self.input(description))
    let (asked, other) = (
      WeightInitialization.allCases.filter { $0 == weights },
      WeightInitialization.allCases.filter { $0 != weights }
    )
    func count(_ choices: [WeightInitialization]) -> Int {
      model.layout.parameters.count { parameter in
        guard parameter.name.hasSuffix(".weight"), parameter.shape.count == 2 else { return false }
        return choices.contains {
          $0.initializer(inputs: parameter.shape[1], outputs: parameter.shape[0])
            == parameter.initializer
        }
      }
    }
    // Some networks (discriminators) have weights of their own; the code's layers have the chosen.
    let isConvolutional = id.contains("conv") || id == "dfc-vae" || id == "pixel-vae"
    #expect(isConvolutional || count(asked) > 0, "\(count(other)) of another kind")
  }

  @Test(arguments: [
    (WeightInitialization.glorot, 2 / Float(500)), (.glorotNormal, 2 / Float(500)),
    (.he, 2 / Float(400)), (.heUniform, 2 / Float(400)), (.lecun, 1 / Float(400)),
  ])
  func firstWeightsHaveTheVarianceOfTheirPaper(weights: WeightInitialization, variance: Float) {
    let values = weights.initializer(inputs: 400, outputs: 100)
      .values(count: 40_000, seed: 1, number: 0)
    let mean = values.reduce(0, +) / 40_000
    let found = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40_000
    #expect(abs(mean) < 0.001)
    #expect(abs(found / variance - 1) < 0.03)
  }

  /// Images as far as strides go, and a sentence beyond.
  @Test(arguments: ["conv-vae", "dfc-vae", "pixel-vae", "convolutional"])
  func stridedModelsTakeAnySizeThatCanBeHalved(id: String) throws {
    let description = try ModelCatalog.description(of: id)
    var configuration = ModelConfiguration(defaultsOf: description)
    description.presets.first { $0.name == "strided" }?.apply(&configuration)
    for (height, width) in [(32, 32), (16, 40), (28, 28), (4, 8)] {
      let model = try ModelCatalog.make(
        configuration, input: Self.images(height: height, width: width))
      #expect(model.inputSize == height * width)
      let state = TrainingState(
        TrainingConfiguration(model: configuration), layout: model.layout,
        phases: model.phases.count)
      let picture = Inference(model: model).reconstruct(
        Array(repeating: 0.5, count: model.inputSize),
        weights: WeightSnapshot(state.parameters, step: 0))
      #expect(picture.count == height * width)
      #expect(picture.allSatisfy { $0.isFinite })
    }
    for (height, width) in [(27, 28), (28, 30), (1, 784)] {
      #expect(throws: ConfigurationError.self) {
        try ModelCatalog.make(configuration, input: Self.images(height: height, width: width))
      }
    }
  }

  private static func images(height: Int, width: Int) -> InputDescription {
    InputDescription(
      shape: ImageShape(height: height, width: width),
      meanImage: Array(repeating: 0.2, count: height * width), classCount: 10)
  }

  private static func input(_ description: ModelDescription) -> InputDescription {
    guard description.ratingsSide != nil else { return images(height: 28, width: 28) }
    return InputDescription(
      shape: ImageShape(height: 1, width: 20), meanImage: Array(repeating: 0.02, count: 20),
      classCount: 5, kind: .ratings)
  }

  /// The defaults, with a hidden layer where the model takes one.
  private static func plain(_ description: ModelDescription) -> ModelConfiguration {
    let defaults = ModelConfiguration(defaultsOf: description)
    var layered = defaults
    layered.hidden = [17]
    let takesLayers = defaults.hidden.isEmpty && (try? layered.validate()) != nil
    return takesLayers ? layered : defaults
  }

  private static func changed(
    _ configuration: ModelConfiguration, _ setting: CommonSetting
  ) -> ModelConfiguration {
    var changed = configuration
    func other(_ activation: Activation) -> Activation { activation == .tanh ? .sigmoid : .tanh }
    switch setting {
    case .decoderHidden: changed.decoderHidden = configuration.hidden.map { $0 + 3 }
    case .activation: changed.activation = other(configuration.activation)
    case .codeActivation: changed.codeActivation = other(configuration.codeActivation)
    }
    return changed
  }
}

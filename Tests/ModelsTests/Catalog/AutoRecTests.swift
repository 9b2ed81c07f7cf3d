import Testing

@testable import Models

/// Ratings of 3 rows and 4 features, and layers of 2 units.
private enum Small {
  static let known: [Float] = [2, 0, 8, 0, 0, 0, 0, 6, 4, 10, 0, 2].map { $0 / 255 }
  static let truth: [Float] = [0, 6, 0, 0, 10, 2, 0, 0, 0, 0, 8, 0].map { $0 / 255 }

  /// The layers; parameters are waves of their places.
  static func layers(
    _ layout: inout ParameterLayout, output: RatingOutput = .identity, means: [Float]? = nil
  ) -> (encoder: SparseLayer, ratings: RatingLayer) {
    func values(_ count: Int, _ start: Double) -> Initializer {
      .values(wave(count, amplitude: 0.5, a: 0.7, b: start))
    }
    let encoder = SparseLayer(
      weight: layout.add("encoder.0.embedding", shape: [4, 2], values(8, 0.1)),
      bias: layout.add("encoder.0.bias", shape: [2], values(2, 0.2)),
      means: nil, scale: RatingLayer.stars, activation: .sigmoid)
    let decoderWeight = layout.add("decoder.0.weight", shape: [4, 2], values(8, 0.3))
    let decoderBias = layout.add("decoder.0.bias", shape: [4], values(4, 0.4))
    let ratings = RatingLayer(
      weight: decoderWeight, bias: decoderBias,
      means: layout.add(
        "ratings.means", shape: [4], .values(means ?? Array(repeating: 3, count: 4))),
      range: layout.add("ratings.range", shape: [3], .values([1, 5, 3.5])), output: output)
    return (encoder, ratings)
  }

  static func runner(
    target: [Float] = truth, output: RatingOutput = .identity, means: [Float]? = nil,
    decay: Float = 0.3
  ) -> ProgramRunner {
    ProgramRunner(rows: 3) { recorder in
      let layers = layers(&recorder.layout, output: output, means: means)
      let x = recorder.input(width: 4, known)
      let t = recorder.input(width: 4, target)
      let errors = layers.ratings.errors(
        hidden: layers.encoder(x, width: 2), input: x, target: t)
      return Loss("reconstruction", errors.columns(0..<1))
        + decay
        * Loss(
          "decay",
          recorder.tape.halfSquaredNorm(of: [layers.encoder.weight, layers.ratings.weight]))
        + .counted("shown", errors.columns(1..<2)) + .counted("count", errors.columns(2..<3))
    }
  }
}

struct AutoRecTests {
  @Test(arguments: RatingOutput.allCases)
  func gradientsAreThoseOfFiniteDifferences(output: RatingOutput) {
    expectFiniteDifferences(
      Small.runner(output: output),
      trainedBy: TrainingPhase("ratings", trains: ["encoder.", "decoder."]) { _, _ in
        preconditionFailure("only its parameters are of interest")
      })
  }

  @Test func nothingIsLearnedOfWhatNobodyRated() {
    // Feature 3 is rated in no row of the truth, and known in two.
    let runner = Small.runner(decay: 0)
    let gradients = runner.run(stale: 9).gradients
    #expect(runner.numbers(of: "decoder.0.bias", in: gradients)[3] == 0)
    #expect(runner.numbers(of: "decoder.0.weight", in: gradients)[6...7] == [0, 0])
    #expect(runner.numbers(of: "decoder.0.bias", in: gradients)[0] != 0)
  }

  @Test func unobservedInputsTouchNoColumn() {
    // Feature 1 is known in the last row alone, whose truth is feature 2.
    var target = Small.truth
    target[10] = 0
    let runner = Small.runner(target: target, decay: 0)
    let gradients = runner.run(stale: 9).gradients
    #expect(runner.numbers(of: "encoder.0.embedding", in: gradients)[2...3] == [0, 0])
  }

  @Test func biasesAreNotRegularised() {
    let runner = Small.runner(target: Array(repeating: 0, count: 12))
    let gradients = runner.run(stale: 9).gradients
    #expect(runner.numbers(of: "encoder.0.bias", in: gradients) == [0, 0])
    #expect(runner.numbers(of: "decoder.0.bias", in: gradients) == [0, 0, 0, 0])
    let weight = runner["decoder.0.weight"][0]
    #expect(abs(runner.numbers(of: "decoder.0.weight", in: gradients)[0] - 0.3 * weight) < 1e-6)
  }

  @Test func predictionsForTheUnknownAreTheGlobalMean() {
    // No training rating at all for features 1 and 2: 3 stars and 1, 4 stars held out.
    let runner = Small.runner(means: [3, 0, 0, 3])
    let sums = runner.run().sums
    let expected = 0.5 * 0.5 + 2.5 * 2.5 + 0.5 * 0.5
    // The fourth is feature 0 of the second row, clipped to the scale.
    let fourth = sums[2] - expected
    #expect(fourth > 0 && fourth <= 16)
    #expect(sums[3] == 4)
  }

  @Test func theErrorIsARatingAndNotARow() throws {
    let model = AutoRec(
      ModelConfiguration(defaultsOf: AutoRec.itemDescription), input: .row([0.02, 0.02]))
    let measure = try #require(model.measures.first)
    // Two rows with 4 ratings of error 1 and 1 rating of error 4: √((4 + 16) / 5), not a mean of rows.
    let means = ["squared error of shown predictions": 10.0, "ratings": 2.5]
    #expect(measure.value(means) == 2)
  }

  @Test func hiddenLayersAreRefused() {
    var configuration = ModelConfiguration(defaultsOf: AutoRec.itemDescription)
    configuration.hidden = [20]
    #expect(throws: ConfigurationError.self) { try configuration.validate() }
  }

  @Test func decodesWithinTheScale() {
    let dataset = SyntheticRatings().dataset(seed: 1)
    let model = AutoRec(
      ModelConfiguration(defaultsOf: AutoRec.itemDescription), input: InputDescription(dataset))
    let weights = WeightSnapshot(model.layout.initialValues(seed: 1), step: 0)
    let row = Inference(model: model).decode(
      Array(repeating: 1000, count: model.codeSize), weights: weights)
    let stars = row.map { $0 * RatingLayer.stars }
    #expect(stars.allSatisfy { (0.999...5.001).contains($0) })
  }
}

extension EngineTests {
  struct AutoRecTrainingTests {
    @Test(arguments: ["autorec-item", "autorec-user"])
    func theSameSeedGivesTheSameWeightsWithAnyThreads(id: String) throws {
      let states = try [1, 2, 3].map { try Self.trained(id, epochs: 1, threads: $0).state }
      #expect(states[0] == states[1])
      #expect(states[0] == states[2])
    }

    /// Gate 16 of the models guide.
    @Test(arguments: ["autorec-item", "autorec-user"])
    func comesWithinFivePercentOfTheNoise(id: String) throws {
      let (dataset, rmse, _) = try Self.trained(id, epochs: 30, threads: 2)
      let facts = try #require(dataset.test.ratings)
      let floor = try #require(facts.noiseFloor)
      let baselines = facts.baselines(on: dataset.test)
      #expect(rmse < 1.05 * floor, "floor \(floor)")
      #expect(rmse >= floor)
      #expect(rmse < min(baselines.userMean, baselines.itemMean))
    }

    private static func trained(
      _ id: String, epochs: Int, threads: Int
    ) throws -> (dataset: Dataset, rmse: Double, state: TrainingState) {
      let description = try ModelCatalog.description(of: id)
      let dataset = SyntheticRatings().dataset(seed: 1).arranged(for: description)
      let configuration = TrainingConfiguration(
        model: ModelConfiguration(defaultsOf: description),
        learningRate: description.defaultLearningRate, batchSize: description.defaultBatchSize,
        seed: 1, epochs: epochs)
      let observed = try ObservedTrainer(configuration, dataset: dataset, threads: threads)
      let state = try observed.finish()
      let place = try #require(observed.trainer.snapshot.headline)
      let last = try #require(observed.epochs.last)
      return (dataset, last.test.terms[place], state)
    }
  }
}

extension AutoRecTests {
  private struct Reference: Decodable {
    var objective: Double
    var embedding: [Double]
    var bias: [Double]
    var decoderWeight: [Double]
    var decoderBias: [Double]
  }

  /// `Tests/Reference/autorec.py` computes the same densely, in double precision.
  @Test(arguments: [("identity", RatingOutput.identity), ("sigmoid", .sigmoid)])
  func agreesWithTheDenseComputation(name: String, output: RatingOutput) throws {
    let cases = try Fixture.decode("autorec.json", as: [String: Reference].self)
    let expected = try #require(cases[name])
    let runner = Small.runner(output: output)
    let result = runner.run(stale: 5)
    #expect(abs(result.objective - expected.objective) < 1e-5 * expected.objective)
    for (parameter, values) in [
      ("encoder.0.embedding", expected.embedding), ("encoder.0.bias", expected.bias),
      ("decoder.0.weight", expected.decoderWeight), ("decoder.0.bias", expected.decoderBias),
    ] {
      let found = runner.numbers(of: parameter, in: result.gradients)
      #expect(largestError(found, values, floor: 1) < 1e-5, "\(parameter)")
    }
  }
}

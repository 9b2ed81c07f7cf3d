import Testing

@testable import Models

extension EngineTests {
  struct DeepFeatureVAETests {
    /// The gradient flows through the classifier to the pictures, and not into it.
    @Test func theAutoencodersPhaseTrainsTheAutoencoderOnly() throws {
      let gradients = try Self.gradients(ofPhase: "autoencoder")
      for (name, gradient) in gradients {
        let isClassifier = name.hasPrefix("perception.")
        #expect(gradient.allSatisfy { $0.isNaN } == isClassifier, "\(name)")
        if !isClassifier { #expect(gradient.contains { $0 != 0 }, "\(name)") }
      }
    }

    @Test func theClassifiersPhaseTrainsTheClassifierOnly() throws {
      for (name, gradient) in try Self.gradients(ofPhase: "classifier") {
        let isClassifier = name.hasPrefix("perception.")
        #expect(gradient.allSatisfy { $0.isNaN } == !isClassifier, "\(name)")
      }
    }

    @Test func onePhaseFollowsTheOther() throws {
      let phases = try Self.model().phases
      for epoch in 0...4 {
        let progress = TrainingProgress(
          step: 0, epoch: epoch, stepInEpoch: 0, stepsPerEpoch: 10)
        let active = phases.filter { $0.isActive(progress) }.map(\.name)
        #expect(active == [epoch < 3 ? "classifier" : "autoencoder"])
      }
    }

    /// The whole objective, through the frozen classifier.
    @Test func gradientMatchesDifferences() throws {
      let model = try Self.model()
      let runner = Self.runner(model, phase: model.phases[0])
      runner.controls = [1.5, 30]
      let gradients = runner.run(stale: .nan).gradients
      let trained = runner.layout.parameters.filter { !$0.name.hasPrefix("perception.") }
      var checked = 0
      for parameter in trained {
        for index in parameter.offset..<(parameter.offset + parameter.count) {
          let differences = [Float(1) / 64, 1 / 256].map { Self.difference(runner, index, $0) }
          guard abs(differences[0] - differences[1]) < 2e-3 * (1 + abs(differences[1])) else {
            continue
          }
          checked += 1
          #expect(
            abs(Double(gradients[index]) - differences[1]) < 5e-3 * (1 + abs(differences[1])),
            "\(parameter.name)")
        }
      }
      #expect(checked > trained.reduce(0) { $0 + $1.count } / 3)
    }

    /// A picture without any ink in the maps' eyes has an error of 1 in each layer.
    @Test func errorsArePartsOfTheLayersActivation() throws {
      let model = try Self.model()
      let runner = Self.runner(model, phase: model.phases[0])
      let sums = runner.run(stale: .nan).sums
      // reconstruction, kl, feature 1, feature 2, squared error
      #expect(abs(sums[0] - sums[2] - sums[3]) < 1e-5 * sums[0])
      #expect(sums[2] > 0 && sums[3] > 0)
    }

    @Test func trainingLeavesTheFrozenClassifierAsItIs() throws {
      var configuration = TrainingConfiguration(
        model: ModelConfiguration(defaultsOf: DeepFeatureVAE.description), batchSize: 20,
        shards: 2, seed: 1, epochs: 1)
      configuration.model.hidden = [2, 2]
      configuration.model.settings = ["classifier-epochs": 1]
      let dataset = try Self.dataset()
      let first = try ObservedTrainer(configuration, dataset: dataset, threads: 2).finish()
      configuration.epochs = 3
      let third = try ObservedTrainer(configuration, dataset: dataset, threads: 2).finish()
      let layout = try ModelCatalog.make(
        configuration.model, input: InputDescription(dataset)
      ).layout
      for parameter in layout.parameters {
        let range = parameter.offset..<(parameter.offset + parameter.count)
        let isSame = first.parameters[range] == third.parameters[range]
        #expect(isSame == parameter.name.hasPrefix("perception."), "\(parameter.name)")
      }
    }

    // MARK: - Recording

    private static func model() throws -> DeepFeatureVAE {
      var configuration = ModelConfiguration(defaultsOf: DeepFeatureVAE.description)
      configuration.hidden = [2]
      configuration.codeSize = 2
      configuration.activation = .tanh
      configuration.settings = ["classifier-epochs": 3]
      return DeepFeatureVAE(configuration, input: .square(side: 8, intensity: 0.3))
    }

    private static func runner(
      _ model: DeepFeatureVAE, phase: TrainingPhase
    ) -> ProgramRunner {
      ProgramRunner(
        rows: 3, trained: phase.ranges(in: model.layout)
      ) { recorder in
        recorder.layout = model.layout
        let x = recorder.input(width: 64, waveOfIntensities(192))
        return phase.objective(x, x)
      }
    }

    private static func gradients(ofPhase name: String) throws -> [(String, [Float])] {
      let model = try model()
      let phase = try #require(model.phases.first { $0.name == name })
      let runner = runner(model, phase: phase)
      let labels: [UInt8] = (0..<64).map { UInt8($0 % 10) }
      let gradients = labels.withUnsafeBufferPointer { labels in
        runner.run(stale: .nan, data: FrameData(labels: labels.baseAddress)).gradients
      }
      return model.layout.parameters.map {
        ($0.name, runner.numbers(of: $0.name, in: gradients))
      }
    }

    private static func difference(_ runner: ProgramRunner, _ index: Int, _ h: Float) -> Double {
      let value = runner.parameters[index]
      defer { runner.parameters[index] = value }
      let ends = [value + h, value - h].map { end in
        runner.parameters[index] = end
        return runner.run().objective
      }
      return (ends[0] - ends[1]) / (2 * Double(h))
    }

    private static func dataset() throws -> Dataset {
      func split(_ count: Int) -> Split {
        Split(
          images: waveOfIntensities(count * 784).map { UInt8($0 * 255) },
          labels: (0..<count).map { UInt8($0 % 10) })
      }
      return Dataset(
        name: "waves", title: "Waves", shape: ImageShape(height: 28, width: 28),
        train: split(60), test: split(20), classNames: (0..<10).map { "\($0)" })
    }
  }
}

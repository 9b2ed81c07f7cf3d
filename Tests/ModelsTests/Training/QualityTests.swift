import Testing

@testable import Models

/// Whole trainings on the shipped digits, against exact lines.
extension EngineTests {
  struct QualityTests {
    /// Plain linear layers, with a hidden one and without: the subspace that they find is PCA's.
    @Test(arguments: [([Int](), 8), ([], 32), ([128], 8)])
    func linearLayersComeWithinOnePercentOfPCA(hidden: [Int], codeSize: Int) throws {
      var configuration = try Self.configuration("undercomplete", codeSize: codeSize, epochs: 25)
      configuration.model.hidden = hidden
      configuration.model.activation = .identity
      configuration.learningRate = 2e-3
      let dataset = try ShippedDigits.dataset
      let first = try ObservedTrainer(configuration, dataset: dataset, threads: 2)
      var state = try first.finish()
      // The last epochs with a tenth of the rate: Adam's steps don't shrink by themselves.
      state.learningRate = 2e-4
      configuration.epochs = 40
      let last = try ObservedTrainer(
        configuration, dataset: dataset, threads: 2, resuming: state)
      _ = try last.finish()
      let loss = try #require(last.epochs.last).train.loss
      let exact = try Self.lines.get().train[codeSize]
      #expect(loss < 1.01 * exact, "SSE \(loss), PCA-\(codeSize) \(exact)")
      // Nothing linear is better than PCA; the loss is measured while the weights still move.
      #expect(loss > 0.999 * exact, "SSE \(loss), PCA-\(codeSize) \(exact)")
    }

    @Test func undercompleteBeatsPCAOnTheTestSplit() throws {
      let configuration = try Self.configuration("undercomplete", codeSize: 32, epochs: 20)
      let loss = try Self.trained(configuration).test.loss
      let exact = try Self.lines.get().test[32]
      #expect(loss < exact, "SSE \(loss), PCA-32 \(exact)")
    }

    @Test func theVariationalAutoencoderUsesItsCode() throws {
      let configuration = try Self.configuration("vae", codeSize: 2, epochs: 3)
      let result = try Self.trained(configuration)
      let baseline = try Self.lines.get().meanImageCrossEntropy
      #expect(result.test.terms[1] > 1, "KL \(result.test.terms[1])")
      #expect(result.test.loss < baseline, "\(result.test.loss), mean image \(baseline)")
      #expect(
        abs(result.test.loss - result.test.terms[0] - result.test.terms[1])
          < 1e-6 * result.test.loss)
    }

    private static func configuration(
      _ model: String, codeSize: Int, epochs: Int
    ) throws -> TrainingConfiguration {
      var model = ModelConfiguration(defaultsOf: try ModelCatalog.description(of: model))
      model.codeSize = codeSize
      return TrainingConfiguration(model: model, epochs: epochs)
    }

    private static func trained(_ configuration: TrainingConfiguration) throws -> EpochResult {
      let observed = try ObservedTrainer(
        configuration, dataset: try ShippedDigits.dataset, threads: 2)
      _ = try observed.finish()
      return try #require(observed.epochs.last)
    }

    /// PCA's squared errors by the size of the code, and the cross-entropy of the mean image.
    private static let lines = Result {
      let dataset = try ShippedDigits.dataset
      let components = PrincipalComponents(of: dataset.train, shape: dataset.shape)
      return (
        train: components.squaredErrors(on: dataset.train),
        test: components.squaredErrors(on: dataset.test),
        meanImageCrossEntropy: components.crossEntropy(on: dataset.test, components: 0)
      )
    }
  }
}

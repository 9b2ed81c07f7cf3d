import Foundation
import Testing

@testable import Models

extension EngineTests {
  struct ImportanceSamplingTests {
    @Test(arguments: [1, 7, 25])
    func theLikelihoodIsNeverBelowTheBoundOfTheSameSamples(samples: Int) throws {
      let estimate = try Self.estimate(samples: samples)
      let isEqual = abs(estimate.negativeLogLikelihood - estimate.negativeBound) < 1e-5
      #expect(samples == 1 ? isEqual : estimate.negativeLogLikelihood < estimate.negativeBound)
      #expect(estimate.samples == samples && estimate.images == 11)
    }

    @Test func moreSamplesComeCloser() throws {
      let values = try [1, 10, 1_000].map { try Self.estimate(samples: $0).negativeLogLikelihood }
      #expect(values[0] > values[1] && values[1] > values[2])
    }

    /// A linear decoder with Gaussian pixels has a likelihood in closed form: one direction w, one
    /// pixel, p(x) = N(x; b, w² + σ²).
    @Test func agreesWithALikelihoodInClosedForm() throws {
      var configuration = ModelConfiguration(defaultsOf: VariationalAutoencoder.description)
      configuration.hidden = []
      configuration.codeSize = 1
      configuration.loss = .mse
      configuration.settings = ["sigma": 0.5]
      let model = try ModelCatalog.make(configuration, input: .row([0.5]))
      let values = model.layout.initialValues(seed: 1)
      let split = Split(images: [0, 100, 255], labels: [0, 0, 0])
      let weight = Self.first("decoder.0.weight", model)
      let bias = Self.first("decoder.0.bias", model)
      let variance = Double(values[weight] * values[weight]) + 0.25
      let expected = [0.0, 100.0 / 255, 1.0].reduce(0.0) { sum, x in
        let offset = x - Double(values[bias])
        return sum + 0.5 * (offset * offset / variance + log(2 * Double.pi * variance))
      }
      let estimator = try #require(ImportanceSampling(model))
      let estimate = estimator.estimate(
        split, weights: WeightSnapshot(buffer: FloatBuffer(values), step: 0), samples: 20_000)
      #expect(abs(estimate.negativeLogLikelihood - expected / 3) < 0.01)
    }

    private static func estimate(samples: Int) throws -> LikelihoodEstimate {
      let configuration = TinyTraining.configuration().model
      let dataset = TinyTraining.dataset
      let model = try ModelCatalog.make(configuration, input: InputDescription(dataset))
      let values = model.layout.initialValues(seed: 1).map { $0 * 2 }
      return try #require(ImportanceSampling(model)).estimate(
        dataset.test, weights: WeightSnapshot(buffer: FloatBuffer(values), step: 0),
        samples: samples)
    }

    private static func first(_ name: String, _ model: any Autoencoder) -> Int {
      model.layout.parameters.first { $0.name == name }?.offset ?? 0
    }
  }
}

import Testing

@testable import Models

/// What read-outs say of the best linear model.
struct LinearReadoutTests {
  @Test func theErrorOfPCAStandsBesideTheModels() throws {
    let dataset = try ShippedDigits.dataset
    let (context, description) = try Self.context("undercomplete", dataset) { $0.codeSize = 8 }
    let results = Dictionary(
      uniqueKeysWithValues: context.results().map { ($0.name, $0.value) })
    #expect(description.readouts.count == results.count)
    guard case .number(let linear) = results["squared error of PCA"],
      case .number(let model) = results["squared error"]
    else {
      Issue.record("\(results.keys)")
      return
    }
    let exact = PrincipalComponents(of: dataset.train, shape: dataset.shape)
      .squaredErrors(on: dataset.test)[8]
    #expect(abs(linear - exact) < 1e-6 * exact)
    // A model that nobody has trained is worse.
    #expect(model > linear)
  }

  @Test(arguments: [(1.0, 1.0), (1, 0.5), (4, 0.5)])
  func theForecastCountsEigenvaluesAboveTheThreshold(beta: Double, sigma: Double) throws {
    let dataset = try ShippedDigits.dataset
    let (context, _) = try Self.context("vae", dataset) {
      $0.codeSize = 20
      $0.loss = .mse
      $0.settings = ["beta": beta, "sigma": sigma]
    }
    let values = PrincipalComponents(of: dataset.train, shape: dataset.shape).eigenvalues
    let expected = values.prefix(20).count { $0 > beta * sigma * sigma }
    let forecast = Readout.collapseForecast.measure(context)
    #expect(forecast == .count(expected, of: 20))
  }

  @Test func withoutASigmaThereIsNoForecast() throws {
    let (context, _) = try Self.context("vae", try ShippedDigits.dataset) { _ in }
    #expect(Readout.collapseForecast.measure(context) == nil)
  }

  private static func context(
    _ id: String, _ dataset: Dataset, _ change: (inout ModelConfiguration) -> Void
  ) throws -> (ReadoutContext, ModelDescription) {
    let description = try ModelCatalog.description(of: id)
    var configuration = ModelConfiguration(defaultsOf: description)
    change(&configuration)
    let model = try ModelCatalog.make(configuration, input: InputDescription(dataset))
    let state = TrainingState(
      TrainingConfiguration(model: configuration), layout: model.layout,
      phases: model.phases.count)
    let weights = WeightSnapshot(state.parameters, step: 0)
    let codes = Inference(model: model).encode(dataset.test, weights: weights)
    let context = ReadoutContext(
      model: model, configuration: configuration, weights: weights, split: dataset.test,
      codes: codes, train: dataset.train, isThorough: true)
    return (context, description)
  }
}

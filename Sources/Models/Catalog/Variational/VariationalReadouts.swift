#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What the models with Gaussian codes have to show.
extension Readout {
  static let variational: [Readout] = [
    activeUnits, divergences, aggregatedDeviations, aggregatedDivergence, importanceSampled,
    effectiveBeta, collapseForecast, decoderDeviation,
  ]

  /// What any model with Gaussian codes has to show, whatever judges its reconstructions.
  static let posteriors: [Readout] = [
    activeUnits, divergences, aggregatedDeviations, aggregatedDivergence,
  ]

  private static let activeUnits = Readout(
    "active units",
    summary: "dimensions whose mean code varies over the images by more than 0.01; the others "
      + "carry nothing"
  ) { context in
    AggregatedPosterior(context.codes).map { .count($0.activeUnits, of: context.codes.size) }
  }

  private static let divergences = Readout(
    "KL per dimension", summary: "what each dimension carries, in nats an image; 0 is unused",
    unit: "nats"
  ) { context in
    context.codes.divergences.map { .bars($0) }
  }

  private static let aggregatedDeviations = Readout(
    "aggregated posterior",
    summary: "the spread of all codes together in each dimension; the prior's is 1"
  ) { context in
    AggregatedPosterior(context.codes).map { .bars($0.deviations, line: 1) }
  }

  private static let aggregatedDivergence = Readout(
    "distance from the prior",
    summary: "divergence of all codes' means and spreads from N(0, 1); near 0, samples of the "
      + "prior are like codes of data", unit: "nats"
  ) { context in
    AggregatedPosterior(context.codes).map { .number($0.divergence) }
  }

  /// Images and samples that are measured while training runs.
  private static let (fewImages, fewSamples) = (50, 20)
  /// Samples of each image where all are measured.
  private static let manySamples = 100

  private static let importanceSampled = Readout(
    "negative log-likelihood",
    summary: "−ln p(x) of the first \(fewImages) images, by \(fewSamples) importance samples each "
      + "(thoroughly: of all, by \(manySamples)); below −ELBO by what the posteriors miss",
    unit: "nats"
  ) { context in
    ImportanceSampling(context.model).map { estimator in
      let count = context.split.count
      let images = 0..<(context.isThorough ? count : min(fewImages, count))
      let estimate = estimator.estimate(
        context.split, images: images, weights: context.weights,
        samples: context.isThorough ? manySamples : fewSamples)
      return .number(estimate.negativeLogLikelihood)
    }
  }

  private static let effectiveBeta = Readout(
    "effective β",
    summary: "weight of the KL against the summed error: β for Bernoulli pixels, β σ² for Gaussian "
      + "ones, where a dimension is used if its variance exceeds that"
  ) { context in
    guard let beta = context.value(ofSetting: "beta"), context.weighsDivergenceByBeta else {
      return nil
    }
    guard let model = context.model as? any VariationalModel,
      model.networks.pixels.deviation != nil
    else { return .number(beta) }
    return deviation(context).map { .number(beta * $0 * $0) }
  }

  /// The dimensions that a linear network with the same pixels and β would use.
  static let collapseForecast = Readout(
    "forecast of active units",
    summary: "dimensions that a linear network with the same σ and β would use: those along which "
      + "the data's variance exceeds β σ²"
  ) { context in
    guard let beta = context.value(ofSetting: "beta"), context.weighsDivergenceByBeta, beta > 0,
      let sigma = deviation(context),
      sigma > 0, sigma.isFinite, let analysis = analysis(context)
    else { return nil }
    let forecast = CollapseForecast(
      eigenvalues: analysis.eigenvalues, codeSize: context.codes.size, beta: beta,
      variance: sigma * sigma)
    return .count(forecast.activeUnits, of: context.codes.size)
  }

  private static let decoderDeviation = Readout(
    "σ of a pixel", summary: "standard deviation of Gaussian pixels, as set or learned"
  ) { context in
    deviation(context).map { .number($0) }
  }

  /// σ of Gaussian pixels; nil where they are Bernoulli.
  private static func deviation(_ context: ReadoutContext) -> Double? {
    guard let model = context.model as? any VariationalModel,
      let deviation = model.networks.pixels.deviation
    else { return nil }
    switch deviation {
    case .fixed(let sigma):
      return context.value(ofSetting: "sigma") ?? sigma
    case .learned:
      return context.parameter("decoder.logVariance").first.map { exp(Double($0) / 2) }
    case .optimal:
      return rootMeanSquaredError(context, model)
    }
  }

  /// The error of a pixel with sampled codes, of the first images.
  private static func rootMeanSquaredError(
    _ context: ReadoutContext, _ model: any VariationalModel
  ) -> Double? {
    let errors = context.compute(samples: 0..<min(256, context.split.count)) { tape in
      let x = tape.input(width: model.inputSize)
      let z = model.networks.posterior(of: x).sample()
      return [squaredError(outputs: model.networks.outputs(of: z), target: x).terms[0].values]
    }
    guard let errors = errors.first, !errors.isEmpty else { return nil }
    let mean = errors.reduce(0.0) { $0 + Double($1) } / Double(errors.count)
    return (mean / Double(model.inputSize)).squareRoot()
  }
}

extension ReadoutContext {
  /// Whether the setting `beta` is the weight of the model's KL.
  fileprivate var weighsDivergenceByBeta: Bool {
    (model as? any VariationalModel)?.weighsDivergenceByBeta ?? true
  }
}

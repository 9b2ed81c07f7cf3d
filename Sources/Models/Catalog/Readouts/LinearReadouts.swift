/// What the best linear model has to say: it must be learnt from the training data, which takes a
/// moment, and so these are measured only where read-outs are to be thorough.
extension Readout {
  /// The squared error of the model's reconstructions, to stand beside PCA's.
  static let reconstructionError = Readout(
    "squared error",
    summary: "of the reconstructions of mean codes, summed over pixels", unit: "SSE"
  ) { context in
    guard context.isThorough else { return nil }
    let pictures = Inference(model: context.model)
      .decode(context.codes.means, weights: context.weights, labels: context.split.labels)
    let sum = zip(pictures, context.split.images).reduce(0.0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1) / 255
      return sum + difference * difference
    }
    return .number(sum / Double(context.split.count))
  }

  /// The squared error of PCA with a code of the same size.
  static let linearSquaredError = Readout(
    "squared error of PCA",
    summary: "what the best linear code of as many numbers leaves on the same images", unit: "SSE"
  ) { context in
    guard let analysis = analysis(context) else { return nil }
    let errors = analysis.squaredErrors(on: context.split)
    return .number(errors[min(context.codes.size, errors.count - 1)])
  }

  /// The principal components of the training data, where that is at hand and not too wide.
  static func analysis(_ context: ReadoutContext) -> PrincipalComponents? {
    guard context.isThorough, let train = context.train,
      train.featureCount <= PrincipalComponents.maximumFeatures
    else { return nil }
    return PrincipalComponents(
      of: train, shape: ImageShape(height: 1, width: train.featureCount))
  }
}

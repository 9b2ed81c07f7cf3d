import Models

/// What layers there are; the weights don't matter.
struct AnatomyStudy: Study {
  func run(in context: StudyContext) -> NetworkScreen.Finding? {
    .layers(NetworkAnatomy(context.model).layers)
  }
}

/// How active a layer is.
struct ActivityStudy: Study {
  /// The layer's place.
  var layer: Int
  /// The test sample shown.
  var digit: Int

  func run(in context: StudyContext) -> NetworkScreen.Finding? {
    let anatomy = NetworkAnatomy(context.model)
    let test = context.dataset.test
    guard anatomy.layers.indices.contains(layer), (0..<test.count).contains(digit) else {
      return nil
    }
    // Maps of many pixels are many numbers.
    let samples = anatomy.layers[layer].outputs.count > 4_000 ? 64 : 256
    let found = anatomy.activity(
      of: layer, sample: digit, split: test, weights: context.weights, samples: samples)
    return .activity(found, of: self, step: context.weights.step)
  }
}

/// Pictures of some of a layer's units.
struct PictureStudy: Study {
  /// The layer's place.
  var layer: Int
  /// Which units.
  var units: [Int]
  /// The test sample shown; always 0 where it makes no difference.
  var digit: Int

  func run(in context: StudyContext) -> NetworkScreen.Finding? {
    let anatomy = NetworkAnatomy(context.model)
    let test = context.dataset.test
    guard anatomy.layers.indices.contains(layer), (0..<test.count).contains(digit) else {
      return nil
    }
    let found = anatomy.pictures(
      of: layer, units: units, sample: digit, split: test, shape: context.dataset.shape,
      weights: context.weights)
    return .pictures(found, of: self, step: context.weights.step)
  }
}

/// How the code answers to the input.
struct DerivativeStudy: Study {
  /// The test sample shown.
  var digit: Int

  func run(in context: StudyContext) -> NetworkScreen.Finding? {
    let test = context.dataset.test
    guard (0..<test.count).contains(digit) else { return nil }
    let found = NetworkAnatomy(context.model).codeDerivative(
      sample: digit, of: test, weights: context.weights, isCancelled: context.isCancelled)
    return found.map { .derivative($0, of: self, step: context.weights.step) }
  }
}

/// The variational autoencoder with deep feature consistency: reconstructions are judged by what a
/// classifier's layers see in them, not by their pixels.
///
/// L = λ Σ_l ‖Φ_l(x) − Φ_l(x̂)‖² / E ‖Φ_l(x)‖² + β KL(q(z|x) ‖ N(0, 1)). Φ is trained first, on the
/// labels, then frozen: gradients flow through it to the reconstruction, but not into it. Each
/// layer's error is a part of the layer's mean squared activation, so that both weigh equally.
///
/// Source: Hou, Shen, Sun & Qiu, *Deep Feature Consistent Variational Autoencoder* (2017).
struct DeepFeatureVAE: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  /// The classifier.
  let perception: PerceptualNetwork
  private let classCount: Int
  private let classifierEpochs: Int
  private let weight: Float
  private let beta: Float
  private let loss: ReconstructionLoss
  private let encoder: StridedEncoder
  private let head: Dense
  private let decoder: StridedDecoder

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    inputSize = input.size
    codeSize = configuration.codeSize
    classCount = max(2, input.classCount)
    classifierEpochs = Int(configuration.value(of: Self.classifierSetting))
    weight = Float(configuration.value(of: Self.weightSetting))
    beta = Float(configuration.value(of: .divergenceWeight))
    loss = configuration.loss
    encoder = StridedEncoder(configuration, input: input, layout: &layout)
    head = .gaussianHead(
      "encoder", inputs: encoder.output.count, size: configuration.codeSize,
      weights: configuration.weights, layout: &layout)
    decoder = StridedDecoder(configuration, input: input, layout: &layout)
    perception = PerceptualNetwork(
      "perception", shape: input.shape, classCount: classCount, layout: &layout)
    self.layout = layout
  }

  /// The classifier for the first epochs, then the autoencoder.
  var phases: [TrainingPhase] {
    let epochs = classifierEpochs
    var classifier = TrainingPhase("classifier", trains: ["\(perception.name)."]) {
      input, target in classifierObjective(target)
    }
    classifier.countsTowardsLoss = false
    // A small network on clear labels takes larger steps than the autoencoder.
    classifier.rateFactor = 3
    classifier.isActive = { $0.epoch < epochs }
    var autoencoder = TrainingPhase("autoencoder", trains: ["encoder.", "decoder."]) {
      objective(input: $0, target: $1)
    }
    autoencoder.isActive = { $0.epoch >= epochs }
    return [autoencoder, classifier]
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let beta = input.tape.control("beta", initially: beta)
    let weight = input.tape.control("lambda", initially: weight)
    let posterior = posterior(of: input)
    let picture = picture(posterior.sample())
    let original = perception.images(target)
    let errors = featureErrors(of: picture, original: original)
    let sum = errors.dropFirst().reduce(errors[0], +)
    return errors.enumerated().reduce(
      weight * Loss("reconstruction", sum) + beta * klDivergence(posterior)
    ) { loss, error in
      loss + .watched("feature \(error.offset + 1)", error.element)
    } + .watched("squared error", picture.squaredDistance(to: original))
  }

  /// Records each layer's error, a part of its mean squared activation over the batch, `[batch, 1]`.
  private func featureErrors(of picture: ImageTensor, original: ImageTensor) -> [Tensor] {
    zip(perception.features(picture), perception.features(original)).map { seen, wanted in
      let activation = wanted.squaredLength().batchMean()
      // A layer that is dead everywhere has nothing to compare.
      let scale = activation.mapped(
        { 1 / max($0, 1e-6) }, derivative: { x, y in x > 1e-6 ? -y * y : 0 })
      return seen.squaredDistance(to: wanted) * scale
    }
  }

  private func classifierObjective(_ target: Tensor) -> Loss {
    let logits = perception.logits(perception.images(target))
    let labels = target.tape.labels(classes: classCount)
    return Loss("classification", classification(logits: logits, labels: labels))
      + .watched("accuracy", correctness(logits: logits, labels: labels))
  }

  func encode(_ input: Tensor) -> Encoding {
    .gaussian(posterior(of: input))
  }

  func decode(_ code: Tensor) -> Tensor {
    picture(code).rows()
  }

  var prior: (any Sampler)? { StandardNormal(size: codeSize) }

  var summary: [LayerSummary] {
    encoder.summary("encoder") + [head.summary("encoder.mean+logVariance")]
      + decoder.summary("decoder") + perception.summary
  }

  private func posterior(of input: Tensor) -> DiagonalGaussian {
    DiagonalGaussian(raw: head(encoder(input)))
  }

  /// Records the picture that a code stands for, intensities.
  private func picture(_ code: Tensor) -> ImageTensor {
    let outputs = decoder(code)
    return switch loss {
    case .mse: outputs
    case .bce: outputs.activated(.sigmoid)
    }
  }

  /// Records whether the classifier is right on images, and on their reconstructions (of the mean
  /// codes), `[batch, 1]` each.
  fileprivate func correctnesses(_ tape: Tape) -> [Tensor] {
    let input = tape.input(width: inputSize)
    let labels = tape.labels(classes: classCount)
    let picture = picture(posterior(of: input).parameters.columns(0..<codeSize))
    return [perception.images(input), picture].map {
      correctness(logits: perception.logits($0), labels: labels)
    }
  }

  private static let classifierSetting = ModelSetting(
    name: "classifier-epochs",
    summary: "epochs in which only the classifier learns, before it is "
      + "frozen; with 0 its weights stay random",
    range: 0...1000, defaultValue: 6,
    source: "enough for 97 % on 4,000 digits; on 60,000 images 1 or 2 are", isLive: false,
    isWhole: true)
  private static let weightSetting = ModelSetting(
    name: "lambda", summary: "weight of the feature layers' errors", range: 0...100_000,
    defaultValue: 200, source: "measured: the KL divergence is then about that of a plain VAE",
    isLive: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "dfc-vae", title: "Deep feature consistent VAE",
    summary: "A VAE whose reconstructions are judged by a classifier's feature maps: they must "
      + "show the same strokes, not the same pixels.",
    objective: "λ Σ_l ‖Φ_l(x) − Φ_l(x̂)‖² / E‖Φ_l(x)‖² + β KL(q(z|x) ‖ N(0, 1))",
    source: "Hou, Shen, Sun & Qiu, Deep Feature Consistent Variational Autoencoder (2017)",
    defaultCodeSize: 16, defaultHidden: [16, 32], defaultLoss: .bce,
    settings: [classifierSetting, weightSetting, .divergenceWeight],
    presets: [
      ModelPreset("map", summary: "two dimensions, to look at the code itself") {
        $0.codeSize = 2
      }
    ],
    readouts: [classifierReadout(0), classifierReadout(1), .linearProbe] + Readout.posteriors,
    lookAt: "The first epochs train the classifier only: pictures do not change until it is "
      + "frozen. Then edges are sharper than a plain VAE's, and the squared error is larger.",
    lossScale: .features, unused: [.codeActivation], imageFault: StridedEncoder.imageFault,
    fault: StridedEncoder.fault,
    make: { DeepFeatureVAE($0, input: $1) })

  private static func classifierReadout(_ which: Int) -> Readout {
    Readout(
      which == 0 ? "classifier on originals" : "classifier on reconstructions",
      summary: "the part of \(readoutSamples) test images whose class the perceptual network "
        + (which == 0 ? "finds" : "finds in their reconstructions"),
      unit: "%"
    ) { context in
      guard let model = context.model as? DeepFeatureVAE else { return nil }
      let count = min(readoutSamples, context.split.count)
      let right = context.compute(samples: 0..<count) { model.correctnesses($0) }[which]
      return .number(100 * Double(right.reduce(0, +)) / Double(count))
    }
  }

  /// As many as take a few milliseconds.
  private static let readoutSamples = 256
}

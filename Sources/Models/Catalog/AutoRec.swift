/// An autoencoder of ratings: it completes a row of which only a few ratings are known.
///
/// E ‖M ∘ (r − f(W g(V r + μ) + b))‖² + λ/2 (‖W‖² + ‖V‖²), where the mask M is 1 for what was
/// observed: what nobody rated is neither an input nor a mistake. The first term is a sum over the
/// ratings of a row and a mean over rows; the second is a term of the objective, so that an adaptive
/// optimizer sees its gradient like any other (Adam's own weight decay in PyTorch is the same). Biases
/// are not in it. The setting `center` subtracts the features' mean ratings, which are not learned, from r
/// first: better where ratings are missing at random. Where people choose what they rate, as on
/// MovieLens, uncentred ratings tell also that something was rated, and that is worth more.
///
/// A prediction is clipped to the scale, and is the global mean for a user or an item without any
/// training rating; the error that is shown, `rmse`, is that of such predictions, a rating and not a
/// row at a time.
///
/// Source: Sedhain, Menon, Sanner & Xie, *AutoRec: Autoencoders Meet Collaborative Filtering* (2015).
struct AutoRec: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  private let encoder: SparseLayer
  private let ratings: RatingLayer
  private let decoder: Dense
  private let decay: Float

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    let output = RatingOutput(rawValue: Int(configuration.value(of: Self.output))) ?? .identity
    let scale = input.ratings ?? RatingsFacts(side: .items, lowest: 1, highest: 5, mean: 3)
    let means = input.meanImage.map { $0 * RatingLayer.stars }
    inputSize = input.size
    codeSize = configuration.codeSize
    decay = Float(configuration.value(of: Self.decay))
    let meansPlace = layout.add("ratings.means", shape: [means.count], .values(means))
    let range = layout.add(
      "ratings.range", shape: [3], .values([scale.lowest, scale.highest, scale.mean]))
    let centers = configuration.value(of: Self.center) == 0
    encoder = SparseLayer(
      weight: layout.add(
        "encoder.0.embedding", shape: [input.size, codeSize],
        configuration.weights.initializer(inputs: input.size, outputs: codeSize)),
      bias: layout.add("encoder.0.bias", shape: [codeSize], .zeros),
      means: centers ? meansPlace : nil, scale: RatingLayer.stars,
      activation: configuration.codeActivation)
    decoder = Dense(
      "decoder.0", inputs: codeSize, outputs: input.size, activation: .identity,
      weights: configuration.weights,
      bias: Self.firstBias(configuration, means: means, scale, output), layout: &layout)
    ratings = RatingLayer(
      weight: decoder.weight, bias: decoder.bias, means: meansPlace, range: range, output: output)
    self.layout = layout
  }

  /// So that an untrained network predicts each feature's mean rating.
  private static func firstBias(
    _ configuration: ModelConfiguration, means: [Float], _ scale: RatingsFacts,
    _ output: RatingOutput
  ) -> Initializer {
    guard configuration.outputBias == .meanImage else { return .zeros }
    return .values(
      means.map { mean in
        let stars = mean == 0 ? scale.mean : mean
        switch output {
        case .identity:
          return stars
        case .sigmoid:
          let share = (stars - scale.lowest) / max(scale.highest - scale.lowest, 0.5)
          return ReconstructionLoss.bce.output(forIntensity: share)
        }
      })
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let tape = input.tape
    let errors = ratings.errors(
      hidden: encoder(input, width: codeSize), input: input,
      target: tape.targets(width: inputSize))
    let norm = tape.halfSquaredNorm(of: [encoder.weight, ratings.weight])
    return Loss("reconstruction", errors.columns(0..<1))
      + tape.control(Self.decay.name, initially: decay) * Loss("decay", norm)
      + .counted(Self.shownError, errors.columns(1..<2))
      + .counted(Self.count, errors.columns(2..<3))
  }

  var phases: [TrainingPhase] {
    [
      TrainingPhase("autoencoder", trains: ["encoder.", "decoder."]) {
        objective(input: $0, target: $1)
      }
    ]
  }

  var measures: [Measure] {
    [
      Measure("rmse", unit: "stars") { means in
        let count = means[Self.count] ?? 0
        return count > 0 ? ((means[Self.shownError] ?? 0) / count).squareRoot() : 0
      }
    ]
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(encoder(input, width: codeSize))
  }

  func decode(_ code: Tensor) -> Tensor {
    ratings.shown(decoder(code))
  }

  var summary: [LayerSummary] {
    [
      LayerSummary(
        name: "encoder.0",
        kind: "dense \(inputSize)→\(codeSize) \(encoder.activation.rawValue), observed inputs only",
        parameters: encoder.weight.count + encoder.bias.count),
      decoder.summary("decoder.0"),
    ]
  }

  private static let shownError = "squared error of shown predictions"
  private static let count = "ratings"

  private static let decay = ModelSetting(
    name: "lambda", summary: "weight of λ/2 (‖W‖² + ‖V‖²) beside the squared error of a row",
    range: 0...100, defaultValue: 0.15, source: "Sedhain et al. (2015), equation 3; tuned here",
    isLive: true)
  private static let output = ModelSetting(
    name: "output", summary: "f, applied to a predicted rating", choices: ["identity", "sigmoid"],
    source: "Sedhain et al. (2015), table 1b: identity is the better one")
  private static let center = ModelSetting(
    name: "center", summary: "what is subtracted from a rating before it is encoded",
    choices: ["mean", "nothing"],
    source: "tuned here; the paper subtracts nothing, so that it also counts who rated at all")

  /// What the catalog says of the model of items.
  static let itemDescription = description(
    "autorec-item", title: "AutoRec of items", rows: "what all users gave to an item", side: .items)

  /// What the catalog says of the model of users.
  static let userDescription = description(
    "autorec-user", title: "AutoRec of users", rows: "what a user gave to all items", side: .users)

  private static func description(
    _ id: String, title: String, rows: String, side: RatingsSide
  ) -> ModelDescription {
    ModelDescription(
      id: id, title: title,
      summary: "Completes ratings: sees \(rows), as far as it is known, and predicts the rest.",
      objective: "E ‖M ∘ (r − f(W g(V r + μ) + b))‖² + λ/2 (‖W‖² + ‖V‖²)",
      source: "Sedhain et al., AutoRec: Autoencoders Meet Collaborative Filtering (2015)",
      defaultCodeSize: 64, defaultHidden: [], defaultLoss: .mse, defaultCodeActivation: .sigmoid,
      defaultBatchSize: 64, defaultLearningRate: 2e-3, defaultDataset: "ratings-synthetic",
      ratingsSide: side, kinds: [.ratings], settings: [decay, output, center],
      presets: [
        ModelPreset(
          "movielens",
          summary: "200 units and uncentred ratings; with --batch 128 --learning-rate 0.001"
        ) {
          $0.codeSize = 200
          $0.settings["center"] = 1
          $0.settings["lambda"] = 0.13
        }
      ],
      readouts: RatingReadouts.all,
      lookAt: "The test RMSE must fall below the line of matrix factorisation; when it rises while "
        + "the training RMSE falls, raise lambda. See whether the catalogue coverage is more than the "
        + "most popular items.",
      unused: [.decoderHidden, .activation],
      make: { AutoRec($0, input: $1) })
  }
}

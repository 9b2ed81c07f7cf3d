import Models
import Render

/// What there is to a pane besides its explanation: its formula, and what each of its numbers is.
struct PaneDetails: Equatable {
  /// A number, a line or a mark of the pane, and what it is.
  struct Item: Equatable {
    var name: String
    var text: String
  }

  /// The formula behind it.
  var formula: String?
  /// Its parts.
  var items: [Item]

  /// Creates the details of a pane of a training.
  init(_ pane: Pane, of state: AppState) {
    let model = ModelMenu.models.first { $0.id == state.configuration.model.model }
    items = []
    switch pane {
    case .loss:
      formula = model.map { "\($0.id) minimises  \($0.objective)" }
      items = Self.terms(of: state) + Self.lines(of: state) + Self.controls(of: state)
    case .digit:
      formula = "z = g(x̃),  x̂ = f(z),  SSE = Σ (x − x̂)²,  PSNR = 10 log₁₀(pixels / SSE) dB"
      items = Self.digitItems
    case .latent:
      formula =
        state.hasGaussianCodes ? "q(z|x) = N(μ(x), σ(x)²): a digit stands at its μ" : "z = g(x)"
      items = Self.latentItems(of: state)
    case .decoded:
      formula = "x̂ = f(z), z the cursor"
      items = [
        Item(
          name: "try",
          text: "Drag the cursor slowly from one class to another, and out to where no "
            + "digits are.")
      ]
    case .code:
      formula =
        state.hasGaussianCodes ? "KL(q(z|x) ‖ N(0, 1)) = ½ Σ (μ² + σ² − 1 − ln σ²)" : "z = g(x)"
      items = Self.codeItems(of: state, model)
    }
  }

  /// The terms of the objective, as they are on the chart.
  private static func terms(of state: AppState) -> [Item] {
    (state.training?.termNames ?? []).compactMap { name in
      TermGlossary.texts[name].map { Item(name: name, text: $0) }
    }
  }

  /// The lines of the chart that are no terms.
  private static func lines(of state: AppState) -> [Item] {
    var items: [Item] = []
    switch state.configuration.model.lossScale {
    case _ where state.dataset.kind == .ratings: break
    case .greyCrossEntropy:
      items.append(
        Item(
          name: "floor",
          text: "What is left when every grey pixel is predicted exactly: the mean "
            + "entropy of the test images. No model gets below it."))
    case .squaredError, .binaryLikelihood:
      items.append(Item(name: "floor", text: "0, a perfect copy."))
    case .density, .features, .game: break
    }
    if state.linearLoss != nil, let title = state.baselines?.title, state.dataset.kind != .ratings {
      items.append(
        Item(
          name: title,
          text: "The best linear model with as many dimensions (principal components). A "
            + "network that stays above it has learnt nothing that a straight line can't."))
    }
    return items
  }

  /// The numbers that may change while training.
  private static func controls(of state: AppState) -> [Item] {
    state.liveSettings.map { Item(name: $0.name, text: $0.summary + "; b and B change it") }
      + [Item(name: "try", text: "y for a logarithmic axis, < and > for another learning rate.")]
  }

  private static let digitItems = [
    Item(name: "|error|", text: "How far each pixel is off: black is right, bright is wrong."),
    Item(
      name: "PSNR",
      text: "6 dB more is half the error. With noise on: that of the spoilt input, then "
        + "that of the reconstruction; the model removes noise where the second is higher."),
    Item(name: "try", text: "x for noise, N for five levels of it at once, w for the worst digit."),
  ]

  private static func latentItems(of state: AppState) -> [Item] {
    var items = [
      Item(name: "numbers", text: "Test digits by class; reversed is the one shown."),
      Item(name: "┼", text: "The cursor, whose picture is in Decoded."),
    ]
    if state.hasGaussianCodes {
      items.append(
        Item(
          name: "1σ 2σ",
          text: "Circles of the prior N(0, 1): 39 % and 86 % of its samples are inside. "
            + "Codes that fill them evenly make good samples."))
      items.append(
        Item(
          name: "line",
          text: "2σ of q(z|x) around the digit shown: the encoder is sure of its place where it "
            + "is small."))
    }
    if state.codeSize > 2 {
      items.append(
        Item(
          name: "axes",
          text: "Two of \(state.codeSize) dimensions, , and . for others; or with O the plane in "
            + "which the codes vary most."))
    }
    items.append(
      Item(
        name: "try",
        text: "c puts the cursor on the digit shown, C shows the digit at the cursor, V what the "
          + "decoder makes of the whole plane, the wheel or ) ( a part of it; Home all."))
    return items
  }

  private static func codeItems(of state: AppState, _ model: ModelDescription?) -> [Item] {
    var items = [
      state.hasGaussianCodes
        ? Item(
          name: "σ",
          text: "How unsure the encoder is of the digit's place, in each dimension; 1 says "
            + "that it knows nothing.")
        : Item(name: "spread", text: "How far the codes of the test digits differ in a dimension.")
    ]
    if state.hasGaussianCodes {
      items.append(
        Item(name: "KL", text: "What a dimension carries, in nats a digit; near 0 is unused."))
    }
    return items + (model?.readouts ?? []).map { Item(name: $0.name, text: $0.summary) }
  }
}

/// What the terms of objectives are, by their names.
enum TermGlossary {
  /// The texts, by the names that snapshots and logs use.
  static let texts: [String: String] = [
    "reconstruction": "How far outputs are from their targets, summed over a sample.",
    "squared error": "Σ (x − x̂)², to compare models whose losses differ.",
    "kl": "What codes tell beyond the prior, in nats: the price of a code.",
    "kl above free bits": "The same, above what each dimension has for nothing.",
    "capacity gap": "How far the KL is from the capacity that it should have by now.",
    "mutual information": "What codes tell of which sample they are of.",
    "total correlation": "How far dimensions depend on each other; β weighs it.",
    "dimension kl": "How far each dimension by itself is from the prior.",
    "bound": "−ln of the importance-weighted likelihood: k samples make it tighter.",
    "sparsity": "The price of active units.",
    "contraction": "‖∂h/∂x‖²: how much the code moves when the image does.",
    "mmd": "How far codes as a whole are from the prior, by a kernel.",
    "adversarial": "How well codes or pictures pass for real ones.",
    "discriminator": "How well real and made ones are told apart; ln 2 a side is not at all.",
    "commitment": "How far codes are from the vectors that stand for them.",
    "quantisation": "How far the codebook is from the codes.",
    "decay": "The price of large weights.",
    "code length": "½ ‖z‖²: keeps codes near the origin.",
    "decoder weights": "Keeps the decoder smooth.",
    "classification": "How unsure the perceptual network is of the classes.",
    "rmse": "The root of the mean squared error, a rating, in stars.",
  ]
}

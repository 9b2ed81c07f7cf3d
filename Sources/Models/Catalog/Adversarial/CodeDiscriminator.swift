/// A network that tells codes from samples of their prior, by a logit: above 0 it takes a point for a
/// sample.
///
/// It has no batch normalisation, which is known to keep such networks from learning at all.
///
/// Source: Goodfellow et al., *Generative Adversarial Nets* (2014); Makhzani et al., *Adversarial
/// Autoencoders* (2016), section 2.
struct CodeDiscriminator: Equatable, Sendable {
  private let network: Network

  /// Creates the network `discriminator` for codes of some size.
  init(codeSize: Int, units: Int, weights: WeightInitialization, layout: inout ParameterLayout) {
    network = Network(
      "discriminator", sizes: [codeSize, units, units, 1], activation: .leakyReLU, last: .identity,
      weights: weights, layout: &layout)
  }

  /// Returns the logits of points, `[batch, 1]`.
  func callAsFunction(_ points: Tensor) -> Tensor {
    network(points)
  }

  /// Returns the term `discriminator`: how badly it tells codes from samples, in nats.
  ///
  /// It is 1.39 if it only guesses. No gradient goes back into the codes.
  func loss(codes: Tensor, samples: Tensor) -> Loss {
    Loss("discriminator", asReal(network(samples)) + asFake(network(codes.detached())))
  }

  /// Returns the term `adversarial`: how badly codes pass for samples, in nats.
  ///
  /// It is 0.69 where the discriminator only guesses. The cost is −ln D instead of ln(1 − D), which has no gradient as long as the discriminator wins.
  func deception(codes: Tensor) -> Loss {
    Loss("adversarial", asReal(network(codes)))
  }

  /// The layers as rows of a table.
  var summary: [LayerSummary] {
    network.summary("discriminator")
  }
}

/// Returns the cost of logits that should say “real”, −ln σ(l) = softplus(−l), in nats.
func asReal(_ logits: Tensor) -> Tensor {
  logits.scaled(by: -1).activated(.softplus)
}

/// Returns the cost of logits that should say “not real”, −ln(1 − σ(l)) = softplus(l), in nats.
func asFake(_ logits: Tensor) -> Tensor {
  logits.activated(.softplus)
}

extension ModelSetting {
  /// Units of a discriminator's hidden layers.
  static let discriminatorUnits = ModelSetting(
    name: "discriminator-units", summary: "units of the discriminator's two hidden layers",
    range: 1...4096, defaultValue: 256,
    source: "chosen here: small beside the autoencoder; Makhzani et al. (2016) have 1000",
    isLive: false, isWhole: true)

  /// How much faster or slower the players of a game learn than the rest.
  static let gameRate = ModelSetting(
    name: "game-rate", summary: "learning rate of the adversarial phases, in parts of the run's",
    range: 0...10, defaultValue: 0.5,
    source: "Tolstikhin et al. (2018), their code: 0.0005 beside 0.001", isLive: false)
}

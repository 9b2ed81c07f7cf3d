/// The variational autoencoder: codes are Gaussians, kept close to N(0, 1).
///
/// −ELBO = E_q[−ln p(x|z)] + β KL(q(z|x) ‖ N(0, 1)), with β = 1 for the bound itself.
///
/// Source: Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), equation 10.
struct VariationalAutoencoder: VariationalModel, Equatable {
  let networks: VariationalNetworks
  private let rate: RateTerm

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  ///   - beta: the weight of the divergence, with its default.
  init(
    _ configuration: ModelConfiguration, input: InputDescription, beta: ModelSetting = betaSetting
  ) {
    networks = VariationalNetworks(configuration, input: input)
    rate = RateTerm(configuration, beta: beta)
  }

  var weighsDivergenceByBeta: Bool { rate.isWeighted }

  func objective(input: Tensor, target: Tensor) -> Loss {
    networks.negativeBound(input: input, target: target, rate: rate)
  }

  private static let betaSetting = RateTerm.betaSetting(
    1, source: "Kingma & Welling (2014): 1 is the bound itself")

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "vae", title: "Variational autoencoder",
    summary: "Encodes each input as a Gaussian in a space where every point decodes to something.",
    objective: "E_q[−ln p(x|z)] + β KL(q(z|x) ‖ N(0, 1))",
    source: "Kingma & Welling, Auto-Encoding Variational Bayes (2014)",
    defaultCodeSize: 2, defaultHidden: [512, 256], defaultLoss: .bce,
    settings: RateTerm.settings(beta: betaSetting) + PixelDistribution.settings,
    presets: [
      ModelPreset("example", summary: "784-400-20, as in the examples of PyTorch") {
        $0.hidden = [400]
        $0.codeSize = 20
      },
      ModelPreset("linear", summary: "no hidden layers, Gaussian pixels with σ 1: PCA's twin") {
        $0.hidden = []
        $0.codeSize = 20
        $0.loss = .mse
        $0.settings["sigma"] = 1
      },
      ModelPreset("calibrated", summary: "Gaussian pixels with the best σ, code of 16") {
        $0.codeSize = 16
        $0.loss = .mse
        $0.settings["decoder-sigma"] = 2
      },
    ],
    readouts: Readout.variational,
    lookAt: "The KL must rise first: that is the code coming into use. Then drag the cursor "
      + "through the latent space: neighbours decode to neighbours, and no place is empty.",
    givesLikelihood: true,
    unused: [.codeActivation],
    make: { VariationalAutoencoder($0, input: $1) })
}

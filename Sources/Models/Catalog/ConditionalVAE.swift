/// The conditional variational autoencoder: encoder and decoder are told the class, so the code
/// need only say how an image of that class looks.
///
/// E_q[−ln p(x|z, y)] + β KL(q(z|x, y) ‖ N(0, 1)), with y the class as ten zeros and a one.
///
/// Source: Sohn, Lee & Yan, *Learning Structured Output Representation using Deep Conditional
/// Generative Models* (2015); Kingma, Rezende, Mohamed & Welling, *Semi-supervised Learning with
/// Deep Generative Models* (2014), model M2.
struct ConditionalVAE: VariationalModel, Equatable {
  let networks: VariationalNetworks
  private let rate: RateTerm

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on; its classes are what the networks are told.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    networks = VariationalNetworks(configuration, input: input, classCount: input.classCount)
    rate = RateTerm(configuration, beta: Self.betaSetting)
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    networks.negativeBound(input: input, target: target, rate: rate)
  }

  private static let betaSetting = RateTerm.betaSetting(
    1, source: "Sohn, Lee & Yan (2015): 1 is the bound itself")

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "cvae", title: "Conditional variational autoencoder",
    summary: "A variational autoencoder that is told the class: the code is left with slant, "
      + "weight and style, the same for all classes.",
    objective: "E_q[−ln p(x|z, y)] + β KL(q(z|x, y) ‖ N(0, 1))",
    source: "Sohn, Lee & Yan, Learning Structured Output Representation using Deep Conditional "
      + "Generative Models (2015)",
    defaultCodeSize: 2, defaultHidden: [512, 256], defaultLoss: .bce,
    settings: RateTerm.settings(beta: betaSetting) + PixelDistribution.settings,
    readouts: Readout.variational,
    lookAt: "Classes lie on top of each other in the latent space: the same place is the same "
      + "style in all of them. Choose a digit, and the cursor decodes as its class.",
    givesLikelihood: true,
    unused: [.codeActivation],
    make: { ConditionalVAE($0, input: $1) })
}

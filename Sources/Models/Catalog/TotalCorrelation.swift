/// The β-TCVAE: the divergence taken apart, and only the part that ties dimensions together made
/// dear.
///
/// E_q[−ln p(x|z)] + I(x; z) + β TC(z) + Σ_k KL(q(z_k) ‖ p(z_k)), each from ln q(z) of the batch's
/// samples under all its posteriors.
///
/// Source: Chen, Li, Grosse & Duvenaud, *Isolating Sources of Disentanglement in VAEs* (2018),
/// equation 4.
struct TotalCorrelation: VariationalModel, Equatable {
  let networks: VariationalNetworks
  private let beta: Float
  private let dataCount: Int

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on; the estimates depend on how many samples it has.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    networks = VariationalNetworks(configuration, input: input)
    beta = Float(configuration.value(of: Self.betaSetting))
    dataCount = input.sampleCount
  }

  /// It weighs a part of the KL, the total correlation.
  var weighsDivergenceByBeta: Bool { false }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let data = networks.data(input: input, target: target)
    let posterior = networks.posterior(of: data.input)
    let (z, noise) = posterior.sampleWithNoise()
    let reconstruction = networks.pixels.reconstruction(
      networks.outputs(of: z), target: data.target)
    let densities = posterior.aggregatedLogDensities(of: z, dataCount: dataCount)
    let joint = densities.columns(0..<1)
    let product = densities.columns(1..<(1 + codeSize)).rowSums()
    // The constants of ln q(z|x) and ln p(z) are those that the densities have.
    let constant = -0.5 * Float(codeSize) * 1.837_877_1
    let conditional = (noise.squared() + posterior.logVariances).rowSums().scaled(by: -0.5)
    let prior = z.squared().rowSums().scaled(by: -0.5)
    return reconstruction
      + Loss("mutual information", conditional.plus(constant) - joint)
      + input.tape.control("beta", initially: beta) * Loss("total correlation", joint - product)
      + Loss("dimension kl", product - prior.plus(constant))
      + .watched("kl", klDivergence(posterior).terms[0].values)
  }

  private static let betaSetting = ModelSetting(
    name: "beta", summary: "weight of the total correlation", range: 0...1000, defaultValue: 6,
    source: "Chen et al. (2018): 6 for shapes; 1 is the bound itself", isLive: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "beta-tc-vae", title: "β-TCVAE",
    summary: "A variational autoencoder whose dimensions must be independent of each other, while "
      + "each may carry as much as it likes.",
    objective: "E_q[−ln p(x|z)] + I(x; z) + β TC(z) + Σ KL(q(z_k) ‖ N(0, 1))",
    source: "Chen, Li, Grosse & Duvenaud, Isolating Sources of Disentanglement in VAEs (2018)",
    defaultCodeSize: 10, defaultHidden: [512, 256], defaultLoss: .bce,
    settings: [betaSetting] + PixelDistribution.settings,
    readouts: Readout.variational,
    lookAt: "Total correlation falls to 0 while the mutual information stays: compare with "
      + "`beta-vae`, which gives up both.",
    givesLikelihood: true,
    unused: [.codeActivation],
    make: { TotalCorrelation($0, input: $1) })
}

/// The importance-weighted autoencoder: a tighter bound on ln p(x), from k samples of the posterior.
///
/// −ln (1/k) Σ_i p(x, z_i) / q(z_i|x); k = 1 is the variational autoencoder, with the divergence
/// sampled too. The gradient is that of the bound itself: each sample's is weighted with its share
/// of the sum.
///
/// Source: Burda, Grosse & Salakhutdinov, *Importance Weighted Autoencoders* (2016), equations 8 and
/// 13.
struct ImportanceWeighted: VariationalModel, Equatable {
  let networks: VariationalNetworks
  private let samples: Int

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    networks = VariationalNetworks(configuration, input: input)
    samples = Int(configuration.value(of: Self.samplesSetting))
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let data = networks.data(input: input, target: target)
    let posterior = networks.posterior(of: data.input)
    let weights = logWeights(of: posterior, target: data.target, count: samples)
    let columns = weights[0].weight.beside(weights.dropFirst().map(\.weight))
    let reconstructions = weights[0].reconstruction.beside(
      weights.dropFirst().map(\.reconstruction))
    let mean = reconstructions.rowSums().scaled(by: 1 / Float(samples))
    return .watched("reconstruction", mean)
      + Loss("bound", columns.logMeanExponential().scaled(by: -1))
      + .watched("kl", klDivergence(posterior).terms[0].values)
  }

  private static let samplesSetting = ModelSetting(
    name: "k", summary: "samples an image; each costs another pass through the decoder",
    range: 1...100, defaultValue: 5, source: "Burda et al. (2016): 1, 5 and 50", isLive: false,
    isWhole: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "iwae", title: "Importance-weighted autoencoder",
    summary: "A variational autoencoder with several samples an image, of which the good ones "
      + "count: a tighter bound, and more dimensions in use.",
    objective: "−ln (1/k) Σ p(x, z_i) / q(z_i|x)",
    source: "Burda, Grosse & Salakhutdinov, Importance Weighted Autoencoders (2016)",
    defaultCodeSize: 16, defaultHidden: [200, 200], defaultLoss: .bce, defaultActivation: .tanh,
    settings: [samplesSetting] + PixelDistribution.settings,
    presets: [
      ModelPreset("paper", summary: "784-200-200-50 with tanh, dynamically binarised, k 5") {
        $0.hidden = [200, 200]
        $0.codeSize = 50
        $0.activation = .tanh
        $0.settings["binarisation"] = Double(Binarisation.dynamic.rawValue)
      }
    ],
    readouts: Readout.variational,
    lookAt: "The bound lies below the sum of reconstruction and KL, by what the samples' weights "
      + "gain; active units are more than those of `vae`.",
    givesLikelihood: true,
    unused: [.codeActivation],
    make: { ImportanceWeighted($0, input: $1) })
}

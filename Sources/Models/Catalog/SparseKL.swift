/// The sparse autoencoder with a wanted firing rate: every unit is to be active on a share ρ of the
/// images.
///
/// L = E ‖x − f(h)‖² + β Σ_j KL(ρ ‖ r_j), h = σ(W x + b), where r_j is the mean of h_j over the whole
/// batch, all shards together.
///
/// Source: Ng, *Sparse autoencoder*, CS294A lecture notes (2011), section 3.
struct SparseKL: PointAutoencoder, Equatable {
  let networks: EncoderDecoder
  private let rho: Double
  private let beta: Double

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    rho = configuration.value(of: Self.rhoSetting)
    beta = configuration.value(of: Self.betaSetting)
    // So that units begin with about the rate that they are to have: ln(ρ / (1 − ρ)).
    let bias = Float(logarithm(rho / (1 - rho)))
    networks = EncoderDecoder(
      configuration, input: input,
      codeBias: .values(Array(repeating: bias, count: configuration.codeSize)))
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let rho = input.tape.control("rho", initially: Float(rho))
    let beta = input.tape.control("beta", initially: Float(beta))
    let code = networks.encoder(input)
    let means = code.batchMean()
    return networks.reconstruction(of: code, target: target)
      + beta * Loss("sparsity", means.divergence(fromRate: rho))
      + .watched(
        "mean activation", means.detached().rowSums().scaled(by: 1 / Float(networks.codeSize)))
  }

  private static let rhoSetting = ModelSetting(
    name: "rho", summary: "the mean activation that every unit is to have", range: 0.001...0.5,
    defaultValue: 0.05, source: "Ng (2011), section 3: a small value such as 0.05", isLive: true)

  private static let betaSetting = ModelSetting(
    name: "beta", summary: "weight of the divergence from that mean activation", range: 0...1000,
    defaultValue: 6,
    source: "Ng (2011): 3 with half the squared error, and so 6 with the whole of it",
    isLive: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "sparse-kl", title: "Sparse autoencoder (KL)",
    summary: "Wants every unit to be active on a small share of the images only: each becomes a "
      + "detector of something of its own.",
    objective: "E ‖x − f(h)‖² + β Σ_j KL(ρ ‖ r_j), r the batch's mean activations",
    source: "Ng, Sparse autoencoder, CS294A lecture notes (2011)",
    defaultCodeSize: 196, defaultHidden: [], defaultLoss: .mse, defaultCodeActivation: .sigmoid,
    defaultBatchSize: 256, defaultLearningRate: 3e-3,
    settings: [rhoSetting, betaSetting],
    presets: [
      ModelPreset("plain", summary: "β = 0: the same net without a wanted rate, to compare with") {
        $0.settings["beta"] = 0
      },
      ModelPreset("ufldl", summary: "ρ = 0.1, β = 6: the tutorial's figures for digits") {
        $0.settings["rho"] = 0.1
      },
    ],
    readouts: [
      .meanActivations, .unitsAnImage(above: 0.1), .hoyerSparsity, .deadUnits(upTo: 0.1),
    ],
    lookAt: "The mean activations: bars that gather at the line ρ. Change ρ or β while it trains "
      + "and see them follow.",
    make: { SparseKL($0, input: $1) })
}

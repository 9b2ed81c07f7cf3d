/// The Wasserstein autoencoder with the maximum mean discrepancy: squared error, and a penalty for
/// the distance between the codes of a batch and as many samples of a prior.
///
/// L = E ‖x − f(g(x))‖² + λ MMD²(g(x), p(z)); no single code is pulled towards anything, as in a VAE,
/// only all of them together.
///
/// Source: Tolstikhin et al., *Wasserstein Auto-Encoders* (2018), algorithm 2.
struct WassersteinMMD: PriorMatching, PointAutoencoder, Equatable {
  let networks: EncoderDecoder
  let prior: Prior
  private let lambda: Float

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    prior = configuration.prior
    lambda = Float(configuration.value(of: Self.lambdaSetting))
    networks = EncoderDecoder(configuration, input: input)
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let lambda = input.tape.control("lambda", initially: lambda)
    let z = networks.encoder(input)
    let samples = input.tape.samples(of: prior, size: codeSize)
    return networks.reconstruction(of: z, target: target)
      + lambda * discrepancy(codes: z, samples: samples, variance: prior.variance)
  }

  func discriminate(_ points: Tensor) -> Tensor? { nil }

  private static let lambdaSetting = ModelSetting(
    name: "lambda", summary: "weight of the discrepancy from the prior", range: 0...100_000,
    defaultValue: 300,
    source: "Tolstikhin et al. (2018): 10, with 0.05 of the squared error in their code, so 200",
    isLive: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "wae-mmd", title: "Wasserstein autoencoder, MMD",
    summary:
      "Compares the codes of each batch with samples of a prior, by a kernel, and pulls them "
      + "together as a crowd.",
    objective: "E ‖x − f(g(x))‖² + λ MMD²(g(x), p(z))",
    source: "Tolstikhin et al., Wasserstein Auto-Encoders (2018)",
    defaultCodeSize: 8, defaultHidden: [512, 256], defaultLoss: .mse, defaultBatchSize: 256,
    settings: [lambdaSetting, .prior],
    presets: [
      ModelPreset("map", summary: "two dimensions, to be looked at") { $0.codeSize = 2 }
    ],
    readouts: PriorReadouts.withoutDiscriminator,
    lookAt: "The discrepancy falls into the band that two sets of samples have between each other, "
      + "and may be negative there. With λ = 0 it is a plain autoencoder, and far outside.",
    make: { WassersteinMMD($0, input: $1) })
}

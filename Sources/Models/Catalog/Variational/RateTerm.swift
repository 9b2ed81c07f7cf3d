/// How the divergence of the posteriors from the prior enters an objective: with a weight that is
/// constant or grows, with a capacity that grows, with free bits.
///
/// The term `kl` is always the divergence itself, so that runs can be compared; where the objective
/// uses something else it stands beside it, and `kl` is only watched.
struct RateTerm: Equatable, Sendable {
  /// How weight or capacity change.
  private enum Schedule: Int {
    case constant
    case warmUp
    case capacity
  }

  private let schedule: Schedule
  private let beta: Float
  private let warmUpEpochs: Double
  private let capacity: Float
  private let capacityEpochs: Double
  private let gamma: Float
  private let freeBits: Float

  /// Creates the term that the settings ask for.
  init(_ configuration: ModelConfiguration, beta: ModelSetting) {
    schedule =
      Schedule(rawValue: Int(configuration.value(of: Self.scheduleSetting))) ?? .constant
    self.beta = Float(configuration.value(of: beta))
    warmUpEpochs = configuration.value(of: Self.warmUpSetting)
    capacity = Float(configuration.value(of: Self.capacitySetting))
    capacityEpochs = configuration.value(of: Self.capacityEpochsSetting)
    gamma = Float(configuration.value(of: Self.gammaSetting))
    freeBits = Float(configuration.value(of: Self.freeBitsSetting))
  }

  /// Whether it is β KL, perhaps with a β that grows: no capacity and no free bits.
  var isWeighted: Bool { schedule != .capacity && freeBits == 0 }

  /// Records the terms.
  func callAsFunction(_ posterior: DiagonalGaussian) -> Loss {
    let tape = posterior.parameters.tape
    switch schedule {
    case .constant:
      return weighted(posterior, tape.control("beta", initially: beta))
    case .warmUp:
      let beta = tape.control("beta", initially: beta, schedule: .warmUp(epochs: warmUpEpochs))
      return weighted(posterior, beta)
    case .capacity:
      return capacityGap(posterior)
    }
  }

  /// β KL, or β Σ_j max(λ, mean KL_j) with λ free nats a dimension.
  ///
  /// Source: Kingma et al., *Improved Variational Inference with Inverse Autoregressive Flow*
  /// (2016), appendix C.8: the mean over the batch is what the floor applies to.
  private func weighted(_ posterior: DiagonalGaussian, _ beta: Coefficient) -> Loss {
    guard freeBits > 0 else { return beta * klDivergence(posterior) }
    let floor = freeBits
    let divergences = posterior.divergences()
    let floored = divergences.batchMean().mapped(
      { max(floor, $0) }, derivative: { x, _ in x > floor ? 1 : 0 })
    return .watched("kl", divergences.rowSums())
      + beta * Loss("kl above free bits", floored.rowSums())
  }

  /// γ |KL − C(t)|, with the mean divergence of the batch: the gradient pushes it up below C, and
  /// down above.
  ///
  /// Source: Burgess et al., *Understanding disentangling in β-VAE* (2018), equation 8.
  private func capacityGap(_ posterior: DiagonalGaussian) -> Loss {
    let tape = posterior.parameters.tape
    let gamma = tape.control("gamma", initially: gamma)
    let capacity = tape.control(
      "capacity", initially: capacity, schedule: .warmUp(epochs: capacityEpochs))
    let divergence = klDivergence(posterior).terms[0].values
    let gap = (divergence.batchMean() - tape.column(of: capacity)).absolute()
    return .watched("kl", divergence) + gamma * Loss("capacity gap", gap)
  }

  // MARK: - Settings

  /// The weight of the divergence, which each model gives its own default.
  static func betaSetting(_ value: Double, source: String) -> ModelSetting {
    ModelSetting(
      name: "beta", summary: "weight of the KL divergence", range: 0...1000, defaultValue: value,
      source: source, isLive: true)
  }

  static let scheduleSetting = ModelSetting(
    name: "schedule",
    summary: "β as it is, β growing from 0 (warm-up), or γ |KL − C| with a growing C (capacity)",
    choices: ["constant", "warm-up", "capacity"],
    source: "warm-up: Bowman et al. (2016); capacity: Burgess et al. (2018)")

  static let warmUpSetting = ModelSetting(
    name: "warm-up", summary: "epochs over which β grows from 0", range: 0...10_000,
    defaultValue: 10, source: "Sønderby et al. (2016) take 200 epochs of 2,000", isLive: false)

  static let capacitySetting = ModelSetting(
    name: "capacity", summary: "C at the end, in nats", range: 0...1000, defaultValue: 25,
    source: "Burgess et al. (2018): 25 nats", isLive: true)

  static let capacityEpochsSetting = ModelSetting(
    name: "capacity-epochs", summary: "epochs over which C grows from 0", range: 0...10_000,
    defaultValue: 20, source: "Burgess et al. (2018): 100,000 steps; much less for digits",
    isLive: false)

  static let gammaSetting = ModelSetting(
    name: "gamma", summary: "weight of |KL − C|", range: 0...100_000, defaultValue: 100,
    source: "Burgess et al. (2018): 1,000, for colour images of 64 × 64", isLive: true)

  static let freeBitsSetting = ModelSetting(
    name: "free-bits", summary: "nats a dimension that cost nothing", range: 0...100,
    defaultValue: 0, source: "Kingma et al. (2016): 0.03 to 0.5 nats", isLive: false)

  /// What it adds to a model's settings.
  static func settings(beta: ModelSetting) -> [ModelSetting] {
    [
      beta, scheduleSetting, warmUpSetting, capacitySetting, capacityEpochsSetting, gammaSetting,
      freeBitsSetting,
    ]
  }
}

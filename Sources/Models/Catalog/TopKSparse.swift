/// The k-sparse autoencoder: of many units each image keeps the k most active, and nothing else.
///
/// L = E ‖x − f(z)‖², z the k largest of W x + b. No penalty: the number of active units is exact.
///
/// Units that no image of the batch chose are kept alive: the k best among them reconstruct what the
/// others leave over, E ‖x − f(z + z′)‖² with z held fixed, at a small weight.
///
/// Source: Makhzani & Frey, *k-Sparse Autoencoders* (2014); Gao et al., *Scaling and evaluating sparse
/// autoencoders* (2024), appendix A.2, for the second term.
struct TopKSparse: PointAutoencoder, Equatable {
  let networks: EncoderDecoder
  private let kept: Double
  private let revival: Double

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    networks = EncoderDecoder(configuration, input: input)
    kept = configuration.value(of: Self.keptSetting)
    revival = configuration.value(of: Self.revivalSetting)
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let kept = kept(on: input.tape)
    let revival = input.tape.control("revival", initially: Float(revival))
    let activations = networks.encoder(input)
    let code = activations.largest(kept)
    let rates = code.firing().batchMean()
    let idle = activations.largest(kept, whereZero: rates)
    return networks.reconstruction(of: code, target: target)
      + revival
      * networks.reconstruction(of: code.detached() + idle, target: target).renamed("revival")
      + .watched("idle units", rates.equalToZero().rowSums())
  }

  var phases: [TrainingPhase] {
    var phase = TrainingPhase("autoencoder") { objective(input: $0, target: $1) }
    phase.constraint = UnitColumns(networks.decoder.layers).apply
    return [phase]
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(networks.encoder(input).largest(kept(on: input.tape)))
  }

  private func kept(on tape: Tape) -> Coefficient {
    tape.control("k", initially: Float(kept))
  }

  private static let keptSetting = ModelSetting(
    name: "k", summary: "units that an image keeps", range: 1...1024, defaultValue: 25,
    source: "Makhzani & Frey (2014), table 1: k = 25 of 1,000 units is best for classifying digits",
    isLive: true, isWhole: true)

  private static let revivalSetting = ModelSetting(
    name: "revival", summary: "weight of the term that keeps unused units alive", range: 0...10,
    defaultValue: 0.25,
    source: "measured on the shipped digits: 1/32, as in Gao et al. (2024), leaves a quarter of "
      + "the units dead after 20 epochs, and this one in twenty",
    isLive: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "topk-sparse", title: "k-sparse autoencoder",
    summary: "Keeps only the k most active of many units for each image, so that the number of "
      + "active units is set exactly.",
    objective: "E ‖x − f(z)‖², z the k largest of W x + b",
    source: "Makhzani & Frey, k-Sparse Autoencoders (2014); Gao et al., Scaling and evaluating "
      + "sparse autoencoders (2024)",
    defaultCodeSize: 512, defaultHidden: [], defaultLoss: .mse,
    settings: [keptSetting, revivalSetting],
    presets: [
      ModelPreset("k-10", summary: "10 units an image: whole parts of digits") {
        $0.settings["k"] = 10
      },
      ModelPreset("k-70", summary: "70 units an image: small local strokes") {
        $0.settings["k"] = 70
      },
      ModelPreset("no-revival", summary: "without the second term: see how many units die") {
        $0.settings["revival"] = 0
      },
    ],
    readouts: [
      .firingRates(above: nil), .unitsAnImage(above: nil), .hoyerSparsity, .deadUnits(upTo: nil),
    ],
    lookAt: "Change k while it trains: with few units each becomes a whole part of a digit, with "
      + "many a small stroke. Idle units: how many no image of the batch chose.",
    make: { TopKSparse($0, input: $1) })
}

/// The sparse autoencoder with an L1 penalty: more units than pixels would need, of which each image
/// uses a few.
///
/// L = E ‖x − f(h)‖² + λ Σ_j |h_j|, h = relu(W x + b). The columns of the decoder's weights are kept
/// at length 1, so that a small code can't be made up for by large weights.
///
/// Source: Olshausen & Field, *Sparse coding with an overcomplete basis set: a strategy employed by
/// V1?* (1997); Goodfellow, Bengio & Courville, *Deep Learning* (2016), section 14.2.1.
struct SparseL1: PointAutoencoder, Equatable {
  let networks: EncoderDecoder
  private let lambda: Double

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    networks = EncoderDecoder(configuration, input: input)
    lambda = configuration.value(of: Self.lambdaSetting)
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let lambda = input.tape.control("lambda", initially: Float(lambda))
    let code = networks.encoder(input)
    return networks.reconstruction(of: code, target: target)
      + lambda * Loss("sparsity", code.magnitudeSums())
      + .watched("active units", code.firing().rowSums())
  }

  var phases: [TrainingPhase] {
    var phase = TrainingPhase("autoencoder") { objective(input: $0, target: $1) }
    phase.constraint = UnitColumns(networks.decoder.layers).apply
    return [phase]
  }

  private static let lambdaSetting = ModelSetting(
    name: "lambda", summary: "weight of the L1 penalty on the code", range: 0...100,
    defaultValue: 0.2,
    source: "measured on the shipped digits, with squared error summed over pixels: about 60 of "
      + "256 units an image",
    isLive: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "sparse-l1", title: "Sparse autoencoder (L1)",
    summary: "Has more units than it needs and pays for each activation, so that every image is "
      + "put together from a few strokes.",
    objective: "E ‖x − f(h)‖² + λ Σ_j |h_j|, columns of the decoder of length 1",
    source: "Olshausen & Field, Sparse coding with an overcomplete basis set (1997); Goodfellow, "
      + "Bengio & Courville, Deep Learning (2016), section 14.2.1",
    defaultCodeSize: 256, defaultHidden: [], defaultLoss: .mse, defaultCodeActivation: .relu,
    defaultWeights: .he, settings: [lambdaSetting],
    presets: [
      ModelPreset("plain", summary: "λ = 0: the same net without a penalty, to compare with") {
        $0.settings["lambda"] = 0
      },
      ModelPreset("very-sparse", summary: "λ = 0.5: about 25 units an image") {
        $0.settings["lambda"] = 0.5
      },
      ModelPreset(
        "keras", summary: "Chollet (2016): 32 units, cross-entropy, λ = 1e-4 a pixel's mean loss"
      ) {
        $0.codeSize = 32
        $0.loss = .bce
        $0.settings["lambda"] = 0.0784
      },
    ],
    readouts: [
      .firingRates(above: 0), .unitsAnImage(above: 0), .hoyerSparsity, .deadUnits(upTo: 0),
    ],
    lookAt: "Code pane: a few tall bars, the rest at zero. Raise λ while it trains: fewer units "
      + "stay on, each becomes a stroke, and the reconstruction loses detail.",
    make: { SparseL1($0, input: $1) })
}

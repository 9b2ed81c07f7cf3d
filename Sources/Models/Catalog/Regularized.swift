/// The regularised autoencoder: a plain one with a short code and a smooth decoder, which becomes a
/// generative model when a distribution is fitted to its codes afterwards.
///
/// ‖x − f(g(x))‖² + λ_z ½ ‖z‖² + λ_f R(f), where R is the sum of the decoder's squared weights, or
/// every layer of the decoder is kept from stretching anything (its largest singular value is 1).
///
/// Source: Ghosh, Sajjadi, Vergari, Black & Schölkopf, *From Variational to Deterministic
/// Autoencoders* (2020), section 3.
struct Regularized: PointAutoencoder, Equatable {
  /// What keeps the decoder smooth.
  private enum Smoothness: Int {
    case weights
    case spectral
    case nothing
  }

  let layout: ParameterLayout
  let networks: EncoderDecoder
  private let smoothness: Smoothness
  private let limit: SpectralLimit?
  private let codeWeight: Float
  private let decoderWeight: Float

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    networks = EncoderDecoder(configuration, input: input, layout: &layout)
    let choice = Int(configuration.value(of: Self.smoothnessSetting))
    smoothness = Smoothness(rawValue: choice) ?? .weights
    limit = smoothness == .spectral ? SpectralLimit(networks.decoder, layout: &layout) : nil
    codeWeight = Float(configuration.value(of: Self.codeSetting))
    decoderWeight = Float(configuration.value(of: Self.decoderSetting))
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let tape = input.tape
    let z = networks.encoder(input)
    let length = z.squared().rowSums().scaled(by: 0.5)
    let terms =
      networks.reconstruction(of: z, target: target)
      + tape.control("code-weight", initially: codeWeight) * Loss("code length", length)
    guard smoothness == .weights else { return terms }
    let squares = tape.halfSquaredNorm(of: networks.decoder.layers.map(\.weight)).scaled(by: 2)
    return terms
      + tape.control("decoder-weight", initially: decoderWeight) * Loss("decoder weights", squares)
  }

  var phases: [TrainingPhase] {
    var phase = TrainingPhase("autoencoder", trains: ["encoder.", "decoder."]) {
      objective(input: $0, target: $1)
    }
    if let limit { phase.constraint = { limit.apply($0) } }
    return [phase]
  }

  // MARK: - Settings

  private static let codeSetting = ModelSetting(
    name: "code-weight", summary: "weight of ½ ‖z‖²", range: 0...100, defaultValue: 0.01,
    source: "between the weights that Ghosh et al. (2020) searched", isLive: true)

  private static let decoderSetting = ModelSetting(
    name: "decoder-weight", summary: "weight of the decoder's squared weights", range: 0...1,
    defaultValue: 1e-4, source: "between the weights that Ghosh et al. (2020) searched",
    isLive: true)

  private static let smoothnessSetting = ModelSetting(
    name: "smoothness",
    summary: "what keeps the decoder smooth: small weights, or layers that stretch nothing",
    choices: ["weights", "spectral", "none"],
    source: "Ghosh et al. (2020): RAE-L2 and RAE-SN; none is the plain autoencoder")

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "rae", title: "Regularised autoencoder",
    summary: "A plain autoencoder with short codes and a smooth decoder; a mixture of Gaussians, "
      + "fitted to the codes afterwards, is what new pictures are drawn from.",
    objective: "‖x − f(g(x))‖² + λ_z ½ ‖z‖² + λ_f R(f)",
    source: "Ghosh et al., From Variational to Deterministic Autoencoders (2020)",
    defaultCodeSize: 16, defaultHidden: [512, 256], defaultLoss: .mse,
    settings: [smoothnessSetting, codeSetting, decoderSetting],
    readouts: [codeSpread, decoderStretch],
    lookAt: "Codes stay short and the decoder smooth, without any noise: the error is that of a "
      + "plain autoencoder, and what lies between codes still decodes to digits.",
    make: { Regularized($0, input: $1) })

  private static let codeSpread = Readout(
    "code spread", summary: "standard deviation of each dimension of the codes"
  ) { context in
    let codes = context.codes
    let deviations = (0..<codes.size).map { dimension -> Float in
      let values = stride(from: dimension, to: codes.means.count, by: codes.size)
        .map { codes.means[$0] }
      let mean = values.reduce(0, +) / Float(max(1, values.count))
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Float(max(1, values.count))).squareRoot()
    }
    return .bars(deviations)
  }

  private static let decoderStretch = Readout(
    "decoder's steepness",
    summary: "how far pictures move for a small step between codes: mean over pairs of neighbours "
      + "in the data of ‖f(a) − f(b)‖ / ‖a − b‖"
  ) { context in
    let (codes, count) = (context.codes, min(200, context.codes.count))
    guard count > 1 else { return nil }
    let pictures = Inference(model: context.model).decode(
      Array(codes.means[0..<(count * codes.size)]), weights: context.weights)
    let width = context.model.inputSize
    let ratios = (1..<count).map { index -> Double in
      let move = Self.distance(pictures, index - 1, index, width)
      return move / max(Self.distance(codes.means, index - 1, index, codes.size), 1e-9)
    }
    return .number(ratios.reduce(0, +) / Double(ratios.count))
  }

  private static func distance(_ values: [Float], _ a: Int, _ b: Int, _ width: Int) -> Double {
    (0..<width).reduce(0.0) { sum, index in
      let difference = Double(values[a * width + index] - values[b * width + index])
      return sum + difference * difference
    }.squareRoot()
  }
}

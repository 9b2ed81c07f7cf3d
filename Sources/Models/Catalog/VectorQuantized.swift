#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The vector-quantised autoencoder: the code is a few numbers of vectors in a learned codebook.
///
/// The encoder's output falls into parts; each is replaced by the nearest vector e. The decoder's
/// gradient passes through to the encoder as if nothing had been replaced:
/// −ln p(x | e) + β ‖z − sg[e]‖², and the vectors follow the moving averages of what they stand for.
///
/// Source: van den Oord, Vinyals & Kavukcuoglu, *Neural Discrete Representation Learning* (2017),
/// equation 3 and appendix A.1.
struct VectorQuantized: PointAutoencoder, Equatable {
  let layout: ParameterLayout
  let networks: EncoderDecoder
  /// The vectors.
  let codebook: Codebook
  private let commitment: Float
  private let decay: Float
  private let revivesBelow: Float

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    networks = EncoderDecoder(configuration, input: input, layout: &layout)
    let wanted = Int(configuration.value(of: Self.vectorSetting))
    let size =
      (1...min(wanted, configuration.codeSize)).last { configuration.codeSize % $0 == 0 } ?? 1
    codebook = Codebook(
      count: Int(configuration.value(of: Self.codebookSetting)), size: size, layout: &layout)
    commitment = Float(configuration.value(of: Self.commitmentSetting))
    decay = Float(configuration.value(of: Self.decaySetting))
    revivesBelow = Float(configuration.value(of: Self.revivalSetting))
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let z = networks.encoder(input)
    let e = quantised(z)
    // z in value's place is e; in the gradient's it is z.
    let straight = z + (e - z).detached()
    return networks.reconstruction(of: straight, target: target)
      + input.tape.control("commitment", initially: commitment)
      * Loss("commitment", (z - e).squared().rowSums())
  }

  var phases: [TrainingPhase] {
    let autoencoder = TrainingPhase("networks", trains: ["encoder.", "decoder."]) {
      objective(input: $0, target: $1)
    }
    var vectors = TrainingPhase("codebook", trains: ["codebook.use", "codebook.sum"]) { input, _ in
      Loss("quantisation", codebook.averaged(networks.encoder(input), decay: decay))
    }
    vectors.countsTowardsLoss = false
    vectors.assigns = true
    vectors.constraint = { codebook.follow($0, revivesBelow: revivesBelow) }
    return [autoencoder, vectors]
  }

  func encode(_ input: Tensor) -> Encoding {
    .point(quantised(networks.encoder(input)))
  }

  /// Any code is first replaced by the vectors nearest to it.
  func decode(_ code: Tensor) -> Tensor {
    networks.picture(of: quantised(code))
  }

  var summary: [LayerSummary] {
    networks.encoder.summary("encoder")
      + [
        LayerSummary(
          name: "codebook", kind: "\(codebook.count) vectors of \(codebook.size)",
          parameters: codebook.count * codebook.size)
      ] + networks.decoder.summary("decoder")
  }

  private func quantised(_ code: Tensor) -> Tensor {
    codebook.vectors(codebook.numbers(of: code)).detached()
  }

  // MARK: - Settings

  private static let codebookSetting = ModelSetting(
    name: "codebook", summary: "vectors in the codebook", range: 2...4096, defaultValue: 64,
    source: "van den Oord et al. (2017): 512 for colour images", isLive: false, isWhole: true)

  private static let vectorSetting = ModelSetting(
    name: "vector-size",
    summary: "numbers of a vector; where they don't divide the code, the next smaller that do",
    range: 1...256, defaultValue: 4, source: "a code of 32 is then 8 vectors, 48 bits",
    isLive: false, isWhole: true)

  private static let commitmentSetting = ModelSetting(
    name: "commitment", summary: "weight β of keeping the encoder near its vectors",
    range: 0...100, defaultValue: 0.25, source: "van den Oord et al. (2017): 0.25", isLive: true)

  private static let decaySetting = ModelSetting(
    name: "decay", summary: "share of the moving averages that is kept a step", range: 0...0.9999,
    defaultValue: 0.99, source: "van den Oord et al. (2017), appendix A.1: 0.99", isLive: false)

  private static let revivalSetting = ModelSetting(
    name: "revival",
    summary: "a vector used less than this part of an equal share joins the busiest; 0 never",
    range: 0...1, defaultValue: 0.05, source: "Linde, Buzo & Gray (1980) split in this way",
    isLive: false)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "vq-vae", title: "Vector-quantised autoencoder",
    summary: "Writes each image as a few numbers of a learned codebook: a code of bits, not of "
      + "lengths.",
    objective: "−ln p(x | e) + β ‖z − sg[e]‖²",
    source: "van den Oord, Vinyals & Kavukcuoglu, Neural Discrete Representation Learning (2017)",
    defaultCodeSize: 32, defaultHidden: [512, 256], defaultLoss: .bce,
    settings: [codebookSetting, vectorSetting, commitmentSetting, decaySetting, revivalSetting],
    readouts: [inUse, perplexity, shares],
    lookAt: "Codebook use: how many vectors find work, and how evenly. Codes lie on a few places "
      + "only, and the cursor snaps to them.",
    make: { VectorQuantized($0, input: $1) })

  private static let inUse = Readout(
    "vectors in use", summary: "vectors that stand for some part of some image; the others are dead"
  ) { context in
    useShares(context).map { shares in .count(shares.count { $0 > 0 }, of: shares.count) }
  }

  private static let perplexity = Readout(
    "perplexity",
    summary: "how many vectors, equally used, would carry as much; at most all of them"
  ) { context in
    useShares(context).map { shares in
      let entropy = shares.reduce(0.0) { $1 > 0 ? $0 - Double($1) * log(Double($1)) : $0 }
      return .number(exp(entropy))
    }
  }

  private static let shares = Readout(
    "codebook use", summary: "share of each vector, the busiest first; the line is an equal share"
  ) { context in
    useShares(context).map { shares in
      .bars(shares.sorted(by: >), line: 1 / Float(shares.count))
    }
  }

  /// Each vector's share of the parts of all images.
  private static func useShares(_ context: ReadoutContext) -> [Float]? {
    guard let model = context.model as? VectorQuantized else { return nil }
    let codebook = model.codebook
    var counts = [Int](repeating: 0, count: codebook.count)
    let vectors = context.parameter("codebook.vectors")
    let parts = context.codes.means.count / codebook.size
    context.codes.means.withUnsafeBufferPointer { codes in
      vectors.withUnsafeBufferPointer { vectors in
        guard let codes = codes.baseAddress, let vectors = vectors.baseAddress else { return }
        for part in 0..<parts {
          counts[codebook.nearest(codes + part * codebook.size, in: vectors)] += 1
        }
      }
    }
    return counts.map { Float($0) / Float(max(parts, 1)) }
  }
}

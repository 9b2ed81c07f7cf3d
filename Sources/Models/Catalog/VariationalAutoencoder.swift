/// The variational autoencoder: codes are Gaussians, kept close to N(0, 1).
///
/// −ELBO = E_q[−ln p(x|z)] + β KL(q(z|x) ‖ N(0, 1)), with β = 1 for the bound itself.
///
/// Source: Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), equation 10.
struct VariationalAutoencoder: Autoencoder, Equatable {
  let layout: ParameterLayout
  let inputSize: Int
  let codeSize: Int
  private let loss: ReconstructionLoss
  private let beta: Double
  private let trunk: Network
  private let head: Dense
  private let decoder: Network

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    var layout = ParameterLayout()
    inputSize = input.size
    codeSize = configuration.codeSize
    loss = configuration.loss
    beta = configuration.value(of: Self.betaSetting)
    trunk = Network(
      "encoder", sizes: [input.size] + configuration.hidden,
      activation: configuration.activation, last: configuration.activation,
      weights: configuration.weights, layout: &layout)
    head = .gaussianHead(
      "encoder", inputs: configuration.hidden.last ?? input.size,
      size: configuration.codeSize, weights: configuration.weights, layout: &layout)
    decoder = .decoder(configuration, meanImage: input.meanImage, layout: &layout)
    self.layout = layout
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let beta = input.tape.control("beta", initially: Float(beta))
    let posterior = posterior(of: input)
    let z = posterior.sample()
    return loss(decoder(z), target: target) + beta * klDivergence(posterior)
  }

  func encode(_ input: Tensor) -> Encoding {
    .gaussian(posterior(of: input))
  }

  func decode(_ code: Tensor) -> Tensor {
    loss.intensities(decoder(code))
  }

  var summary: [LayerSummary] {
    trunk.summary("encoder") + [head.summary("encoder.mean+logVariance")]
      + decoder.summary("decoder")
  }

  private func posterior(of input: Tensor) -> DiagonalGaussian {
    DiagonalGaussian(raw: head(trunk(input)))
  }

  private static let betaSetting = ModelSetting(
    name: "beta", summary: "weight of the KL divergence", range: 0...1000, defaultValue: 1,
    source: "Kingma & Welling (2014): 1 is the bound itself", isLive: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "vae", title: "Variational autoencoder",
    summary: "Encodes each input as a Gaussian in a space where every point decodes to something.",
    objective: "E_q[−ln p(x|z)] + β KL(q(z|x) ‖ N(0, 1))",
    source: "Kingma & Welling, Auto-Encoding Variational Bayes (2014)",
    defaultCodeSize: 2, defaultHidden: [512, 256], defaultLoss: .bce, settings: [betaSetting],
    make: { VariationalAutoencoder($0, input: $1) })
}

/// The β-VAE: the variational autoencoder with a heavier divergence, whose dimensions tend to stand
/// for one thing each.
///
/// E_q[−ln p(x|z)] + β KL with β > 1, or with the schedule `capacity` γ |KL − C(t)|.
///
/// Source: Higgins et al., *β-VAE: Learning Basic Visual Concepts with a Constrained Variational
/// Framework* (2017); Burgess et al., *Understanding disentangling in β-VAE* (2018).
enum BetaVAE {
  private static let betaSetting = RateTerm.betaSetting(
    4, source: "Higgins et al. (2017): 4 for shapes of one colour")

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "beta-vae", title: "β-VAE",
    summary: "A variational autoencoder that pays more for each nat of its code, and so spends "
      + "them on few, separate directions.",
    objective: "E_q[−ln p(x|z)] + β KL(q(z|x) ‖ N(0, 1)), or + γ |KL − C(t)|",
    source: "Higgins et al., β-VAE (2017); Burgess et al., Understanding disentangling in β-VAE "
      + "(2018)",
    defaultCodeSize: 10, defaultHidden: [512, 256], defaultLoss: .bce,
    settings: RateTerm.settings(beta: betaSetting) + PixelDistribution.settings,
    presets: [
      ModelPreset("capacity", summary: "a capacity that grows to 25 nats over 20 epochs") {
        $0.settings["schedule"] = 2
      },
      ModelPreset("warm-up", summary: "β grows from 0 to 4 over 10 epochs") {
        $0.settings["schedule"] = 1
      },
    ],
    readouts: Readout.variational,
    lookAt: "The KL of each dimension: some stay in use, the others fall to 0. Move β while it "
      + "trains, and watch them come and go.",
    givesLikelihood: true,
    unused: [.codeActivation],
    make: { VariationalAutoencoder($0, input: $1, beta: betaSetting) })
}

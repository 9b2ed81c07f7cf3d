extension VAEGAN {
  static let betaSetting = ModelSetting(
    name: "beta", summary: "weight of the KL divergence", range: 0...1000, defaultValue: 0.02,
    source: "chosen here; Larsen et al. (2016): 1, with batch-normalised, so larger, features",
    isLive: true)

  static let gammaSetting = ModelSetting(
    name: "gamma", summary: "weight of the features' likeness beside the game, for the decoder",
    range: 0...1000, defaultValue: 15,
    source:
      "chosen here, where features are small; Larsen et al. (2016), their code: 0.00005 on large ones",
    isLive: true)

  static let marginSetting = ModelSetting(
    name: "margin", summary: "how far one player may be ahead before it waits, in nats",
    range: 0...10, defaultValue: 0.35, source: "Larsen et al. (2016), their code: 0.35 to 0.4",
    isLive: false)

  static let rateSetting = ModelSetting(
    name: "game-rate", summary: "learning rate of the discriminator, in parts of the run's",
    range: 0...10, defaultValue: 0.25, source: "chosen here: the discriminator learns fastest",
    isLive: false)

  static let channelsSetting = ModelSetting(
    name: "discriminator-channels", summary: "channels of the discriminator's first convolution",
    range: 1...256, defaultValue: 16, source: "chosen here, for two processor cores",
    isLive: false, isWhole: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "vae-gan", title: "VAE/GAN",
    summary: "A variational autoencoder that judges its reconstructions as a discriminator sees "
      + "them, so that they are sharp where pixel by pixel they would be blurred.",
    objective: "KL + ½ ‖D_l(x) − D_l(x̃)‖², and a game of decoder and discriminator",
    source: "Larsen et al., Autoencoding beyond pixels using a learned similarity metric (2016)",
    defaultCodeSize: 16, defaultHidden: [256], defaultLoss: .bce,
    settings: [betaSetting, gammaSetting, marginSetting, rateSetting, channelsSetting],
    readouts: AdversarialReadouts.images,
    lookAt: "Strokes have edges, where a VAE's are soft, and the error in pixels is larger for it. "
      + "The three costs of the discriminator should stay between 0.3 and 1; a player that is too "
      + "far ahead waits.",
    lossScale: .game, unused: [.codeActivation],
    make: { VAEGAN($0, input: $1) })
}

/// The stacked autoencoder: layers learn one after the other, each to restore what the one before
/// says, and then all of them together.
///
/// Layer l: min E ‖h − d(e(h))‖² for the outputs h of the layers before it, which no longer change;
/// the first restores the image by the model's own loss. Then fine-tuning: min E L(x, f(g(x))).
///
/// Source: Bengio et al., *Greedy Layer-Wise Training of Deep Networks* (2007); Hinton &
/// Salakhutdinov, *Reducing the Dimensionality of Data with Neural Networks* (2006).
struct Stacked: PointAutoencoder, Equatable {
  let networks: EncoderDecoder
  /// Epochs for each layer by itself.
  private let epochsALayer: Int

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - configuration: sizes and functions, already checked.
  ///   - input: what it is trained on.
  init(_ configuration: ModelConfiguration, input: InputDescription) {
    networks = EncoderDecoder(configuration, input: input)
    // A decoder of other sizes has no layer that undoes one of the encoder's.
    let isMirrored = configuration.decoderSizes == configuration.hidden.reversed()
    epochsALayer = isMirrored ? Int(configuration.value(of: Self.pretrainingSetting)) : 0
  }

  /// Fine-tuning, and before it in time one phase for each layer.
  ///
  /// Its loss is the run's all along: each layer's own term is on another scale.
  var phases: [TrainingPhase] {
    var fineTuning = TrainingPhase("fine-tuning") { objective(input: $0, target: $1) }
    guard epochsALayer > 0 else { return [fineTuning] }
    let pretraining = networks.encoder.layers.count * epochsALayer
    fineTuning.isActive = { $0.epoch >= pretraining }
    return [fineTuning] + networks.encoder.layers.indices.map(phase(ofLayer:))
  }

  private func phase(ofLayer number: Int) -> TrainingPhase {
    let last = networks.decoder.layers.count - 1
    var phase = TrainingPhase(
      "layer-\(number + 1)", trains: ["encoder.\(number).", "decoder.\(last - number)."]
    ) { input, target in
      layerObjective(number, input: input, target: target)
    }
    let epochs = (number * epochsALayer)..<((number + 1) * epochsALayer)
    phase.isActive = { epochs.contains($0.epoch) }
    phase.countsTowardsLoss = false
    return phase
  }

  /// Records how well a layer's output lets its input be restored.
  private func layerObjective(_ number: Int, input: Tensor, target: Tensor) -> Loss {
    let below = networks.encoder.layers[..<number].reduce(input) { value, layer in layer(value) }
    let inverse = networks.decoder.layers[networks.decoder.layers.count - 1 - number]
    let outputs = inverse(networks.encoder.layers[number](below.detached()))
    let loss =
      number == 0
      ? networks.loss(outputs, target: target)
      : squaredError(outputs: outputs, target: below.detached())
    return loss.renamed("layer \(number + 1)")
  }

  private static let pretrainingSetting = ModelSetting(
    name: "pretraining", summary: "epochs for each layer by itself; 0 trains all at once",
    range: 0...1000, defaultValue: 3,
    source: "measured on the shipped digits; Hinton & Salakhutdinov (2006) took 50", isLive: false,
    isWhole: true)

  /// What the catalog says of it.
  static let description = ModelDescription(
    id: "stacked", title: "Stacked autoencoder",
    summary:
      "Trains layer by layer, each restoring the output of the one before it, and fine-tunes "
      + "all of them together at the end.",
    objective: "for each layer E ‖h − d(e(h))‖², then E L(x, f(g(x)))",
    source: "Bengio et al., Greedy Layer-Wise Training of Deep Networks (2007); Hinton & "
      + "Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks (2006)",
    defaultCodeSize: 30, defaultHidden: [512, 256, 128], defaultLoss: .bce,
    defaultActivation: .sigmoid,
    settings: [pretrainingSetting],
    presets: [
      ModelPreset(
        "hinton", summary: "784-1000-500-250-30, logistic units, linear code: the net of 2006"
      ) {
        $0.hidden = [1000, 500, 250]
        $0.codeSize = 30
        $0.activation = .sigmoid
        $0.loss = .bce
      },
      ModelPreset("relu", summary: "ReLU units, which hardly need pre-training") {
        $0.activation = .relu
      },
      ModelPreset("at-once", summary: "the same net without pre-training, to compare with") {
        $0.settings["pretraining"] = 0
      },
    ],
    readouts: [.codeSpread, .unusedDimensions],
    lookAt: "The terms “layer 1”, “layer 2” … fall one after the other, each for some epochs; then "
      + "fine-tuning begins, and the loss of the whole drops at once.",
    fault: { configuration in
      let isMirrored = configuration.decoderSizes == configuration.hidden.reversed()
      guard !isMirrored, configuration.value(of: pretrainingSetting) > 0 else { return nil }
      return .outOfRange(
        "decoder-hidden", configuration.decoderSizes.map(String.init).joined(separator: ","),
        allowed:
          "left out, or any with the setting pretraining=0: a layer is trained together with "
          + "its mirror image")
    },
    make: { Stacked($0, input: $1) })
}

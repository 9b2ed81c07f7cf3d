/// How well a denoising autoencoder restores images, and what the best linear restorer makes of them.
extension Readout {
  static let restoration: [Readout] = [restoredRatio, linearRatio, noisyRatio]

  private static let restoredRatio = Readout(
    "PSNR of the restored images",
    summary: "Signal to noise of what the decoder makes of spoilt images, their mean over "
      + "\(few) test images; 6 dB more is half the error.",
    unit: "dB"
  ) { context in
    guard let pictures = Restorations(context) else { return nil }
    return .number(pictures.ratio(of: pictures.restored))
  }

  private static let linearRatio = Readout(
    "PSNR of the best linear restorer",
    summary: "What the best linear map of the pixels would make of the same images, learnt from "
      + "up to 10,000 training images; a network has to stay above it.",
    unit: "dB"
  ) { context in
    guard let model = context.model as? any DenoisingModel, let train = context.train,
      model.shape.count <= LinearDenoiser.maximumFeatures
    else { return nil }
    let corruption = Corruption(
      model.corruption.kind, level: context.weights.controls["level"] ?? model.corruption.level)
    let ratios = LinearDenoiserCache.ratios(
      train: train, split: context.split, shape: model.shape, corruption: corruption,
      images: context.isThorough ? nil : few)
    return .number(ratios.restored)
  }

  private static let noisyRatio = Readout(
    "PSNR of the spoilt images",
    summary: "Signal to noise of what the encoder sees, the mean over the same images; restoring "
      + "is worth something only above it.",
    unit: "dB"
  ) { context in
    guard let pictures = Restorations(context) else { return nil }
    return .number(pictures.ratio(of: pictures.spoilt))
  }

  /// Images that are looked at while training runs.
  fileprivate static let few = 200
}

/// Spoilt and restored pictures of the first images of a split, `[count, features]`, and the images.
private struct Restorations {
  let spoilt: [Float]
  let restored: [Float]
  private let clean: [Float]
  private let features: Int

  /// Restores them; nil where the model does nothing of the kind.
  init?(_ context: ReadoutContext) {
    guard let model = context.model as? any DenoisingModel else { return nil }
    let count = context.isThorough ? context.split.count : min(Readout.few, context.split.count)
    let values = context.compute(samples: 0..<count) { tape in
      let clean = tape.input(width: model.inputSize)
      let spoilt = model.spoilt(clean)
      guard case .point(let code) = model.encode(spoilt) else { return [spoilt, spoilt, clean] }
      return [spoilt, model.decode(code), clean]
    }
    spoilt = values[0]
    restored = values[1]
    clean = values[2]
    features = model.inputSize
  }

  /// Returns the mean signal-to-noise ratio of pictures, in dB.
  func ratio(of pictures: [Float]) -> Double {
    SignalToNoise.mean(of: pictures, clean: clean, features: features)
  }
}

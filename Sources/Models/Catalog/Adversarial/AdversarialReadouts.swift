/// What there is to measure of models whose decoder plays against a discriminator.
enum AdversarialReadouts {
  /// For models that judge images.
  static let images = [imageAccuracy, sharpness, reconstructionRatio]
  /// For models that judge pairs of image and code.
  static let pairs = [reconstructionRatio, pairAccuracy, coverage, sharpness]

  /// The most samples that are looked at.
  private static let mostSamples = 200

  static let imageAccuracy = Readout(
    "discriminator accuracy",
    summary: "how often the discriminator tells 200 images of the data "
      + "set from as many of its making; 50 % when it is deceived", unit: "%"
  ) { context in
    guard let model = context.model as? VAEGAN else { return nil }
    return accuracy(context) { tape in
      let sample = tape.samples(of: .gaussian, size: model.codeSize)
      return [model.judge(tape.input(width: model.inputSize)), model.judge(model.decode(sample))]
    }
  }

  static let pairAccuracy = Readout(
    "discriminator accuracy",
    summary: "how often the discriminator tells pairs of the encoder from "
      + "pairs of the decoder; 50 % when it is deceived", unit: "%"
  ) { context in
    guard let model = context.model as? AdversariallyLearnedInference else { return nil }
    return accuracy(context) { tape in
      let x = tape.input(width: model.inputSize)
      let code = model.posterior(of: x).sample()
      let sample = tape.samples(of: .gaussian, size: model.codeSize)
      return [model.judge(x, code), model.judge(model.decode(sample), sample)]
    }
  }

  /// The share of right decisions about what should be real, then about what should not.
  private static func accuracy(
    _ context: ReadoutContext, _ record: (Tape) -> [Tensor]
  ) -> ReadoutValue {
    let samples = 0..<min(mostSamples, context.split.count)
    let logits = context.compute(samples: samples, record)
    let right = logits[0].count { $0 > 0 } + logits[1].count { $0 < 0 }
    return .number(100 * Double(right) / Double(2 * samples.count))
  }

  static let reconstructionRatio = Readout(
    "reconstruction ratio",
    summary: "distance of images from their own reconstructions, in parts "
      + "of that from the reconstructions of others; 1 when a reconstruction says nothing"
  ) { context in
    let model = context.model
    let samples = 0..<min(mostSamples, context.split.count)
    guard samples.count > 1 else { return nil }
    let values = context.compute(samples: samples) { tape in
      let x = tape.input(width: model.inputSize)
      return [x, model.decode(model.encode(x).point)]
    }
    return .number(
      ReconstructionRatio.value(
        inputs: values[0], reconstructions: values[1], features: model.inputSize))
  }

  static let sharpness = Readout(
    "sharpness",
    summary: "variance of the Laplacian of 200 images decoded from the prior, in parts "
      + "of that of the data set's images; blurred images are below 1"
  ) { context in
    guard case (let model, let width) = (context.model, context.imageWidth), width > 2 else {
      return nil
    }
    let samples = 0..<min(mostSamples, context.split.count)
    let values = context.compute(samples: samples) { tape in
      [
        tape.input(width: model.inputSize),
        model.decode(tape.samples(of: .gaussian, size: model.codeSize)),
      ]
    }
    let reference = Sharpness.ofImages(values[0], width: width, features: model.inputSize)
    guard reference > 0 else { return nil }
    return .number(
      Sharpness.ofImages(values[1], width: width, features: model.inputSize) / reference)
  }

  static let coverage = Readout(
    "modes",
    summary: "components of gaussians-25 that at least 20 of 2,500 decoded samples of the "
      + "prior come within three deviations of"
  ) { context in
    let model = context.model
    guard model.inputSize == 2, context.split.labels.max() == UInt8(GaussianGrid.count - 1) else {
      return nil
    }
    let samples = context.compute { tape in
      [model.decode(tape.samples(of: .gaussian, size: model.codeSize))]
    }
    return .count(ModeCoverage.covered(samples[0]), of: GaussianGrid.count)
  }
}

/// How much better a reconstruction fits its own input than another one.
///
/// Source: Donahue et al., *Adversarial Feature Learning* (2017), the authors' code: EGr / EGr_b.
enum ReconstructionRatio {
  /// Returns the mean distance of inputs from their reconstructions, divided by that from the
  /// reconstructions of inputs a third of the set further on.
  static func value(inputs: [Float], reconstructions: [Float], features: Int) -> Double {
    let count = inputs.count / features
    var own = 0.0
    var other = 0.0
    for index in 0..<count {
      let input = inputs[(index * features)..<((index + 1) * features)]
      func distance(_ number: Int) -> Double {
        let picture = reconstructions[(number * features)..<((number + 1) * features)]
        return zip(input, picture).reduce(0) {
          $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
        }.squareRoot()
      }
      own += distance(index)
      other += distance((index + 1 + count / 3) % count)
    }
    return own / max(other, .leastNormalMagnitude)
  }
}

/// How sharp images are: the variance of the Laplacian of their pixels.
///
/// Source: Pech-Pacheco et al., *Diatom autofocusing in brightfield microscopy* (2000); so measured by
/// Tolstikhin et al., *Wasserstein Auto-Encoders* (2018), section 4.
enum Sharpness {
  /// Returns the mean over images `[count, features]` of the variance, over the inner pixels, of
  /// 4 I(y, x) − I(y ± 1, x) − I(y, x ± 1).
  static func ofImages(_ images: [Float], width: Int, features: Int) -> Double {
    let count = images.count / features
    let height = features / width
    guard count > 0, height > 2, width > 2 else { return 0 }
    var total = 0.0
    for image in 0..<count {
      var sum = 0.0
      var squares = 0.0
      for y in 1..<(height - 1) {
        for x in 1..<(width - 1) {
          let place = image * features + y * width + x
          let value = Double(
            4 * images[place] - images[place - 1] - images[place + 1] - images[place - width]
              - images[place + width])
          sum += value
          squares += value * value
        }
      }
      let pixels = Double((height - 2) * (width - 2))
      total += squares / pixels - (sum / pixels) * (sum / pixels)
    }
    return total / Double(count)
  }
}

/// Which components of `gaussians-25` a generator makes.
enum ModeCoverage {
  /// Points that make a component covered.
  private static let leastPoints = 20

  /// Returns the components that enough points `[count, 2]` come within three deviations of.
  static func covered(_ points: [Float]) -> Int {
    var counts = [Int](repeating: 0, count: GaussianGrid.count)
    for start in stride(from: 0, to: points.count - 1, by: 2) {
      let nearest = GaussianGrid.nearest(x: points[start], y: points[start + 1])
      if nearest.distance <= 3 { counts[nearest.component] += 1 }
    }
    return counts.count { $0 >= leastPoints }
  }
}

extension ReadoutContext {
  /// Pixels of a row of an image, if images are square; else 0.
  var imageWidth: Int {
    let side = Int(Double(model.inputSize).squareRoot())
    return side * side == model.inputSize ? side : 0
  }
}

internal import Synchronization

/// A model whose codes are to be distributed like a prior.
protocol PriorMatching: Autoencoder {
  /// What they are to be distributed like.
  var prior: Prior { get }

  /// Records what the model's discriminator says of points `[batch, codeSize]`, logits `[batch, 1]`;
  /// nil where there is none.
  func discriminate(_ points: Tensor) -> Tensor?
}

/// What there is to measure of codes and their prior.
enum PriorReadouts {
  /// For models that compare codes and prior without a network.
  static let withoutDiscriminator = [discrepancy, nullBand, freshProbe, deviations]
  /// For models with a discriminator.
  static let withDiscriminator = [accuracy, freshProbe, discrepancy, nullBand, deviations]

  /// The most samples that are looked at.
  private static let mostSamples = 500
  /// The most that are compared pair by pair.
  private static let mostPairs = 250

  static let discrepancy = Readout(
    "mmd",
    summary: "squared distance of 250 codes from as many samples of the prior; alike when "
      + "below the null band, and perhaps negative"
  ) { context in
    guard let points = MatchedPoints(context, most: mostPairs) else { return nil }
    return .number(points.discrepancy)
  }

  static let nullBand = Readout(
    "mmd null band",
    summary: "95 % of the distances between two sets of samples of the prior lie "
      + "below it"
  ) { context in
    guard let points = MatchedPoints(context, most: mostPairs) else { return nil }
    return .number(NullBand.upperEnd(points.prior, size: points.size, count: points.count))
  }

  static let freshProbe = Readout(
    "fresh probe",
    summary: "how often a small network, trained anew on 250 codes and 250 samples, "
      + "tells others apart; 50 % when they are alike", unit: "%"
  ) { context in
    guard let points = MatchedPoints(context, most: mostSamples),
      let accuracy = FreshProbe.accuracy(points.codes, points.samples, size: points.size)
    else { return nil }
    return .number(100 * accuracy)
  }

  static let accuracy = Readout(
    "discriminator accuracy",
    summary: "how often the model's discriminator tells 500 codes and as "
      + "many samples apart; 50 % when it is deceived", unit: "%"
  ) { context in
    guard let model = context.model as? any PriorMatching else { return nil }
    let samples = 0..<min(mostSamples, context.split.count)
    let logits = context.compute(samples: samples) { tape in
      let code = model.encode(tape.input(width: model.inputSize)).point
      let sample = tape.samples(of: model.prior, size: model.codeSize)
      return [model.discriminate(code), model.discriminate(sample)].compactMap(\.self)
    }
    guard logits.count == 2 else { return nil }
    let right = logits[0].count { $0 < 0 } + logits[1].count { $0 > 0 }
    return .number(100 * Double(right) / Double(2 * samples.count))
  }

  static let deviations = Readout(
    "code deviation", summary: "standard deviation of each dimension of the codes; the prior's is 1"
  ) { context in
    let codes = context.codes
    guard codes.count > 1 else { return nil }
    return .bars(
      (0..<codes.size).map { dimension in
        let values = stride(from: dimension, to: codes.means.count, by: codes.size).map {
          Double(codes.means[$0])
        }
        let mean = values.reduce(0, +) / Double(codes.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return Float((squares / Double(codes.count - 1)).squareRoot())
      }, line: 1)
  }
}

extension Encoding {
  /// The code, or the mean of its distribution.
  var point: Tensor {
    switch self {
    case .point(let code): code
    case .gaussian(let posterior): posterior.parameters.columns(0..<posterior.size)
    }
  }
}

/// Codes of a split, and as many samples of their prior.
struct MatchedPoints {
  /// What the samples are of.
  let prior: Prior
  /// Dimensions.
  let size: Int
  /// Points of each kind.
  let count: Int
  /// The codes, `[count, size]`.
  let codes: [Float]
  /// The samples, `[count, size]`.
  let samples: [Float]

  /// Takes the first codes of a split; nil for a model without a prior.
  init?(_ context: ReadoutContext, most: Int) {
    guard let model = context.model as? any PriorMatching, context.codes.count > 1 else {
      return nil
    }
    prior = model.prior
    size = context.codes.size
    count = min(most, context.codes.count)
    codes = Array(context.codes.means.prefix(count * size))
    samples = prior.samples(
      count: count, size: size, random: RandomKey(seed: 0, epoch: 0, purpose: .prior))
  }

  /// The squared maximum mean discrepancy of the two, by an unbiased estimate.
  var discrepancy: Double {
    MultiquadricKernel(size: size, variance: prior.variance).discrepancy(codes, samples)
  }
}

/// How far two sets of samples of the same prior are from each other, by chance.
enum NullBand {
  private struct Key: Hashable {
    let prior: Prior
    let size: Int
    let count: Int
  }

  private static let draws = 100
  private static let known: Mutex<[Key: Double]> = Mutex([:])

  /// Returns what 95 % of the estimates of the discrepancy between two sets of `count` samples lie
  /// below; it is found once, by drawing a hundred pairs.
  static func upperEnd(_ prior: Prior, size: Int, count: Int) -> Double {
    let key = Key(prior: prior, size: size, count: count)
    if let value = known.withLock({ $0[key] }) { return value }
    let kernel = MultiquadricKernel(size: size, variance: prior.variance)
    let estimates = (0..<draws).map { draw in
      let sets = [2 * draw + 1, 2 * draw + 2].map { epoch in
        prior.samples(
          count: count, size: size, random: RandomKey(seed: 0, epoch: epoch, purpose: .prior))
      }
      return kernel.discrepancy(sets[0], sets[1])
    }
    let value = estimates.sorted()[draws * 95 / 100]
    known.withLock { $0[key] = value }
    return value
  }
}

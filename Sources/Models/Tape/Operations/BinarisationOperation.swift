internal import CKernels

/// How grey images become images of zeros and ones, if at all.
///
/// Likelihoods of differently binarised images are on different scales and can't be compared.
public enum Binarisation: Int, CaseIterable, Sendable {
  /// They stay grey; the Bernoulli cross-entropy is then no likelihood, and has a floor above 0.
  case grey
  /// 1 where the intensity is above ½.
  case threshold
  /// Each pixel is 1 with its intensity as the probability, drawn once for ever.
  ///
  /// Source: Salakhutdinov & Murray, *On the quantitative analysis of deep belief networks* (2008).
  case fixed
  /// The same, drawn anew in each epoch; for evaluation as `fixed`.
  ///
  /// Source: Burda, Grosse & Salakhutdinov, *Importance Weighted Autoencoders* (2016), section 5.
  case dynamic

  /// What people call it.
  public var name: String {
    switch self {
    case .grey: "grey"
    case .threshold: "threshold"
    case .fixed: "static"
    case .dynamic: "dynamic"
    }
  }
}

/// Intensities made zeros and ones.
///
/// Which pixels become 1 depends on the sample's number only (and on the epoch and the run's seed
/// while training dynamically): every measurement of a test image sees the same one.
final class BinarisationOperation: GradientFreeOperation {
  private let binarisation: Binarisation

  init(input: Tensor, output: Tensor, binarisation: Binarisation) {
    self.binarisation = binarisation
    super.init(input: input, output: output)
  }

  override func forward(_ frame: Frame) {
    let (x, y) = (x.pointer(frame), y.pointer(frame))
    let count = frame.rows * input.width
    switch binarisation {
    case .grey:
      y.update(from: x, count: count)
    case .threshold:
      for index in 0..<count { y[index] = x[index] > 0.5 ? 1 : 0 }
    case .fixed, .dynamic:
      ae_uniform(key(frame), frame.samples, frame.rows, input.width, y)
      for index in 0..<count { y[index] = y[index] < x[index] ? 1 : 0 }
    }
  }

  private func key(_ frame: Frame) -> AERandomKey {
    let isTraining = frame.random.purpose & 0xff == RandomPurpose.posterior.rawValue
    var key = RandomKey(seed: 0, epoch: 0, purpose: .binarisation).raw
    if binarisation == .dynamic, isTraining {
      key.seed_low = frame.random.seed_low
      key.seed_high = frame.random.seed_high
      // Epoch 0 with seed 0 is the fixed one.
      key.epoch = frame.random.epoch &+ 1
    }
    return key
  }
}

extension Tensor {
  /// Returns images `[rows, pixels]` of zeros and ones, or the images themselves where they are to
  /// stay grey.
  func binarised(_ binarisation: Binarisation) -> Tensor {
    guard binarisation != .grey else { return self }
    precondition(!needsGradient, "zeros and ones have no gradient")
    return tape.record(reading: [self], width: width) {
      BinarisationOperation(input: self, output: $0, binarisation: binarisation)
    }
  }
}

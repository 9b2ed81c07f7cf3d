extension Readout {
  /// For each unit the share of images on which it is active, a bar each.
  ///
  /// Active is what exceeds the threshold; nil counts what is not 0.
  static func firingRates(above threshold: Float?) -> Readout {
    Readout(
      "firing rates",
      summary:
        "For each unit the share of the first 2,000 test images (thoroughly: of all) on which it is active; a unit at 0 is "
        + "wasted, one at 1 says nothing about the image."
    ) { context in
      let activity = CodeActivity(context.codes, ofAll: context.isThorough)
      return .bars(activity.rates { $0.isActive(above: threshold) })
    }
  }

  /// The mean activation of each unit beside the wanted one.
  static let meanActivations = Readout(
    "mean activations",
    summary: "For each unit its mean over the test images; the line is ρ, where all should be."
  ) { context in
    let activity = CodeActivity(context.codes, ofAll: context.isThorough)
    let wanted = context.configuration.settings["rho"].map(Float.init) ?? 0.05
    return .bars(activity.rates { $0 }, line: context.weights.controls["rho"] ?? wanted)
  }

  /// How many units are active for an image (L0), as a mean.
  static func unitsAnImage(above threshold: Float?) -> Readout {
    Readout(
      "active units an image",
      summary: "L0: how many units are active for a test image, as a mean; fewer is sparser."
    ) { context in
      let activity = CodeActivity(context.codes, ofAll: context.isThorough)
      let rates = activity.rates { $0.isActive(above: threshold) }
      return .number(rates.reduce(0) { $0 + Double($1) })
    }
  }

  /// Hoyer's measure, from 0 where all units are equally active to 1 where one alone is.
  ///
  /// Source: Hoyer, *Non-negative Matrix Factorization with Sparseness Constraints* (2004), section 3.1.
  static let hoyerSparsity = Readout(
    "Hoyer sparsity",
    summary: "From 0, where all units are equally active, to 1, where one alone is; the mean over "
      + "the test images."
  ) { context in
    CodeActivity(context.codes, ofAll: context.isThorough).hoyerSparsity.map { .number($0) }
  }

  /// Units that no image makes active.
  static func deadUnits(upTo threshold: Float?) -> Readout {
    Readout(
      "dead units",
      summary:
        "Units that are active for none of the first 2,000 test images (thoroughly: of all): they are not used, and learn nothing more."
    ) { context in
      let activity = CodeActivity(context.codes, ofAll: context.isThorough)
      let rates = activity.rates { $0.isActive(above: threshold) }
      return .count(rates.count { $0 == 0 }, of: context.codes.size)
    }
  }
}

extension Float {
  /// 1 where it exceeds a threshold, or is not 0 where there is none; else 0.
  fileprivate func isActive(above threshold: Float?) -> Float {
    guard let threshold else { return self == 0 ? 0 : 1 }
    return self > threshold ? 1 : 0
  }
}

/// How active the units of codes are, over the first 2,000 of them or over all.
struct CodeActivity {
  private let codes: Codes
  private let count: Int
  private static let most = 2_000

  /// Looks at codes: at all of them, or at the first.
  init(_ codes: Codes, ofAll: Bool = false) {
    self.codes = codes
    count = ofAll ? codes.count : min(codes.count, Self.most)
  }

  /// Returns the mean of a function of each unit's activation, `[units]`.
  ///
  /// The function gets what the activation is more than the unit's middle, 0 where none are given.
  func rates(around middles: [Float]? = nil, _ function: (Float) -> Float) -> [Float] {
    let middles = middles ?? Array(repeating: 0, count: codes.size)
    var sums = [Float](repeating: 0, count: codes.size)
    codes.means.withUnsafeBufferPointer { means in
      for row in 0..<count {
        for unit in 0..<codes.size {
          sums[unit] += function(means[row * codes.size + unit] - middles[unit])
        }
      }
    }
    return sums.map { $0 / Float(max(count, 1)) }
  }

  /// The mean of (√d − ‖h‖₁ / ‖h‖₂) / (√d − 1) over codes that are not 0; nil with one unit, or
  /// without such a code.
  var hoyerSparsity: Double? {
    guard codes.size > 1 else { return nil }
    let root = Double(codes.size).squareRoot()
    var sum = 0.0
    var counted = 0
    codes.means.withUnsafeBufferPointer { means in
      for row in 0..<count {
        var magnitudes: Float = 0
        var squares: Float = 0
        for unit in 0..<codes.size {
          let value = means[row * codes.size + unit]
          magnitudes += abs(value)
          squares += value * value
        }
        guard squares > 0, squares.isFinite else { continue }
        sum += (root - Double(magnitudes) / Double(squares).squareRoot()) / (root - 1)
        counted += 1
      }
    }
    return counted > 0 ? sum / Double(counted) : nil
  }
}

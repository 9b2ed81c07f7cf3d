/// How active the units of a layer are: at one sample, and over many.
///
/// A unit of maps is a channel: its activation is the mean over the pixels, and it is active where any
/// of them is.
public struct LayerActivity: Equatable, Sendable {
  /// What counts as active.
  public enum Rule: Equatable, Sendable {
    /// More than this.
    case above(Float)
    /// Anything but zero.
    case nonzero
  }

  /// What counts as active here.
  public let rule: Rule
  /// Samples that were looked at.
  public let samples: Int
  /// Each unit's activation at the sample shown.
  public let atSample: [Float]
  /// Each unit's mean activation.
  public let means: [Float]
  /// The share of samples at which each is active, in 0…1.
  public let rates: [Float]
  /// Units that are never active or, where anything but zero is, never change.
  public let unused: Int
  /// The mean of Hoyer's measure: from 0 where all units are equally active to 1 where one alone is.
  ///
  /// Source: Hoyer, *Non-negative Matrix Factorization with Sparseness Constraints* (2004), section 3.1.
  public let hoyer: Double?

  /// How many units are active at a sample, as a mean (L0).
  public var activeUnits: Double { rates.reduce(0) { $0 + Double($1) } }

  /// Measures matrices.
  ///
  /// - Parameters:
  ///   - values: each unit's activation, `[samples, units]`.
  ///   - peaks: its largest one, the same where a unit is one number.
  ///   - atSample: `[units]`.
  ///   - rule: what counts as active.
  init(means values: [Float], peaks: [Float], atSample: [Float], rule: Rule) {
    let units = atSample.count
    let count = units > 0 ? values.count / units : 0
    var sums = [Double](repeating: 0, count: units)
    var squares = sums
    var active = [Int](repeating: 0, count: units)
    for (place, value) in values.enumerated() {
      sums[place % units] += Double(value)
      squares[place % units] += Double(value) * Double(value)
      if rule.isActive(peaks[place]) { active[place % units] += 1 }
    }
    let number = Double(max(1, count))
    let deviations = zip(sums, squares).map { sum, square in
      max(0, square / number - sum / number * (sum / number)).squareRoot()
    }
    self.rule = rule
    self.atSample = atSample
    samples = count
    means = sums.map { Float($0 / number) }
    rates = active.map { Float(Double($0) / number) }
    let widest = deviations.filter(\.isFinite).max() ?? 0
    unused =
      rule == .nonzero
      ? zip(deviations, active).count { $0 < Self.still * widest || $1 == 0 }
      : active.count { $0 == 0 }
    hoyer =
      CodeActivity(Codes(size: max(1, units), count: count, means: values)).hoyerSparsity
  }

  /// A unit moves too little to be of use where it moves less than this part of what the liveliest does.
  private static let still = 0.01
}

extension LayerActivity.Rule {
  /// What is usual behind an activation.
  init(_ activation: Activation?) {
    switch activation {
    case .relu, .leakyReLU: self = .above(0)
    case .sigmoid, .softplus: self = .above(0.1)
    case .identity, .tanh, nil: self = .nonzero
    }
  }

  /// Whether a value is active.
  public func isActive(_ value: Float) -> Bool {
    switch self {
    case .above(let threshold): value > threshold
    case .nonzero: abs(value) > 1e-6
    }
  }
}

extension NetworkAnatomy {
  /// Measures how active a layer is.
  ///
  /// - Parameters:
  ///   - index: the layer, among `layers`.
  ///   - sample: the sample shown.
  ///   - split: the data, of which the first samples are looked at.
  ///   - weights: the model's.
  ///   - samples: how many of them at most.
  /// - Returns: the activity.
  public func activity(
    of index: Int, sample: Int, split: Split, weights: WeightSnapshot, samples: Int = 256
  ) -> LayerActivity {
    let layer = layers[index]
    let computation = computation(of: layer)
    let many = computation.run(split, samples: 0..<min(samples, split.count), weights: weights)[0]
    let one = computation.run(split, samples: sample..<(sample + 1), weights: weights)[0]
    let (means, peaks) = Self.units(many, layer.outputs)
    return LayerActivity(
      means: means, peaks: peaks, atSample: Self.units(one, layer.outputs).means,
      rule: LayerActivity.Rule(layer.activation))
  }

  /// Records what a layer writes (of convolutions as rows), or reads.
  func computation(of layer: Layer, isInput: Bool = false) -> Computation {
    Computation { tape in
      guard let step = layer.step else {
        let handles = Recording.encoding.record(model, on: tape)
        return [handles.code ?? handles.input]
      }
      let recorded = recordedLayer(step, on: tape)
      return [isInput ? recorded.inputRows() : recorded.rows()]
    }
  }

  /// Records a model up to a layer, and returns the layer.
  func recordedLayer(
    _ step: Step, on tape: Tape, isVariable: Bool = false
  ) -> RecordedLayer {
    _ = step.recording.record(model, on: tape, isVariable: isVariable)
    return Self.cut(tape, to: step)
  }

  /// Leaves on a tape what a layer is computed from, and returns the layer.
  static func cut(_ tape: Tape, to step: Step) -> RecordedLayer {
    guard let layer = tape.operations[step.operation].recordedLayer else {
      preconditionFailure("operation \(step.operation) is no layer: the model records itself anew")
    }
    tape.cut(behind: step.operation)
    return layer
  }

  /// Returns each unit's mean and largest number, `[samples, units]`, of rows of what a layer writes.
  static func units(_ rows: [Float], _ values: Values) -> (means: [Float], peaks: [Float]) {
    guard case .maps(let shape) = values else { return (rows, rows) }
    let (channels, pixels) = (shape.channels, shape.height * shape.width)
    let samples = rows.count / shape.count
    var means = [Float](repeating: 0, count: samples * channels)
    var peaks = [Float](repeating: -.infinity, count: samples * channels)
    rows.withUnsafeBufferPointer { rows in
      for place in rows.indices {
        let unit = place / shape.count * channels + place % channels
        means[unit] += rows[place]
        peaks[unit] = max(peaks[unit], rows[place])
      }
    }
    return (means.map { $0 / Float(pixels) }, peaks)
  }
}

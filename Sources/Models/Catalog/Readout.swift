/// What a model has to show besides its terms: active units, firing rates, a divergence from the
/// prior.
public struct Readout: Sendable {
  /// Its name, as `active units`.
  public let name: String
  /// How to read it, in a sentence.
  public let summary: String
  /// The unit of its numbers, or nothing.
  public let unit: String
  /// Measures it on a split; nil where there is nothing to measure.
  let measure: @Sendable (ReadoutContext) -> ReadoutValue?

  /// Creates a read-out.
  public init(
    _ name: String, summary: String, unit: String = "",
    measure: @escaping @Sendable (ReadoutContext) -> ReadoutValue?
  ) {
    self.name = name
    self.summary = summary
    self.unit = unit
    self.measure = measure
  }
}

/// What a read-out says.
public enum ReadoutValue: Equatable, Sendable {
  /// A number.
  case number(Double)
  /// So many of so many.
  case count(Int, of: Int)
  /// A number for each dimension or unit, in their order; perhaps with a line that they should be
  /// near.
  case bars([Float], line: Float? = nil)
}

/// A read-out's name and what it says.
public struct ReadoutResult: Equatable, Sendable {
  /// The read-out's name.
  public let name: String
  /// How to read it.
  public let summary: String
  /// The unit of its numbers.
  public let unit: String
  /// What it says.
  public let value: ReadoutValue
}

/// What a read-out may look at: a model with the weights of some step, and data.
///
/// It belongs to one thread.
public final class ReadoutContext {
  /// The model.
  public let model: any Autoencoder
  /// Its configuration.
  public let configuration: ModelConfiguration
  /// Its weights.
  public let weights: WeightSnapshot
  /// The data that is measured on.
  public let split: Split
  /// The codes of all its samples.
  public let codes: Codes
  /// The data that the model learns from, where what is measured is compared with a line that has to
  /// be learnt too; nil where nobody asks for one.
  public let train: Split?
  /// The numbers that may change while training, by name, as they are in use.
  public let controls: [String: Float]
  /// Whether to look at the whole split where read-outs else take its first samples; takes seconds,
  /// or minutes.
  public let isThorough: Bool

  /// Creates a context.
  public init(
    model: any Autoencoder, configuration: ModelConfiguration, weights: WeightSnapshot,
    split: Split, codes: Codes, train: Split? = nil, controls: [String: Float] = [:],
    isThorough: Bool = false
  ) {
    self.model = model
    self.configuration = configuration
    self.weights = weights
    self.split = split
    self.codes = codes
    self.train = train
    self.isThorough = isThorough
    self.controls = controls.isEmpty ? weights.controls : controls
  }

  /// Returns the value of a setting as it is in use, or as it was set; nil if there is none.
  public func value(ofSetting name: String) -> Double? {
    if let value = controls[name] { return Double(value) }
    let description = try? ModelCatalog.description(of: configuration.model)
    return description?.settings.first { $0.name == name }.map { configuration.value(of: $0) }
  }

  /// Returns the numbers of a parameter, by its name in checkpoints; empty if there is none.
  public func parameter(_ name: String) -> [Float] {
    guard let parameter = model.layout.parameters.first(where: { $0.name == name }) else {
      return []
    }
    let start = weights.buffer.start + parameter.offset
    return Array(UnsafeBufferPointer(start: start, count: parameter.count))
  }

  /// Returns something that the model records, for some samples of the split: matrices
  /// `[samples.count, width]`.
  public func compute(
    samples: Range<Int>? = nil,
    random: RandomKey = RandomKey(seed: 0, epoch: 0, purpose: .evaluation),
    _ record: (Tape) -> [Tensor]
  ) -> [[Float]] {
    Computation(record).run(split, samples: samples, weights: weights, random: random)
  }

  /// Measures all of the model's read-outs.
  public func results() -> [ReadoutResult] {
    guard let description = try? ModelCatalog.description(of: configuration.model) else {
      return []
    }
    return description.readouts.compactMap { readout in
      readout.measure(self).map {
        ReadoutResult(
          name: readout.name, summary: readout.summary, unit: readout.unit, value: $0)
      }
    }
  }
}

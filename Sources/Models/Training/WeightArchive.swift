internal import Synchronization

/// Weights of earlier steps, about evenly spaced in the logarithm of the step, within a memory budget.
///
/// The trainer puts its publications in when they are due, so that keeping them costs no copy of its
/// own; others look at them from any thread. When the budget is used up, the snapshot that is missed
/// least goes. The first and the newest always stay, whatever they need.
public final class WeightArchive: Sendable {
  /// What the archive holds, as a value.
  public struct Contents: Equatable, Sendable {
    /// The steps, ascending.
    public var steps: [Int] = []
    /// The bytes that their weights take.
    public var bytes = 0
    /// The bytes that they may take.
    public var budget = 0

    /// Creates the contents of an archive.
    public init(steps: [Int] = [], bytes: Int = 0, budget: Int = 0) {
      self.steps = steps
      self.bytes = bytes
      self.budget = budget
    }
  }

  private struct Content {
    var snapshots: [WeightSnapshot] = []
    var budget: Int
  }

  /// From one snapshot to the next the step grows by this factor, and by 1 at least.
  ///
  /// A hundred thousand steps are some 130 snapshots.
  private static let growth = 1.08

  private let content: Mutex<Content>

  /// Creates an empty archive.
  ///
  /// - Parameter budget: the bytes that snapshots may take.
  public init(budget: Int) {
    content = Mutex(Content(budget: budget))
  }

  /// What the archive holds.
  public var contents: Contents {
    content.withLock { content in
      Contents(
        steps: content.snapshots.map(\.step),
        bytes: content.snapshots.reduce(0) { $0 + Self.bytes($1) }, budget: content.budget)
    }
  }

  /// Returns the snapshot whose step is nearest, nil while there is none.
  public func snapshot(nearest step: Int) -> WeightSnapshot? {
    content.withLock { content in
      content.snapshots.min { abs($0.step - step) < abs($1.step - step) }
    }
  }

  /// Gives the archive another budget; what is too much for it goes at once.
  public func setBudget(_ bytes: Int) {
    let gone = content.withLock { content in
      content.budget = bytes
      return Self.thin(&content)
    }
    // Memory is given back when nobody waits for the lock.
    _ = gone
  }

  /// Takes a snapshot of a step that is not before the newest.
  ///
  /// - Returns: the step at which the next one is due.
  func keep(_ snapshot: WeightSnapshot) -> Int {
    let gone = content.withLock { content in
      // Weights that were put back after a divergence are in the place of those of the same step.
      var gone = content.snapshots.filter { $0.step >= snapshot.step }
      content.snapshots.removeAll { $0.step >= snapshot.step }
      content.snapshots.append(snapshot)
      gone += Self.thin(&content)
      return gone
    }
    _ = gone
    return max(snapshot.step + 1, Int(Double(snapshot.step) * Self.growth))
  }

  private static func bytes(_ snapshot: WeightSnapshot) -> Int {
    snapshot.buffer.count * MemoryLayout<Float>.stride
  }

  /// Lets snapshots go until the rest is within the budget, and returns them.
  private static func thin(_ content: inout Content) -> [WeightSnapshot] {
    var gone: [WeightSnapshot] = []
    var bytes = content.snapshots.reduce(0) { $0 + Self.bytes($1) }
    while bytes > content.budget, content.snapshots.count > 2 {
      let place = leastMissed(content.snapshots)
      bytes -= Self.bytes(content.snapshots[place])
      gone.append(content.snapshots.remove(at: place))
    }
    return gone
  }

  /// The place, neither first nor last, without which the gap that opens is the smallest one.
  private static func leastMissed(_ snapshots: [WeightSnapshot]) -> Int {
    func gap(_ place: Int) -> Double {
      Double(snapshots[place + 1].step + 1) / Double(snapshots[place - 1].step + 1)
    }
    return (1..<(snapshots.count - 1)).min { gap($0) < gap($1) } ?? 1
  }
}

extension TrainingState {
  /// Creates the state of a training that goes on from the weights of another, with an optimizer that
  /// begins anew.
  ///
  /// - Parameters:
  ///   - weights: weights of a model with the same parameters.
  ///   - configuration: how to go on.
  ///   - dataset: on what.
  /// - Throws: what can't be used in the configuration, or that its model has other parameters.
  public init(
    from weights: WeightSnapshot, _ configuration: TrainingConfiguration, dataset: Dataset
  ) throws(ConfigurationError) {
    try configuration.validate()
    let dataset = try dataset.without(class: configuration.withoutClass)
    let model = try ModelCatalog.make(configuration.model, input: InputDescription(dataset))
    guard weights.buffer.count == model.layout.size else {
      throw .outOfRange(
        "weights", "\(weights.buffer.count)", allowed: "\(model.layout.size) numbers")
    }
    self.init(configuration, layout: model.layout, phases: model.phases.count)
    parameters = weights.values
    step = weights.step
    let steps = configuration.stepsPerEpoch(samples: dataset.train.count)
    epoch = step / steps
    stepInEpoch = step % steps
  }
}

/// How far a training has come, for what follows a schedule.
public struct TrainingProgress: Equatable, Sendable {
  /// Steps made.
  public var step: Int
  /// Epochs finished.
  public var epoch: Int
  /// Steps made in the current epoch.
  public var stepInEpoch: Int
  /// Steps of one epoch.
  public var stepsPerEpoch: Int

  /// Creates a progress.
  public init(step: Int, epoch: Int, stepInEpoch: Int, stepsPerEpoch: Int) {
    self.step = step
    self.epoch = epoch
    self.stepInEpoch = stepInEpoch
    self.stepsPerEpoch = stepsPerEpoch
  }

  /// Epochs, the current one as a fraction.
  public var epochs: Double {
    Double(epoch) + Double(stepInEpoch) / Double(max(stepsPerEpoch, 1))
  }
}

/// How the value of a control that is used follows from the one that is set.
public struct ControlSchedule: Sendable {
  /// Returns the value to use, given the one that is set.
  let value: @Sendable (_ set: Float, _ progress: TrainingProgress) -> Float
  /// Whether that is the value itself, always.
  private(set) var isConstant = false

  /// Creates a schedule.
  public init(_ value: @escaping @Sendable (_ set: Float, _ progress: TrainingProgress) -> Float) {
    self.value = value
  }

  /// The value that is set, always.
  public static let constant: ControlSchedule = {
    var schedule = ControlSchedule { value, _ in value }
    schedule.isConstant = true
    return schedule
  }()

  /// From 0 to the value that is set, in equal parts over some epochs.
  public static func warmUp(epochs: Double) -> ControlSchedule {
    ControlSchedule { value, progress in
      epochs > 0 ? value * Float(min(1, progress.epochs / epochs)) : value
    }
  }
}

/// The numbers of a model that may change while training, by name.
///
/// All tapes of one engine share a table, so that a control is one number wherever it is read.
final class ControlTable {
  /// One number.
  struct Entry {
    /// What people know it by.
    let name: String
    /// Its first value.
    let value: Float
    /// What is made of it.
    let schedule: ControlSchedule
  }

  /// The numbers, in the order in which they were first named.
  private(set) var entries: [Entry] = []

  /// Returns the place of a number, which is noted down if it is new.
  func add(_ name: String, value: Float, schedule: ControlSchedule) -> Int {
    if let index = entries.firstIndex(where: { $0.name == name }) { return index }
    entries.append(Entry(name: name, value: value, schedule: schedule))
    return entries.count - 1
  }

  /// Writes the numbers as they belong to a snapshot of the weights.
  func copyValues(of weights: WeightSnapshot, to buffer: FloatBuffer) {
    for (index, entry) in entries.enumerated() {
      buffer.start[index] = weights.controls[entry.name] ?? entry.value
    }
  }
}

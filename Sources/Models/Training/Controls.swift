/// The numbers of a model that may change while training, as the workers read them.
///
/// Each has the value that was set, and the one in use, which its schedule makes of it.
final class Controls: Sendable {
  private let names: [String]
  private let schedules: [ControlSchedule]
  private let set: FloatBuffer
  private let used: FloatBuffer
  /// The places of those that follow a schedule.
  private let following: [Int]

  /// Creates the numbers of a table, with their first values.
  init(_ table: ControlTable) {
    names = table.entries.map(\.name)
    schedules = table.entries.map(\.schedule)
    following = table.entries.indices.filter { !table.entries[$0].schedule.isConstant }
    set = FloatBuffer(table.entries.map(\.value))
    used = FloatBuffer(table.entries.map(\.value))
    follow(TrainingProgress(step: 0, epoch: 0, stepInEpoch: 0, stepsPerEpoch: 1))
  }

  /// The values in use, by their places in the table.
  var start: UnsafePointer<Float> { UnsafePointer(used.start) }

  /// The values that were set, by name.
  var values: [String: Float] { dictionary(set) }

  /// The values in use, by name.
  var valuesInUse: [String: Float] { dictionary(used) }

  /// Sets a number, from the next step on; one that does not exist is left out.
  func setValue(_ value: Float, of name: String) {
    guard let index = names.firstIndex(of: name) else { return }
    set.start[index] = value
    used.start[index] = value
  }

  /// Brings the values in use to where their schedules want them.
  func follow(_ progress: TrainingProgress) {
    guard !following.isEmpty else { return }
    for index in following {
      used.start[index] = schedules[index].value(set.start[index], progress)
    }
  }

  /// Returns the value of a coefficient in use.
  func value(of coefficient: Coefficient) -> Float {
    switch coefficient {
    case .constant(let value): value
    case .control(let index): used.start[index]
    }
  }

  private func dictionary(_ values: FloatBuffer) -> [String: Float] {
    Dictionary(uniqueKeysWithValues: zip(names, values.array))
  }
}

/// A tape made ready to run: operations in order, and a place in an arena for every value.
///
/// One program is run by all workers at once, each with a frame (and so an arena) of its own; the
/// program itself never changes after it was made.
// Immutable once made; frames hold all that changes.
final class Program: @unchecked Sendable {
  /// The most rows that a run may have.
  let maximumRows: Int
  /// The size of an arena, in floats.
  let arenaSize: Int
  /// The places of the values that were asked for.
  let outputs: [Place]
  /// The names of the objective's terms.
  let termNames: [String]
  /// The terms' coefficients.
  let coefficients: [Coefficient]
  /// The controls' names and first values.
  let controls: [(name: String, value: Float)]
  /// Whether it computes gradients.
  let isTraining: Bool
  /// The gradients of weights that a run leaves open when its frame says so.
  let weightProducts: [WeightProduct]

  private let operations: [Operation]
  /// The same operations without ownership: running them touches no reference count.
  private let steps: UnsafeMutableBufferPointer<Unmanaged<Operation>>

  /// Creates a program from a recording.
  ///
  /// - Parameters:
  ///   - tape: the recording; it must not be used for another program.
  ///   - rows: the most rows that a run may have.
  ///   - outputs: values whose places are wanted.
  ///   - isTraining: whether to compute gradients.
  init(_ tape: Tape, rows: Int, outputs: [Tensor] = [], isTraining: Bool) {
    var arena = ArenaLayout(rows: rows)
    let values = tape.slots.map { arena.place($0) }
    let gradients = tape.slots.map { slot in
      isTraining && slot.needsGradient ? arena.place(slot) : nil
    }
    var binder = PlaceBinder(
      values: values, gradients: gradients, consumers: tape.slots.map(\.consumers))
    // Gradients flow from the last operation to the first.
    for operation in tape.operations.reversed() {
      operation.bind(&binder)
    }
    weightProducts = binder.weightProducts
    self.isTraining = isTraining
    maximumRows = rows
    arenaSize = arena.size
    self.outputs = outputs.map { values[$0.slot] }
    termNames = tape.terms.map(\.name)
    coefficients = tape.terms.map(\.coefficient)
    controls = tape.controls
    operations = tape.operations
    steps = .allocate(capacity: operations.count)
    _ = steps.initialize(from: operations.lazy.map(Unmanaged.passUnretained))
  }

  deinit {
    steps.deallocate()
  }

  /// Runs the program on one shard: forward, and backward when it trains.
  ///
  /// - Precondition: the frame's rows fit into the arena that the program was made for.
  func run(_ frame: Frame) {
    precondition(frame.rows <= maximumRows, "\(frame.rows) rows in a program for \(maximumRows)")
    guard frame.rows > 0 else {
      skip(frame)
      return
    }
    for step in steps {
      step._withUnsafeGuaranteedRef { $0.forward(frame) }
    }
    guard isTraining else { return }
    for step in steps.reversed() {
      step._withUnsafeGuaranteedRef { $0.backward(frame) }
    }
  }

  /// A shard without rows (a short last batch) adds nothing to sums.
  private func skip(_ frame: Frame) {
    for term in termNames.indices {
      frame.sums[term] = 0
    }
  }
}

/// Lays values out one after the other, each on a cache line of its own.
private struct ArenaLayout {
  let rows: Int
  private(set) var size = 0

  init(rows: Int) {
    self.rows = rows
  }

  mutating func place(_ slot: Tape.Slot) -> Place {
    defer { size += (slot.layout.size(width: slot.width, rows: rows) + 15) / 16 * 16 }
    return Place(offset: size)
  }
}

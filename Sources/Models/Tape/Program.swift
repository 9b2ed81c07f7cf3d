/// A tape made ready to run: operations in order, and a place in an arena for every value.
///
/// One program is run by all workers at once, each with a frame (and so an arena) of its own; the
/// program itself never changes after it was made. Where shards learn of each other, at its
/// collective operations, it is cut into segments: whoever runs it exchanges between them.
// Immutable once made; frames hold all that changes.
final class Program: @unchecked Sendable {
  /// Operations that a shard runs without knowing of the others, and what is exchanged after them.
  struct Segment {
    /// Their numbers.
    let steps: Range<Int>
    /// The place, among `collectives`, of the operation that exchanges; nil at the end.
    let exchange: Int?
  }

  /// The most rows that a run may have.
  let maximumRows: Int
  /// The size of an arena, in floats.
  let arenaSize: Int
  /// The places of the values that were asked for.
  let outputs: [Place]
  /// The names of the objective's terms.
  let termNames: [String]
  /// For each term, whether people are shown it.
  let areTermsShown: [Bool]
  /// The terms' coefficients.
  let coefficients: [Coefficient]
  /// Whether it computes gradients.
  let isTraining: Bool
  /// The segments of computing the objective, in order.
  let forwardSegments: [Segment]
  /// The segments of computing gradients, in order; each runs its operations from last to first.
  let backwardSegments: [Segment]
  /// The operations at which shards exchange.
  let collectives: [CollectiveOperation]
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
    var values: [Place] = []
    for slot in tape.slots {
      values.append(slot.alias.map { values[$0] } ?? arena.place(slot))
    }
    let gradients = tape.slots.map { slot in
      isTraining && slot.needsGradient ? arena.place(slot) : nil
    }
    var binder = PlaceBinder(
      values: values, gradients: gradients, consumers: tape.slots.map(\.consumers),
      trains: tape.trains)
    // Gradients flow from the last operation to the first.
    for operation in tape.operations.reversed() {
      operation.bind(&binder)
    }
    for operation in tape.operations {
      operation.settle(binder)
    }
    self.isTraining = isTraining
    maximumRows = rows
    arenaSize = arena.size
    self.outputs = outputs.map { values[$0.slot] }
    termNames = tape.terms.map(\.name)
    areTermsShown = tape.terms.map(\.isShown)
    coefficients = tape.terms.map(\.coefficient)
    weightProducts = binder.weightProducts
    operations = tape.operations
    collectives = operations.compactMap { $0 as? CollectiveOperation }
    forwardSegments = Self.forwardSegments(of: operations)
    backwardSegments = isTraining ? Self.backwardSegments(of: operations) : []
    steps = .allocate(capacity: operations.count)
    _ = steps.initialize(from: operations.lazy.map(Unmanaged.passUnretained))
  }

  deinit {
    steps.deallocate()
  }

  /// Runs the operations of a segment on one shard, forward.
  ///
  /// - Precondition: the frame's rows fit into the arena that the program was made for.
  func forward(_ segment: Segment, _ frame: Frame) {
    precondition(frame.rows <= maximumRows, "\(frame.rows) rows in a program for \(maximumRows)")
    for index in segment.steps {
      steps[index]._withUnsafeGuaranteedRef { $0.forward(frame) }
    }
  }

  /// Runs the operations of a segment on one shard, backward.
  func backward(_ segment: Segment, _ frame: Frame) {
    for index in segment.steps.reversed() {
      steps[index]._withUnsafeGuaranteedRef { $0.backward(frame) }
    }
  }

  /// Runs the whole program on a batch of one shard: forward, and backward when it trains.
  func run(_ frame: Frame) {
    withUnsafePointer(to: frame.rows) { rows in
      for segment in forwardSegments {
        forward(segment, frame)
        guard let exchange = segment.exchange else { continue }
        withPeer(collectives[exchange].contribution, rows, frame) {
          collectives[exchange].exchange(frame, $0)
        }
      }
      for segment in backwardSegments {
        backward(segment, frame)
        guard let exchange = segment.exchange,
          let contribution = collectives[exchange].gradientContribution
        else { continue }
        withPeer(contribution, rows, frame) {
          collectives[exchange].exchangeBackward(frame, $0)
        }
      }
    }
  }

  /// A shard that is alone.
  private func withPeer(
    _ place: Place, _ rows: UnsafePointer<Int>, _ frame: Frame, _ body: (Peers) -> Void
  ) {
    withUnsafePointer(to: UnsafePointer(place.pointer(frame)) as UnsafePointer<Float>?) { array in
      body(Peers(arrays: UnsafeBufferPointer(start: array, count: 1), rows: rows))
    }
  }

  private static func forwardSegments(of operations: [Operation]) -> [Segment] {
    var segments: [Segment] = []
    var first = 0
    var collective = 0
    for (index, operation) in operations.enumerated() where operation is CollectiveOperation {
      segments.append(Segment(steps: first..<(index + 1), exchange: collective))
      first = index + 1
      collective += 1
    }
    return segments + [Segment(steps: first..<operations.count, exchange: nil)]
  }

  private static func backwardSegments(of operations: [Operation]) -> [Segment] {
    var segments: [Segment] = []
    var end = operations.count
    var collective = operations.count { $0 is CollectiveOperation }
    for (index, operation) in operations.enumerated().reversed() {
      guard let operation = operation as? CollectiveOperation else { continue }
      collective -= 1
      guard operation.gradientContribution != nil else { continue }
      segments.append(Segment(steps: index..<end, exchange: collective))
      end = index
    }
    return segments + [Segment(steps: 0..<end, exchange: nil)]
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

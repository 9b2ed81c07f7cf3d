/// A recording of what is computed: values and the operations between them.
///
/// A model is written as ordinary code on tensors; running that code once records it here, and
/// `Program` makes from the recording what is then run for every batch, with no allocation and no
/// reference counting. All numbers that change from batch to batch (rows, samples, random key,
/// controls) are arguments of the run.
public final class Tape {
  /// How a value lies in the arena.
  enum Layout {
    /// A matrix `[rows, width]`.
    case rows
    /// Images in lanes, `[groups][width][16]`.
    case lanes
    /// As many floats as its width says, however many rows there are.
    case shared

    /// Returns the floats that it takes.
    func size(width: Int, rows: Int) -> Int {
      switch self {
      case .rows: width * rows
      case .lanes: width * Lanes.groups(rows) * Lanes.count
      case .shared: width
      }
    }
  }

  /// A recorded value.
  struct Slot {
    /// Features a row, or floats in all where it is shared.
    var width: Int
    /// How it lies in the arena.
    var layout: Layout
    /// Whether a parameter had a part in it, so that a gradient flows through it.
    var needsGradient: Bool
    /// The operations that read it.
    var consumers = 0
    /// The value whose numbers these are, for one that only looks at another.
    var alias: Int?
    /// The first value that was read to compute it; nil where nothing was.
    var source: Int?
  }

  /// The recorded values, in order.
  private(set) var slots: [Slot] = []
  /// The recorded operations, in order.
  private(set) var operations: [Operation] = []
  /// The names of the objective's terms.
  private(set) var terms: [LossTerm] = []
  /// The numbers that may change while training; tapes of one model share them.
  let controls: ControlTable

  /// Copies of values for dense layers.
  let transpositions = Transpositions()

  private let trained: [Range<Int>]?
  private var noiseStreams: UInt32 = 0

  /// Creates an empty tape.
  public convenience init() {
    self.init(controls: ControlTable())
  }

  /// Creates an empty tape.
  ///
  /// - Parameters:
  ///   - controls: where numbers that may change are noted down.
  ///   - trained: the places of the parameters whose gradient is wanted; nil wants all.
  init(controls: ControlTable, trained: [Range<Int>]? = nil) {
    self.controls = controls
    self.trained = trained
  }

  /// Returns whether the gradient of a parameter is wanted; the others are frozen.
  func trains(_ parameter: Parameter) -> Bool {
    guard let trained else { return true }
    return trained.contains { $0.contains(parameter.offset) }
  }

  /// Records a value.
  func slot(width: Int, layout: Layout = .rows, needsGradient: Bool) -> Tensor {
    slots.append(Slot(width: width, layout: layout, needsGradient: needsGradient))
    return Tensor(tape: self, slot: slots.count - 1)
  }

  /// Records memory that an operation needs for itself; it has no gradient.
  func scratch(width: Int, layout: Layout) -> Tensor {
    slot(width: width, layout: layout, needsGradient: false)
  }

  /// Records an operation that reads `inputs` and writes a value of the given width.
  ///
  /// - Parameters:
  ///   - inputs: what it reads.
  ///   - width: features of the value, a row.
  ///   - layout: how the value lies in the arena.
  ///   - parameters: the parameters that the operation reads besides.
  ///   - make: makes the operation, given the value that it writes.
  /// - Returns: that value.
  func record(
    reading inputs: [Tensor], width: Int, layout: Layout = .rows, parameters: [Parameter] = [],
    make: (Tensor) -> Operation
  ) -> Tensor {
    for input in inputs {
      precondition(input.tape === self, "a tensor of another tape")
      slots[input.slot].consumers += 1
    }
    let output = slot(
      width: width, layout: layout,
      needsGradient: parameters.contains(where: trains)
        || inputs.contains { slots[$0.slot].needsGradient })
    slots[output.slot].source = inputs.first?.slot
    operations.append(make(output))
    return output
  }

  /// Records a value that reads nothing, but whose gradient is wanted.
  func variable(width: Int, make: (Tensor) -> Operation) -> Tensor {
    let output = slot(width: width, needsGradient: true)
    operations.append(make(output))
    return output
  }

  /// Returns the number of another stream of random numbers.
  func nextNoiseStream() -> UInt32 {
    defer { noiseStreams += 1 }
    return noiseStreams
  }

  /// Records a number which may change while training.
  ///
  /// - Parameters:
  ///   - name: what people know it by; the same name is the same number.
  ///   - value: its first value.
  ///   - schedule: how the number that is used follows from the one that is set.
  /// - Returns: the coefficient that stands for it.
  public func control(
    _ name: String, initially value: Float, schedule: ControlSchedule = .constant
  ) -> Coefficient {
    .control(controls.add(name, value: value, schedule: schedule))
  }

  /// Records a value that has the numbers of another, but through which no gradient flows back.
  func detach(_ tensor: Tensor) -> Tensor {
    precondition(tensor.tape === self, "a tensor of another tape")
    slots[tensor.slot].consumers += 1
    var slot = slots[tensor.slot]
    slot.needsGradient = false
    slot.consumers = 0
    slot.alias = slot.alias ?? tensor.slot
    slot.source = tensor.slot
    slots.append(slot)
    return Tensor(tape: self, slot: slots.count - 1)
  }

  /// Forgets all operations behind one of them, by its number.
  func cut(behind last: Int) {
    operations.removeSubrange((last + 1)...)
  }

  /// Lets go of the operations: whoever was to have them has them.
  ///
  /// Tensors know their tape; a tape that knew what knows them would never end.
  func close() {
    operations = []
    terms = []
    transpositions.close()
  }

  /// Records the objective: gradients start at its terms.
  func minimize(_ loss: Loss) {
    for term in loss.terms {
      slots[term.values.slot].consumers += 1
      operations.append(
        TermOperation(values: term.values, coefficient: term.coefficient, number: terms.count))
      terms.append(term)
    }
  }
}

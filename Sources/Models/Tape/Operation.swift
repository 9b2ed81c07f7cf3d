/// A step of a program: computes a value from others, and the gradients of those from its own.
///
/// Each operation is a small class of its own: fields that hold places and sizes, `forward` and
/// `backward` beside each other. Nothing outside its file knows it.
class Operation {
  /// What it says of itself to people, where it is a layer; nil for everything else.
  var recordedLayer: RecordedLayer? { nil }

  /// Finds out where the values and gradients lie that this operation reads and writes.
  ///
  /// Called once, in the order in which `backward` will be called.
  func bind(_ places: inout PlaceBinder) {
    preconditionFailure("\(type(of: self)) does not say where its values lie")
  }

  /// Learns what was found out when all operations had been bound.
  func settle(_ places: PlaceBinder) {}

  /// Computes the value.
  func forward(_ frame: Frame) {
    preconditionFailure("\(type(of: self)) computes nothing")
  }

  /// Adds this operation's share to the gradients of what it read.
  func backward(_ frame: Frame) {
    preconditionFailure("\(type(of: self)) has no gradient")
  }
}

/// An operation that learns something of the batch's other shards: a mean over the batch, say.
///
/// `forward` computes what this shard contributes. When all shards have come so far, `exchange` is
/// called with everybody's contributions, and computes the value. If there is something to exchange
/// on the way back, `backward` computes this shard's contribution, and `exchangeBackward` goes on.
class CollectiveOperation: Operation {
  /// Where this shard's contribution to the value lies; set by `bind`.
  final var contribution = Place(offset: 0)
  /// Where its contribution to the gradient lies, or nil when nothing need be exchanged.
  final var gradientContribution: Place?

  /// Computes the value from the shards' contributions.
  func exchange(_ frame: Frame, _ peers: Peers) {
    preconditionFailure("\(type(of: self)) exchanges nothing")
  }

  /// Adds this operation's share to the gradients of what it read, from the shards' contributions.
  func exchangeBackward(_ frame: Frame, _ peers: Peers) {
    preconditionFailure("\(type(of: self)) exchanges no gradient")
  }
}

/// What all shards of a batch contributed to a collective operation.
struct Peers {
  /// Each shard's contribution, in the order of the shards.
  let arrays: UnsafeBufferPointer<UnsafePointer<Float>?>
  /// Each shard's rows.
  let rows: UnsafePointer<Int>

  /// Calls `body` with the contribution and rows of each shard that has rows, in order.
  func visit(_ body: (_ array: UnsafePointer<Float>, _ rows: Int) -> Void) {
    for (shard, array) in arrays.enumerated() {
      if let array, rows[shard] > 0 { body(array, rows[shard]) }
    }
  }
}

/// Hands out places in the arena while a program is made from a tape.
struct PlaceBinder {
  /// Where each value lies.
  let values: [Place]
  /// Where its gradient lies, for those that have one.
  let gradients: [Place?]
  /// The parameters whose gradients are written, by their places.
  private(set) var parametersWritten: Set<Int> = []
  private var hasGradient: [Bool]
  /// Gradients of weights that a run may leave open, if products are all that they are made of.
  private var openProducts: [WeightProduct] = []
  /// For each parameter whose gradient is written, by how many operations.
  private var writers: [Int: Int] = [:]
  private let trains: (Parameter) -> Bool
  private let consumers: [Int]
  private var termCoefficients: [Int: Coefficient] = [:]

  init(
    values: [Place], gradients: [Place?], consumers: [Int], trains: @escaping (Parameter) -> Bool
  ) {
    self.values = values
    self.gradients = gradients
    self.consumers = consumers
    self.trains = trains
    hasGradient = Array(repeating: false, count: values.count)
  }

  /// Returns where a value lies.
  func place(_ tensor: Tensor) -> Place {
    values[tensor.slot]
  }

  /// Returns where the gradient of an operation's own value lies, or nil when none arrives.
  func gradient(of tensor: Tensor) -> Place? {
    hasGradient[tensor.slot] ? gradients[tensor.slot] : nil
  }

  /// Returns where to add the gradient of an input, or nil when nobody needs it.
  mutating func inputGradient(_ tensor: Tensor) -> GradientPlace? {
    guard let place = gradients[tensor.slot] else { return nil }
    defer { hasGradient[tensor.slot] = true }
    return GradientPlace(place: place, accumulates: hasGradient[tensor.slot])
  }

  /// Finds where to add the gradient of a parameter.
  ///
  /// - Parameters:
  ///   - parameter: what the operation reads.
  ///   - tensor: the operation's own value; without a gradient of its own, nothing is added.
  /// - Returns: the place, or nil when the parameter is frozen.
  mutating func parameterGradient(
    _ parameter: Parameter, of tensor: Tensor
  ) -> ParameterGradient? {
    guard hasGradient[tensor.slot], trains(parameter) else { return nil }
    let isFirst = parametersWritten.insert(parameter.offset).inserted
    writers[parameter.offset, default: 0] += 1
    return ParameterGradient(offset: parameter.offset, accumulates: !isFirst)
  }

  /// Notes that the gradient of a weight can be computed after the run.
  mutating func mayDefer(_ product: WeightProduct) {
    openProducts.append(product)
  }

  /// Returns whether the gradient of a weight may be left open: nothing but products adds to it.
  func defers(_ weight: Parameter) -> Bool {
    openProducts.count { $0.offset == weight.offset } == writers[weight.offset]
  }

  /// Gradients of weights that a run may leave open.
  var weightProducts: [WeightProduct] {
    openProducts.filter { product in
      openProducts.count { $0.offset == product.offset } == writers[product.offset]
    }
  }

  /// Notes that a value is a term of the objective, and so knows its gradient beforehand.
  mutating func markTerm(_ tensor: Tensor, coefficient: Coefficient) {
    if consumers[tensor.slot] == 1 { termCoefficients[tensor.slot] = coefficient }
  }

  /// Returns the coefficient of a value that nothing but the objective reads.
  ///
  /// Its gradient is then the same for all rows, and can be computed together with the value.
  func termCoefficient(of tensor: Tensor) -> Coefficient? {
    termCoefficients[tensor.slot]
  }

  /// Returns whether an operation is the only one that reads a value.
  func isOnlyReader(of tensor: Tensor) -> Bool {
    consumers[tensor.slot] == 1
  }
}

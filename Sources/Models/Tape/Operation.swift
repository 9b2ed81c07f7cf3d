/// A step of a program: computes a value from others, and the gradients of those from its own.
///
/// Each operation is a small class of its own: fields that hold places and sizes, `forward` and
/// `backward` beside each other. Nothing outside its file knows it.
class Operation {
  /// Finds out where the values and gradients lie that this operation reads and writes.
  ///
  /// Called once, in the order in which `backward` will be called.
  func bind(_ places: inout PlaceBinder) {
    preconditionFailure("\(type(of: self)) does not say where its values lie")
  }

  /// Computes the value.
  func forward(_ frame: Frame) {
    preconditionFailure("\(type(of: self)) computes nothing")
  }

  /// Adds this operation's share to the gradients of what it read.
  func backward(_ frame: Frame) {
    preconditionFailure("\(type(of: self)) has no gradient")
  }
}

/// Hands out places in the arena while a program is made from a tape.
struct PlaceBinder {
  /// Where each value lies.
  let values: [Place]
  /// Where its gradient lies, for those that have one.
  let gradients: [Place?]
  private var hasGradient: [Bool]
  private var parametersWritten: Set<Int> = []
  /// Gradients of weights that a run may leave open.
  private(set) var weightProducts: [WeightProduct] = []
  private let consumers: [Int]
  private var termCoefficients: [Int: Coefficient] = [:]

  init(values: [Place], gradients: [Place?], consumers: [Int]) {
    self.values = values
    self.gradients = gradients
    self.consumers = consumers
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

  /// Returns whether a parameter's gradient has already been written by another operation, and
  /// notes that it is written now.
  mutating func parameterAccumulates(_ parameter: Parameter) -> Bool {
    !parametersWritten.insert(parameter.offset).inserted
  }

  /// Notes that the gradient of a weight can be computed after the run.
  mutating func mayDefer(_ product: WeightProduct) {
    weightProducts.append(product)
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

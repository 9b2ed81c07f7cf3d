/// A value on a tape: a matrix `[rows, width]`, one row for each sample of a shard.
///
/// A tensor is a small handle. The numbers live in the arena of whoever runs the program that is
/// made from the tape.
public struct Tensor {
  /// The tape that it is recorded on.
  let tape: Tape
  /// Its place in the tape's list of values.
  let slot: Int

  /// Features of each row.
  public var width: Int { tape.slots[slot].width }

  /// How it lies in the arena.
  var layout: Tape.Layout { tape.slots[slot].layout }

  /// Whether a gradient flows through it.
  var needsGradient: Bool { tape.slots[slot].needsGradient }

  /// Returns the same value, through which no gradient flows back (“stop gradient”).
  public func detached() -> Tensor {
    tape.detach(self)
  }
}

/// A number that a term of the objective is multiplied with: fixed, or changed while training.
public enum Coefficient: Equatable, Sendable {
  /// Always the same.
  case constant(Float)
  /// The current value of a control, by its place in the tape's list.
  case control(Int)

  /// Returns its value in a run of the program.
  func value(in frame: Frame) -> Float {
    switch self {
    case .constant(let value): value
    case .control(let index): frame.controls[index]
    }
  }
}

/// One named part of an objective: a value for each sample, `[rows, 1]`, and its coefficient.
public struct LossTerm {
  /// What charts and logs call it, as `reconstruction` or `kl`.
  public var name: String
  /// The per-sample values.
  public var values: Tensor
  /// What they are multiplied with in the sum.
  public var coefficient: Coefficient
  /// Whether people are shown it.
  public var isShown = true
}

/// An objective: a sum of named terms, each averaged over the batch.
public struct Loss {
  /// The terms, the reconstruction first.
  public private(set) var terms: [LossTerm]

  /// Creates an objective with one term.
  public init(_ name: String, _ values: Tensor) {
    precondition(values.width == 1, "term \(name) has \(values.width) values a sample, not 1")
    terms = [LossTerm(name: name, values: values, coefficient: .constant(1))]
  }

  /// Returns a term that is measured and shown, but has no part in the objective.
  public static func watched(_ name: String, _ values: Tensor) -> Loss {
    .constant(0) * Loss(name, values)
  }

  /// Returns a term that has no part in the objective and is not shown, but that a `Measure` needs.
  public static func counted(_ name: String, _ values: Tensor) -> Loss {
    var loss = watched(name, values)
    loss.terms[0].isShown = false
    return loss
  }

  /// Returns the objective with other names for its terms.
  public func renamed(_ name: String) -> Loss {
    precondition(terms.count == 1, "one name for \(terms.count) terms")
    var renamed = self
    renamed.terms[0].name = name
    return renamed
  }

  /// Returns the sum of two objectives.
  public static func + (left: Loss, right: Loss) -> Loss {
    var sum = left
    sum.terms += right.terms
    return sum
  }

  /// Returns an objective of one term, multiplied with a coefficient.
  ///
  /// - Precondition: fixed coefficients multiply each other, but a control takes no other factor.
  public static func * (coefficient: Coefficient, loss: Loss) -> Loss {
    precondition(
      loss.terms.count == 1, "a coefficient belongs to one term, not \(loss.terms.count)")
    var scaled = loss
    switch (coefficient, loss.terms[0].coefficient) {
    case (_, .constant(1)):
      scaled.terms[0].coefficient = coefficient
    case (.constant(let left), .constant(let right)):
      scaled.terms[0].coefficient = .constant(left * right)
    case (.control, _), (_, .control):
      preconditionFailure("term \(loss.terms[0].name) has a coefficient, and a control besides")
    }
    return scaled
  }

  /// Returns an objective of one term with a fixed coefficient.
  public static func * (coefficient: Float, loss: Loss) -> Loss {
    .constant(coefficient) * loss
  }
}

/// The end of the objective: sums a term over the shard's rows, and starts its gradient.
///
/// The objective is Σ coefficient · (1/batch) Σ_rows value, so ∂/∂value = coefficient / batch.
final class TermOperation: Operation {
  private let values: Tensor
  private let coefficient: Coefficient
  private let number: Int
  private var place = Place(offset: 0)
  private var gradient: GradientPlace?

  init(values: Tensor, coefficient: Coefficient, number: Int) {
    self.values = values
    self.coefficient = coefficient
    self.number = number
  }

  override func bind(_ places: inout PlaceBinder) {
    place = places.place(values)
    // What is only watched starts no gradient.
    guard coefficient != .constant(0) else { return }
    places.markTerm(values, coefficient: coefficient)
    gradient = places.inputGradient(values)
  }

  override func forward(_ frame: Frame) {
    let values = place.pointer(frame)
    var sum = 0.0
    for row in 0..<frame.rows {
      sum += Double(values[row])
    }
    frame.sums[number] = sum
  }

  override func backward(_ frame: Frame) {
    guard let gradient else { return }
    let scale = coefficient.value(in: frame) / Float(frame.batchRows)
    let target = gradient.place.pointer(frame)
    for row in 0..<frame.rows {
      target[row] = gradient.accumulates ? target[row] + scale : scale
    }
  }
}

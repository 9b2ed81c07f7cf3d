/// Keeps the last weights that are known to be good, for when the objective stops being a number.
///
/// Weights are good when a whole step was made from them with a finite objective; that is known only
/// after the step, so a copy is first a candidate.
struct WeightGuardian {
  private var good: FloatBuffer
  private var goodStep: Int
  private var candidate: FloatBuffer
  private var candidateStep: Int?

  /// Steps between two copies.
  private static let interval = 50

  /// Creates a guardian of the first weights.
  init(_ parameters: FloatBuffer, step: Int) {
    good = FloatBuffer(copying: parameters)
    candidate = FloatBuffer(copying: parameters)
    goodStep = step
  }

  /// Copies the weights before a step, now and then.
  mutating func prepare(_ parameters: FloatBuffer, step: Int) {
    guard step >= goodStep + Self.interval, candidateStep == nil else { return }
    candidate.copy(from: parameters)
    candidateStep = step
  }

  /// Notes that the step went well.
  mutating func confirm() {
    guard let step = candidateStep else { return }
    swap(&good, &candidate)
    goodStep = step
    candidateStep = nil
  }

  /// Puts the last good weights back, and returns the step that they are of.
  mutating func restore(_ parameters: FloatBuffer) -> Int {
    candidateStep = nil
    parameters.copy(from: good)
    return goodStep
  }
}

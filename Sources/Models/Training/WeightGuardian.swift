/// Keeps the last weights that are known to be good, for when the objective stops being a number.
///
/// Weights are good when a whole step was made from them with an objective that is finite and no worse
/// than usual; that is known only after the step, so a copy is first a candidate.
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

  /// Notes how the step from these weights went: only those with a sound loss are good ones.
  mutating func judge(isSound: Bool) {
    guard let step = candidateStep else { return }
    candidateStep = nil
    guard isSound else { return }
    swap(&good, &candidate)
    goodStep = step
  }

  /// Puts the last good weights back, and returns the step that they are of.
  mutating func restore(_ parameters: FloatBuffer) -> Int {
    candidateStep = nil
    parameters.copy(from: good)
    return goodStep
  }
}

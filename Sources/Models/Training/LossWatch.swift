/// Tells a loss that goes up and down from one that is never going to come back.
///
/// Losses of different models are on different scales, so what is large is counted in the loss of the
/// untrained model: hardly any network is worse than one that has learnt nothing. After a change of a
/// weight in the objective the next loss counts as that of an untrained one, if it is larger.
struct LossWatch: Equatable {
  /// The size of a loss that is nothing unusual; 1 is added, for losses that begin near 0.
  private var usual = 1.0
  private var mayGrow = false

  /// Takes the loss of the untrained model.
  mutating func begin(_ loss: Double) {
    usual = loss.isFinite ? abs(loss) + 1 : 1
  }

  /// Lets the next loss be larger: an objective's weight has changed.
  mutating func allowGrowth() {
    mayGrow = true
  }

  /// Takes the loss of a step.
  mutating func take(_ loss: Double) {
    guard mayGrow, loss.isFinite else { return }
    usual = max(usual, abs(loss) + 1)
    mayGrow = false
  }

  /// Whether weights with this loss on a batch are worth keeping.
  func isSound(_ loss: Double) -> Bool { loss <= 10 * usual }

  /// Whether a step with this loss on its batch is the last.
  func hasExploded(_ loss: Double) -> Bool { !(loss <= 10_000 * usual) || abs(loss) > 1e6 * usual }

  /// Whether training with this loss on the whole test split is over.
  func hasFailed(_ loss: Double) -> Bool { !(loss <= 100 * usual) || abs(loss) > 1e6 * usual }
}

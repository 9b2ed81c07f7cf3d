/// Keeps some work to its share of the time, with a little in hand for beginnings.
///
/// The screen's work competes with training for the same processors; each kind of it has a budget.
struct TimeBudget {
  /// Seconds of work allowed a second.
  private let share: Double
  /// The most seconds that can be saved up.
  private let reserve: Double
  private var credit: Double
  private var lastTime: Double?

  /// Creates a budget, its reserve full.
  init(share: Double, reserve: Double) {
    self.share = share
    self.reserve = reserve
    credit = reserve
  }

  /// Returns how many seconds from `now` the next piece of work may begin; 0 means at once.
  mutating func delay(at now: Double) -> Double {
    if let lastTime { credit = min(reserve, credit + (now - lastTime) * share) }
    lastTime = now
    return credit >= 0 ? 0 : -credit / share
  }

  /// Notes that work took some seconds.
  mutating func spend(_ seconds: Double) {
    credit -= seconds
  }
}

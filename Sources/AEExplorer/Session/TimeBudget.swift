import Dispatch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Keeps some work to its share of the time, with a little in hand for beginnings.
///
/// The screen's work competes with training for the same processors; each kind of it has a budget.
/// Shares are of one processor whatever their number: when one worker has to wait, all others wait
/// for it. What counts is time on a processor, which is what training would have had.
struct TimeBudget {
  /// Seconds of work allowed a second.
  private let share: Double
  /// The most seconds that can be saved up.
  private let reserve: Double
  /// The most seconds that the next piece of work may have to wait.
  private let longestDelay: Double
  private var credit: Double
  private var lastTime: Double?

  /// Creates a budget, its reserve full.
  init(share: Double, reserve: Double, longestDelay: Double = .infinity) {
    self.share = share
    self.reserve = reserve
    self.longestDelay = longestDelay
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
    credit = max(credit - seconds, -longestDelay * share)
  }

  /// Seconds since some moment in the past.
  static var now: Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }

  /// Seconds that the calling thread has had on a processor.
  static var worked: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// What the screen may take from training.
struct ScreenShares: Equatable {
  /// Seconds a second for taking in news and drawing them. (A person's input is not counted in.)
  var drawing: Double
  /// Seconds a second for encoding the test split.
  var observation: Double

  /// Returns the shares beside so many workers: next to nothing, unless a processor is left over.
  init(workers: Int, processors: Int) {
    let isSpare = workers < processors
    drawing = isSpare ? 0.08 : 0.008
    observation = isSpare ? 0.06 : 0.006
  }
}

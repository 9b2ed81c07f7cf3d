internal import Dispatch

/// Measures the time of training, without pauses and evaluations, and the speed.
struct TrainingClock {
  /// Seconds of training.
  var seconds: Double { total + running }
  /// Samples a second over the last half second or so.
  private(set) var imagesPerSecond = 0.0

  private var total = 0.0
  private var startedAt: UInt64?
  private var windowImages = 0
  private var windowStart = 0.0
  private var epochImages = 0
  private var epochStart = 0.0

  /// How long a window of the current speed is, in seconds.
  private static let window = 0.5

  /// Starts the clock if it stands.
  mutating func start() {
    if startedAt == nil { startedAt = DispatchTime.now().uptimeNanoseconds }
  }

  /// Stops the clock.
  mutating func stop() {
    total += running
    startedAt = nil
  }

  /// Counts the samples of a step.
  mutating func count(images: Int) {
    windowImages += images
    epochImages += images
    let elapsed = seconds - windowStart
    guard elapsed >= Self.window || (imagesPerSecond == 0 && elapsed > 0.02) else { return }
    imagesPerSecond = Double(windowImages) / elapsed
    windowStart = seconds
    windowImages = 0
  }

  /// Returns the samples a second since it was asked the last time.
  mutating func takeEpochRate() -> Double {
    defer {
      epochImages = 0
      epochStart = seconds
    }
    let elapsed = seconds - epochStart
    return elapsed > 0 ? Double(epochImages) / elapsed : 0
  }

  private var running: Double {
    guard let startedAt else { return 0 }
    return Double(DispatchTime.now().uptimeNanoseconds - startedAt) / 1e9
  }
}

internal import Dispatch

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Decides when the next snapshot is due: at most once a frame, and so that making snapshots takes no
/// more than its share of the training time; but however large the model, people see it live.
///
/// What a snapshot costs is time on a processor: having to wait for one while the machine does
/// something else is nobody's fault.
struct PublicationGovernor {
  /// Nanoseconds of a frame: 20 a second.
  static let frame: UInt64 = 50_000_000
  /// The share of the time that publications may take is one part in this many.
  static let share: UInt64 = 300
  /// Nanoseconds after which the next one is due whatever it costs.
  static let longest: UInt64 = 2_000_000_000

  private var workedBefore: UInt64 = 0
  private var nextAt: UInt64 = 0

  /// Returns whether a snapshot may be published `now`: nanoseconds since some moment in the past,
  /// here and below.
  func isDue(at now: UInt64 = Self.now) -> Bool {
    now >= nextAt
  }

  /// Notes that a snapshot is being made, by a thread that has worked for some nanoseconds.
  mutating func begin(worked: UInt64 = Self.worked) {
    workedBefore = worked
  }

  /// Notes that it has been published, by the same thread.
  mutating func end(at now: UInt64 = Self.now, worked: UInt64 = Self.worked) {
    nextAt = now + min(max(Self.frame, (worked - workedBefore) * Self.share), Self.longest)
  }

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

  /// Nanoseconds that the calling thread has had on a processor.
  private static var worked: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

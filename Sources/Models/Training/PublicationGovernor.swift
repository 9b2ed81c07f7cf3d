internal import Dispatch

/// Decides when the next snapshot is due: at most once a frame, and so that making snapshots never
/// takes more than its share of the training time, however large the model.
struct PublicationGovernor {
  /// Nanoseconds of a frame: 20 a second.
  static let frame: UInt64 = 50_000_000
  /// The share of the time that publications may take is one part in this many.
  static let share: UInt64 = 300

  private var startedAt: UInt64 = 0
  private var nextAt: UInt64 = 0

  /// Returns whether a snapshot may be published `now`: nanoseconds since some moment in the past,
  /// here and below.
  func isDue(at now: UInt64 = Self.now) -> Bool {
    now >= nextAt
  }

  /// Notes that a snapshot is being made.
  mutating func begin(at now: UInt64 = Self.now) {
    startedAt = now
  }

  /// Notes that it has been published.
  mutating func end(at now: UInt64 = Self.now) {
    nextAt = now + max(Self.frame, (now - startedAt) * Self.share)
  }

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}

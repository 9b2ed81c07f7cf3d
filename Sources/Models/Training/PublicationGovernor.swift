internal import Dispatch

/// Decides when the next snapshot is due: at most once a frame, and so that making snapshots never
/// takes more than its share of the training time, however large the model.
struct PublicationGovernor {
  /// Nanoseconds of a frame: 30 a second.
  private static let frame: UInt64 = 33_000_000
  /// The share of the time that publications may take is one part in this many.
  private static let share: UInt64 = 100

  private var startedAt: UInt64 = 0
  private var nextAt: UInt64 = 0

  /// Returns whether a snapshot may be published now.
  func isDue() -> Bool {
    DispatchTime.now().uptimeNanoseconds >= nextAt
  }

  /// Notes that a snapshot is being made.
  mutating func begin() {
    startedAt = DispatchTime.now().uptimeNanoseconds
  }

  /// Notes that it has been published.
  mutating func end() {
    let now = DispatchTime.now().uptimeNanoseconds
    nextAt = now + max(Self.frame, (now - startedAt) * Self.share)
  }
}

import Models

/// What the trainer was asked to do, while its snapshots may still tell of the time before.
///
/// Commands and snapshots cross on their way. Until a snapshot agrees with what was asked for, the
/// screen shows, and the next key builds on, the request.
struct StatusRequest: Equatable, Sendable {
  /// What was asked for.
  let status: TrainingStatus
  /// What the trainer was doing, as far as was known.
  private let former: TrainingStatus?
  /// Commands on their way: each of them may be answered by a snapshot of its own.
  private var commands: Int
  /// How many snapshots may disagree before they are believed.
  private var patience = Self.fullPatience

  private static let fullPatience = 4

  /// Creates a request, the next after one that may still be open.
  init(_ status: TrainingStatus, from former: TrainingStatus?, after open: StatusRequest?) {
    self.status = status
    self.former = open?.former ?? former
    commands = (open?.commands ?? 0) + 1
  }

  /// Returns the request as it stands after a newer snapshot, or nil when it is settled.
  func answered(by snapshot: TrainingSnapshot) -> StatusRequest? {
    var request = self
    if snapshot.status == status {
      request.commands -= 1
      return request.commands > 0 ? request : nil
    }
    // An end that is new says more than the request.
    if snapshot.hasEnded, snapshot.status != former { return nil }
    request.patience -= 1
    return request.patience > 0 ? request : nil
  }
}

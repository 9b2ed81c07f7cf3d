/// Keeps a training as it goes on: its history, and states from which it can be gone on with.
///
/// Everything is called on the training queue, between two steps, and should take next to no time.
public protocol StateKeeper: AnyObject, Sendable {
  /// Takes note of what the trainer does from now on.
  func changed(to status: TrainingStatus)

  /// Takes note of a finished epoch.
  func finished(_ result: EpochResult)

  /// Returns whether a copy of the state is wanted; asked at the end of each epoch, when training
  /// begins to wait, and some times a second.
  ///
  /// - Parameters:
  ///   - step: the steps made.
  ///   - epoch: the epoch that has just ended; nil in the midst of one.
  /// - Returns: whether `keep` is to be called now.
  func wantsState(at step: Int, endOf epoch: Int?) -> Bool

  /// Takes a copy of the state.
  func keep(_ state: TrainingState)
}

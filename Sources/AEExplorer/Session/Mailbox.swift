import Models
import Synchronization

/// News from other threads, on its way to the screen's: of each kind only the newest.
///
/// A slot a kind, not a queue: however long the screen's thread is away, nothing piles up.
final class Mailbox: Sendable {
  private struct Slots {
    var observation: ObservationNews?
    var baselines: Baselines?
    var drawing: DecodedPoint?
    var studies: [ScreenID: StudyNews] = [:]
    var failure: String?
    var hasSnapshot = false
    var rivalObservation: ObservationNews?
    var hasRivalSnapshot = false
    var runs: [RunNews] = []
  }

  private let slots = Mutex(Slots())
  private let bell: @Sendable () -> Void

  /// Creates a mailbox that rings a bell whenever something arrives.
  init(bell: @escaping @Sendable () -> Void) {
    self.bell = bell
  }

  /// Says that the trainer has a new snapshot; it is read when the screen's thread gets to it.
  func snapshotIsReady() {
    slots.withLock { $0.hasSnapshot = true }
    bell()
  }

  /// Says that the rival's trainer has a new snapshot.
  func rivalSnapshotIsReady() {
    slots.withLock { $0.hasRivalSnapshot = true }
    bell()
  }

  /// Leaves an observation of the rival.
  func leave(ofRival observation: ObservationNews) {
    slots.withLock { $0.rivalObservation = observation }
    bell()
  }

  /// Leaves an observation.
  func leave(_ observation: ObservationNews) {
    slots.withLock { $0.observation = observation }
    bell()
  }

  /// Leaves the baselines.
  func leave(_ baselines: Baselines) {
    slots.withLock { $0.baselines = baselines }
    bell()
  }

  /// Leaves a picture that is being drawn.
  func leave(_ drawing: DecodedPoint) {
    slots.withLock { $0.drawing = drawing }
    bell()
  }

  /// Throws away the picture of a model that is not looked at any more.
  func forgetDrawing() {
    slots.withLock { $0.drawing = nil }
  }

  /// Leaves the result of a study.
  func leave(_ study: StudyNews) {
    slots.withLock { $0.studies[study.order.screen] = study }
    bell()
  }

  /// Leaves what came of a request about saved runs; lists and details replace older ones.
  func leave(_ news: RunNews) {
    slots.withLock { slots in
      slots.runs.removeAll { $0.isReplaced(by: news) }
      slots.runs.append(news)
    }
    bell()
  }

  /// Leaves a sentence on what went wrong.
  func leave(failure: String) {
    slots.withLock { $0.failure = failure }
    bell()
  }

  /// Empties the box.
  ///
  /// - Parameters:
  ///   - snapshot: reads the trainer's newest snapshot, if there is one.
  ///   - rival: the same of the rival's.
  /// - Returns: what has come, for the reducer.
  func take(snapshot: () -> TrainingNews, rival: () -> TrainingNews?) -> [Action] {
    let taken = slots.withLock { slots in
      defer { slots = Slots() }
      return slots
    }
    var actions: [Action] = []
    if taken.hasSnapshot { actions.append(.trained(snapshot())) }
    if taken.hasRivalSnapshot, let news = rival() { actions.append(.rival(.trained(news))) }
    if let observation = taken.rivalObservation { actions.append(.rival(.observed(observation))) }
    if let observation = taken.observation { actions.append(.observed(observation)) }
    if let baselines = taken.baselines { actions.append(.baselinesFound(baselines)) }
    if let drawing = taken.drawing { actions.append(.decoded(drawing)) }
    actions += taken.studies.values.map { .studied($0) }
    actions += taken.runs.map { .runs($0) }
    if let failure = taken.failure { actions.append(.failed(failure)) }
    return actions
  }
}

import Models
import Render

/// Where to go in the time machine.
enum TimeTravel: Equatable, Sendable {
  /// So many snapshots forward, or back when negative; past the newest to the live weights.
  case by(Int)
  /// To the first snapshot.
  case first
  /// Back to the weights as they are now.
  case live
  /// To the snapshot nearest to a step.
  case to(step: Int)
}

/// The time machine: the screen shows weights of an earlier step, while training goes on.
extension AppState {
  /// The step of the weights that are shown: an earlier one, or that of the newest snapshot.
  var shownStep: Int? { viewedStep ?? training?.weights.step }

  mutating func travel(_ travel: TimeTravel) -> [Effect] {
    switch travel {
    case .by(let distance): return move(by: distance)
    case .first: return timeline.steps.first.map { look(at: $0) } ?? refuse()
    case .live:
      if viewedStep == nil { message = "these are the live weights; [ looks at earlier ones" }
      return goLive()
    case .to(let step):
      let nearest = timeline.steps.min { abs($0 - step) < abs($1 - step) }
      return nearest.map { look(at: $0) } ?? refuse()
    }
  }

  /// Shows the live weights again.
  mutating func goLive() -> [Effect] {
    guard viewedStep != nil else { return [] }
    viewedStep = nil
    return [.look(step: nil), inspect, .decode(cursor), .observe(isUrgent: true)]
  }

  private mutating func move(by distance: Int) -> [Effect] {
    guard let shown = shownStep, !timeline.steps.isEmpty else { return refuse() }
    let steps = timeline.steps
    if distance < 0 {
      let earlier = steps.filter { $0 < shown }
      guard let first = steps.first, let last = earlier.last else {
        message = "step \(NumberText.grouped(shown)) is the first that is kept"
        return []
      }
      return look(at: earlier.dropLast(-distance - 1).last ?? min(first, last))
    }
    guard viewedStep != nil else {
      message = "these are the live weights; [ looks at earlier ones"
      return []
    }
    return steps.filter { $0 > shown }.dropFirst(distance - 1).first.map { look(at: $0) }
      ?? goLive()
  }

  private mutating func look(at step: Int) -> [Effect] {
    guard step != viewedStep else { return [] }
    viewedStep = step
    return [.look(step: step), inspect, .decode(cursor), .observe(isUrgent: true)]
  }

  private mutating func refuse() -> [Effect] {
    message = "nothing has been kept yet of the steps before"
    return []
  }

  /// Follows the mouse over the loss chart.
  mutating func scrub(to event: MouseEvent) -> [Effect] {
    guard let training, let rect = ExploreLayout(self).rect(of: .loss),
      let chart = LossPane(self).chartRect(in: rect)
    else { return [] }
    guard let step = LossChart(self, training).step(atColumn: event.x, in: chart),
      step <= timeline.steps.last ?? 0
    else { return goLive() }
    return travel(.to(step: step))
  }

  /// Begins a training that goes on from the weights that are looked at.
  mutating func fork(_ next: TrainingConfiguration, from step: Int) -> [Effect] {
    begin(
      next, with: .fork(next, step: step),
      message: "begun from the weights of step \(NumberText.grouped(step)), with a new optimizer; "
        + "u returns")
  }
}

extension NumberText {
  /// Returns a whole number with its thousands apart: `12,345`.
  static func grouped(_ value: Int) -> String {
    var text = ""
    for (place, digit) in String(abs(value)).reversed().enumerated() {
      if place > 0, place % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + String(text.reversed())
  }
}

import Models
import Render

/// Live values as they were before somebody changed them, for `undo`.
struct LiveChange: Equatable, Sendable {
  /// The learning rate, if that was changed.
  var learningRate: Float?
  /// The model's own numbers that were changed, by name.
  var controls: [String: Float] = [:]

  /// How many changes are kept.
  static let limit = 100
}

extension AppState {
  /// Keeps what a change is about to replace.
  mutating func note(_ change: LiveChange) {
    changes = (changes + [change]).suffix(LiveChange.limit)
  }

  /// Takes the last live change back; nil if there is none.
  mutating func undoLiveChange() -> [Effect]? {
    guard let change = changes.popLast() else { return nil }
    var effects: [Effect] = []
    var texts: [String] = []
    if let rate = change.learningRate {
      requestedLearningRate = rate
      effects.append(.training(.setLearningRate(rate)))
      texts.append("learning rate \(NumberText.short(Double(rate)))")
    }
    for (name, value) in change.controls.sorted(by: { $0.key < $1.key }) {
      requestedControls[name] = value
      effects.append(.training(.setControl(name, value)))
      texts.append("\(name) \(Self.text(value))")
    }
    message = "back to " + texts.joined(separator: ", ")
    return effects
  }
}

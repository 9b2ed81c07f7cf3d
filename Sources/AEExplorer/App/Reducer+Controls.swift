import Models
import Render

/// The model's own numbers that may change while it trains, as β: keys and values.
extension AppState {
  /// The settings that may change while training, and that the training as it was begun makes use of;
  /// none for models without.
  var liveSettings: [ModelSetting] {
    let id = configuration.model.model
    return ModelCatalog.all.first { $0.id == id }?.settings.filter { setting in
      setting.isLive && training?.controls[setting.name] != nil
    } ?? []
  }

  /// The setting that the keys change; nil for models without live ones.
  var currentSetting: ModelSetting? {
    let all = liveSettings
    return all.isEmpty ? nil : all[min(controlIndex, all.count - 1)]
  }

  /// The value of a live setting, as last asked for.
  func value(of setting: ModelSetting) -> Float {
    requestedControls[setting.name] ?? training?.controls[setting.name]
      ?? Float(configuration.model.value(of: setting))
  }

  mutating func changeControl(_ steps: Int) -> [Effect] {
    guard let setting = currentSetting else {
      message = Self.nothingToChange
      return []
    }
    let current = value(of: setting)
    let next = ControlScale.value(current, movedBy: steps, in: setting.range)
    guard next != current else {
      message = "\(setting.name) stays at \(Self.text(current))"
      return []
    }
    note(LiveChange(controls: [setting.name: current]))
    requestedControls[setting.name] = next
    message = "\(setting.name) \(Self.text(next)): \(setting.summary)"
    return [.training(.setControl(setting.name, next))]
  }

  mutating func chooseNextControl() {
    let all = liveSettings
    guard !all.isEmpty else {
      message = Self.nothingToChange
      return
    }
    controlIndex = (controlIndex + 1) % all.count
    let setting = all[controlIndex]
    message = "b and B change \(setting.name), \(Self.text(value(of: setting))): \(setting.summary)"
  }

  /// Returns the value of a control as text.
  static func text(_ value: Float) -> String { NumberText.short(Double(value), digits: 2) }

  private static let nothingToChange =
    "this model has no number of its own to change while it trains"
}

/// Values of controls, each √2 times the one before it, with the powers of 2 among them.
enum ControlScale {
  /// The least value above zero.
  private static let smallest = -20

  /// Returns the value so many places above or below, within a range; at its ends it stays.
  ///
  /// Zero is the place below the least one, where the range has it.
  static func value(
    _ value: Float, movedBy steps: Int, in range: ClosedRange<Double>
  ) -> Float {
    guard steps != 0, value.isFinite else { return value }
    var places = (smallest...40).map(power).filter { range.contains(Double($0)) }
    places += [Float(range.upperBound), Float(range.lowerBound)]
    let sorted = places.sorted()
    // A value between two places moves to the next of them.
    let next =
      steps > 0
      ? sorted.first { $0 > value * 1.001 } ?? value : sorted.last { $0 < value * 0.999 } ?? value
    let left = steps - steps.signum()
    return left == 0 || next == value ? next : self.value(next, movedBy: left, in: range)
  }

  /// √2 to the power of `exponent`.
  private static func power(_ exponent: Int) -> Float {
    let isOdd = exponent & 1 != 0
    return Float(
      Double(sign: .plus, exponent: exponent >> 1, significand: isOdd ? 2.0.squareRoot() : 1))
  }
}

/// A number that one model adds to the common settings, as `beta` or `lambda`, or a choice among a
/// few, as the kind of its prior.
public struct ModelSetting: Equatable, Sendable {
  /// Its name on the command line and in files.
  public let name: String
  /// What it does, in one line.
  public let summary: String
  /// The values that it may have.
  public let range: ClosedRange<Double>
  /// The value when none is given.
  public let defaultValue: Double
  /// Where the default comes from.
  public let source: String
  /// Whether it may change while training.
  public let isLive: Bool
  /// The names of the values 0, 1 …, for a setting that is a choice; else empty.
  public let choices: [String]
  /// Whether it counts something, so that only whole numbers make sense.
  public let isWhole: Bool
  /// Whether its choices need other sizes too, so that a preset is the way to change it.
  public let needsPreset: Bool

  /// Creates a setting that is a number.
  public init(
    name: String, summary: String, range: ClosedRange<Double>, defaultValue: Double,
    source: String, isLive: Bool, isWhole: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.range = range
    self.defaultValue = defaultValue
    self.source = source
    self.isLive = isLive
    self.isWhole = isWhole
    choices = []
    needsPreset = false
  }

  /// Creates a setting that is a choice among names; the first is the default.
  public init(
    name: String, summary: String, choices: [String], source: String, needsPreset: Bool = false
  ) {
    precondition(!choices.isEmpty, "a choice among nothing: \(name)")
    self.name = name
    self.summary = summary
    self.choices = choices
    self.needsPreset = needsPreset
    self.source = source
    range = 0...Double(choices.count - 1)
    defaultValue = 0
    isLive = false
    isWhole = true
  }

  /// Returns the value that a text stands for: a number, or the name of a choice.
  public func value(of text: String) -> Double? {
    if let index = choices.firstIndex(of: text) { return Double(index) }
    return choices.isEmpty ? Double(text) : nil
  }

  /// Returns a value as people write it.
  public func text(of value: Double) -> String {
    if let index = Int(exactly: value), choices.indices.contains(index) { return choices[index] }
    if let whole = Int(exactly: value) { return "\(whole)" }
    return "\(value)"
  }

  /// What may be written for it: `0…1000`, or the names of the choices.
  public var allowed: String {
    choices.isEmpty
      ? "\(text(of: range.lowerBound))…\(text(of: range.upperBound))"
      : choices.joined(separator: ", ")
  }

  /// Returns whether it may have a value.
  func allows(_ value: Double) -> Bool {
    range.contains(value) && (!isWhole || value == value.rounded())
  }
}

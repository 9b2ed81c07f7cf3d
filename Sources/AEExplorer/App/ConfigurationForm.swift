import Models
import Render

/// The form in which everything about a training can be changed: a field a hyper-parameter.
///
/// It is a value: what is typed stays in it until it is applied.
struct ConfigurationForm: Equatable, Sendable {
  /// What a field may hold.
  enum Content: Equatable, Sendable {
    /// One of a few names.
    case choice([String])
    /// A number; steps multiply or add.
    case number(isWhole: Bool)
    /// Sizes of layers: `512,256`, or `none`.
    case sizes
  }

  /// One hyper-parameter.
  struct Field: Equatable, Sendable {
    /// Its name, as on the command line.
    var name: String
    /// What it does.
    var summary: String
    /// What it may hold.
    var content: Content
    /// What may be written, for people.
    var allowed: String
    /// Its value in a model's defaults.
    var defaultText: String
    /// Where the default comes from, or nothing.
    var source = ""
    /// Whether it may change while training.
    var isLive = false
    /// Its value now, as text.
    var text: String
  }

  /// The fields, in order.
  var fields: [Field]
  /// The field that keys change.
  var selection = 0
  /// What is being typed into it, or nil.
  var typed: String?
  /// What is wrong with the values, when they were to be applied.
  var complaint: String?

  private let original: TrainingConfiguration

  /// Creates the form of a training.
  ///
  /// - Parameters:
  ///   - configuration: how it was begun.
  ///   - learningRate: the learning rate by now.
  ///   - controls: the values of live settings by now.
  init(_ configuration: TrainingConfiguration, learningRate: Float, controls: [String: Float]) {
    original = configuration
    fields = Self.common(configuration, learningRate: learningRate)
    guard let description = try? ModelCatalog.description(of: configuration.model.model) else {
      return
    }
    fields += description.settings.map { setting in
      let value = controls[setting.name].map(Double.init) ?? configuration.model.value(of: setting)
      return Field(
        name: setting.name, summary: setting.summary,
        content: setting.choices.isEmpty
          ? .number(isWhole: setting.isWhole) : .choice(setting.choices),
        allowed: setting.allowed, defaultText: setting.text(of: setting.defaultValue),
        source: setting.source, isLive: setting.isLive, text: Self.short(setting, value))
    }
  }

  /// The field that keys change.
  var current: Field? { fields.indices.contains(selection) ? fields[selection] : nil }

  /// Moves to another field; what was typed is kept if it can be read.
  mutating func move(_ distance: Int) {
    takeTyped()
    selection = min(max(selection + distance, 0), fields.count - 1)
  }

  /// Changes the current field to the next smaller or larger value, or the next choice.
  mutating func change(_ steps: Int) {
    takeTyped()
    guard fields.indices.contains(selection) else { return }
    complaint = nil
    let field = fields[selection]
    switch field.content {
    case .choice(let names):
      let index = (names.firstIndex(of: field.text) ?? 0) + steps
      fields[selection].text = names[((index % names.count) + names.count) % names.count]
    case .number(let isWhole):
      guard let value = Double(field.text) else { return }
      fields[selection].text = Self.stepped(value, steps, isWhole: isWhole)
    case .sizes:
      fields[selection].text = Self.steppedSizes(field.text, steps)
    }
  }

  /// Types a character.
  mutating func type(_ character: Character) {
    guard let current, case .choice = current.content else {
      typed = (typed ?? "") + String(character)
      complaint = nil
      return
    }
  }

  /// Takes the last character back.
  mutating func erase() {
    typed = String((typed ?? current?.text ?? "").dropLast())
  }

  /// Puts the current field back to its default.
  mutating func restoreDefault() {
    typed = nil
    guard fields.indices.contains(selection) else { return }
    fields[selection].text = fields[selection].defaultText
  }

  /// Ends typing.
  mutating func takeTyped() {
    guard let typed, fields.indices.contains(selection) else { return }
    if !typed.isEmpty { fields[selection].text = typed }
    self.typed = nil
  }

  /// Forgets what was typed.
  mutating func cancelTyping() {
    typed = nil
  }

  /// Whether the current values differ from those of the running training in more than what may
  /// change while training.
  var needsRestart: Bool {
    // What is being typed counts as if it had been taken.
    var taken = self
    taken.takeTyped()
    guard let configuration = try? taken.configuration().get() else {
      return current.map { !$0.isLive } ?? false
    }
    return configuration.withoutLive(fields) != original.withoutLive(fields)
  }

  /// The training that the fields describe, or what is wrong with them in a sentence.
  func configuration() -> Result<TrainingConfiguration, Complaint> {
    var next = original
    for field in fields {
      guard next.take(field) else {
        return .failure(Complaint(text: "\(field.name) can't be “\(field.text)”: \(field.allowed)"))
      }
    }
    do {
      try next.validate()
      return .success(next)
    } catch {
      return .failure(Complaint(text: error.description))
    }
  }

  /// What is wrong with the values.
  struct Complaint: Error, Equatable {
    /// One sentence.
    var text: String
  }
}

extension ConfigurationForm {
  /// The fields that every model has.
  private static func common(_ configuration: TrainingConfiguration, learningRate: Float) -> [Field]
  {
    let model = configuration.model
    let description = try? ModelCatalog.description(of: model.model)
    var fields = [
      Field(
        name: "code-size", summary: "dimensions of the code", content: .number(isWhole: true),
        allowed: "1…1024", defaultText: "\(description?.defaultCodeSize ?? 2)",
        text: "\(model.codeSize)"),
      Field(
        name: "hidden", summary: "units of the encoder's hidden layers, the first behind the input",
        content: .sizes, allowed: "sizes like 512,256, or none",
        defaultText: list(description?.defaultHidden ?? []), text: list(model.hidden)),
      choice(
        "activation", "applied to hidden layers", model.activation, description?.defaultActivation),
      choice("loss", "what the reconstruction is judged by", model.loss, description?.defaultLoss),
      choice("weights", "how weights begin", model.weights, description?.defaultWeights),
      choice(
        "optimizer", "the rule by which weights follow their gradient",
        configuration.optimizer.kind, .adam),
    ]
    var rate = number(
      "learning-rate", "how far a step goes", Double(learningRate), allowed: "any number above 0",
      otherwise: Double(description?.defaultLearningRate ?? 1e-3))
    rate.isLive = true
    fields += [
      rate,
      number(
        "weight-decay", "share of each weight taken away a step, times the learning rate",
        Double(configuration.optimizer.weightDecay), allowed: "0 or more (adamw, sgd)", otherwise: 0
      ),
      Field(
        name: "batch", summary: "samples a step", content: .number(isWhole: true),
        allowed: "1…65536", defaultText: "\(description?.defaultBatchSize ?? 128)",
        text: "\(configuration.batchSize)"),
      Field(
        name: "seed", summary: "of everything random", content: .number(isWhole: true),
        allowed: "a whole number, 0 or more", defaultText: "1", text: "\(configuration.seed)"),
    ]
    return fields
  }

  private static func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ summary: String, _ value: Value, _ otherwise: Value?
  ) -> Field where Value.RawValue == String {
    let names = Value.allCases.map(\.rawValue)
    return Field(
      name: name, summary: summary, content: .choice(names), allowed: names.joined(separator: ", "),
      defaultText: otherwise?.rawValue ?? names[0], text: value.rawValue)
  }

  private static func number(
    _ name: String, _ summary: String, _ value: Double, allowed: String, otherwise: Double
  ) -> Field {
    Field(
      name: name, summary: summary, content: .number(isWhole: false), allowed: allowed,
      defaultText: text(otherwise), text: text(value))
  }

  /// Returns a number as people write it: single-precision values with few digits.
  static func text(_ value: Double) -> String {
    if let whole = Int(exactly: value), abs(whole) < 1_000_000 { return "\(whole)" }
    return "\(Float(value))"
  }

  private static func short(_ setting: ModelSetting, _ value: Double) -> String {
    setting.choices.isEmpty ? text(value) : setting.text(of: value)
  }

  static func list(_ sizes: [Int]) -> String {
    sizes.isEmpty ? "none" : sizes.map(String.init).joined(separator: ",")
  }

  /// Returns the next value: small whole numbers go by one, other numbers to the next round one.
  private static func stepped(_ value: Double, _ steps: Int, isWhole: Bool) -> String {
    if isWhole, abs(value) < 16 { return "\(Int(value) + steps)" }
    if isWhole { return "\(Int(value) + steps * max(1, Int(abs(value)) / 8))" }
    guard value > 0 else { return steps > 0 ? "0.01" : "0" }
    let next = LearningRateScale.rate(Float(value), movedBy: steps)
    // Beyond the scale's ends numbers double and halve.
    guard next == Float(value) else { return text(Double(next)) }
    return text(steps > 0 ? value * 2 : value / 2)
  }

  /// Doubles or halves every layer.
  private static func steppedSizes(_ text: String, _ steps: Int) -> String {
    let sizes = text.split(separator: ",").compactMap { Int($0) }
    guard !sizes.isEmpty else { return text }
    return list(sizes.map { steps > 0 ? min($0 * 2, 8192) : max($0 / 2, 1) })
  }
}

extension TrainingConfiguration {
  /// Puts a field's value into its place; returns whether it could be read.
  fileprivate mutating func take(_ field: ConfigurationForm.Field) -> Bool {
    let text = field.text
    switch field.name {
    case "code-size": return set(\.model.codeSize, Int(text))
    case "hidden": return set(\.model.hidden, Self.sizes(text))
    case "activation": return set(\.model.activation, Activation(rawValue: text))
    case "loss": return set(\.model.loss, ReconstructionLoss(rawValue: text))
    case "weights": return set(\.model.weights, WeightInitialization(rawValue: text))
    case "optimizer": return set(\.optimizer.kind, OptimizerKind(rawValue: text))
    case "learning-rate": return set(\.learningRate, Float(text))
    case "weight-decay": return set(\.optimizer.weightDecay, Float(text))
    case "batch":
      let before = batchSize
      guard set(\.batchSize, Int(text)) else { return false }
      if batchSize != before { shards = Self.defaultShards(batchSize: max(1, batchSize)) }
      return true
    case "seed": return set(\.seed, UInt64(text))
    default: return takeSetting(field)
    }
  }

  private mutating func takeSetting(_ field: ConfigurationForm.Field) -> Bool {
    let description = try? ModelCatalog.description(of: model.model)
    guard let setting = description?.settings.first(where: { $0.name == field.name }),
      let value = setting.value(of: field.text)
    else { return false }
    // What was not touched stays out of the configuration, so that equal trainings are equal.
    let isDefault = ConfigurationForm.text(value) == ConfigurationForm.text(setting.defaultValue)
    model.settings[field.name] = isDefault ? nil : value
    return true
  }

  private mutating func set<Value>(
    _ path: WritableKeyPath<TrainingConfiguration, Value>, _ value: Value?
  ) -> Bool {
    guard let value else { return false }
    self[keyPath: path] = value
    return true
  }

  private static func sizes(_ text: String) -> [Int]? {
    if text == "none" || text.isEmpty { return [] }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let sizes = parts.compactMap { Int($0) }
    return sizes.count == parts.count ? sizes : nil
  }

  /// The same without the values of fields that may change while training.
  fileprivate func withoutLive(_ fields: [ConfigurationForm.Field]) -> TrainingConfiguration {
    var copy = self
    copy.learningRate = 1
    for field in fields where field.isLive {
      copy.model.settings[field.name] = nil
    }
    return copy
  }
}

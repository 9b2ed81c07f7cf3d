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
  /// The running training's learning rate by now.
  private let rateByNow: Float
  /// What fields that are not shown have: those of the running training, or a preset's.
  private var base: TrainingConfiguration

  /// Creates the form of a training.
  ///
  /// - Parameters:
  ///   - configuration: how it was begun.
  ///   - learningRate: the learning rate by now.
  ///   - controls: the values of live settings by now.
  init(_ configuration: TrainingConfiguration, learningRate: Float, controls: [String: Float]) {
    original = configuration
    rateByNow = learningRate
    base = configuration
    fields = Self.fields(configuration, learningRate: learningRate, controls: controls)
    selection = fields.firstIndex { $0.name != Self.presetName } ?? 0
  }

  private static func fields(
    _ configuration: TrainingConfiguration, learningRate: Float, controls: [String: Float]
  ) -> [Field] {
    var fields = common(configuration, learningRate: learningRate)
      .compactMap { applicable($0, to: configuration) }
    guard let description = try? ModelCatalog.description(of: configuration.model.model) else {
      return fields
    }
    if !description.presets.isEmpty { fields.insert(presetField(description), at: 0) }
    return fields
      + description.settings.map { setting in
        let value =
          controls[setting.name].map(Double.init) ?? configuration.model.value(of: setting)
        let text = Self.short(setting, value)
        let choices = setting.needsPreset ? [text] : setting.choices
        return Field(
          name: setting.name, summary: setting.summary,
          content: choices.isEmpty ? .number(isWhole: setting.isWhole) : .choice(choices),
          allowed: setting.needsPreset ? "chosen by a preset" : setting.allowed,
          defaultText: setting.text(of: setting.defaultValue),
          source: setting.source, isLive: setting.isLive, text: text)
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
      if field.name == Self.presetName { takePreset() }
    case .number(let isWhole):
      guard let value = Double(field.text) else { return }
      fields[selection].text = Self.stepped(value, steps, isWhole: isWhole) ?? field.text
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

  /// Fills the fields with a preset's values, or with those of the running training.
  private mutating func takePreset() {
    let name = fields[selection].text
    guard let description = try? ModelCatalog.description(of: original.model.model) else { return }
    base = original
    base.learningRate = rateByNow
    if let preset = description.presets.first(where: { $0.name == name }) {
      base.model = ModelConfiguration(defaultsOf: description)
      base.learningRate = preset.learningRate ?? description.defaultLearningRate
      preset.apply(&base.model)
    }
    fields = Self.fields(base, learningRate: base.learningRate, controls: [:])
    selection = fields.firstIndex { $0.name == Self.presetName } ?? 0
    if fields.indices.contains(selection) { fields[selection].text = name }
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
    if fields[selection].name == Self.presetName { takePreset() }
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
    var next = base
    for field in fields where field.name != Self.presetName {
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
  /// The name of the field that fills others.
  static let presetName = "preset"

  private static func presetField(_ description: ModelDescription) -> Field {
    let summaries = description.presets.map { "\($0.name): \($0.summary)" }
    return Field(
      name: presetName, summary: "sizes and settings that belong together",
      content: .choice(["-"] + description.presets.map(\.name)),
      allowed: "-, or one of the presets",
      defaultText: "-", source: summaries.joined(separator: "; "), text: "-")
  }

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
      Field(
        name: "decoder-hidden", summary: "the decoder's hidden layers, the first behind the code",
        content: .sizes, allowed: "sizes like 256,512, or none, or mirrored", defaultText: mirrored,
        text: model.decoderHidden.map { list($0) } ?? mirrored),
      choice(
        "activation", "applied to hidden layers", model.activation, description?.defaultActivation),
      choice(
        "code-activation", "applied to the code", model.codeActivation,
        description?.defaultCodeActivation),
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
      Field(
        name: "epochs", summary: "after which training stops by itself; cosine ends there",
        content: .number(isWhole: true), allowed: "1…1000000, or none", defaultText: "none",
        text: configuration.epochs.map { "\($0)" } ?? "none"),
      choice(
        "rate-decay",
        "how the rate falls: cosine, to a hundredth in the last epoch (\(decayEpochs) if none is set)",
        configuration.learningRateDecay, .constant),
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

  /// Epochs of a training whose learning rate is to fall, where nobody says how long it is.
  static let decayEpochs = 40

  /// What stands for a decoder that has the encoder's sizes, backwards.
  static let mirrored = "mirrored"

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
    if let whole = Int(exactly: value), whole.magnitude < 1_000_000 { return "\(whole)" }
    return "\(Float(value))"
  }

  private static func short(_ setting: ModelSetting, _ value: Double) -> String {
    setting.choices.isEmpty ? text(value) : setting.text(of: value)
  }

  static func list(_ sizes: [Int]) -> String {
    sizes.isEmpty ? "none" : sizes.map(String.init).joined(separator: ",")
  }

  /// Returns the next value: small whole numbers go by one, other numbers to the next round one.
  private static func stepped(_ value: Double, _ steps: Int, isWhole: Bool) -> String? {
    if isWhole {
      // What is no number, or too large for one, is left to be complained of.
      guard let whole = Int(exactly: value.rounded()) else { return nil }
      let (next, isTooLarge) = whole.addingReportingOverflow(
        whole.magnitude < 16 ? steps : steps * Int(whole.magnitude / 8))
      return isTooLarge ? nil : "\(next)"
    }
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
    return list(sizes.map { steps > 0 ? 2 * min($0, 4096) : max($0 / 2, 1) })
  }
}

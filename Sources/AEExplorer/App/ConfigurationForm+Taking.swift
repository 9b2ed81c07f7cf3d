import Models

extension TrainingConfiguration {
  /// Puts a field's value into its place; returns whether it could be read.
  mutating func take(_ field: ConfigurationForm.Field) -> Bool {
    let text = field.text
    switch field.name {
    case "code-size": return set(\.model.codeSize, Int(text))
    case "hidden": return set(\.model.hidden, Self.sizes(text))
    case "activation": return set(\.model.activation, Activation(rawValue: text))
    case "code-activation": return set(\.model.codeActivation, Activation(rawValue: text))
    case "decoder-hidden": return takeDecoder(text)
    case "loss": return set(\.model.loss, ReconstructionLoss(rawValue: text))
    case "weights": return set(\.model.weights, WeightInitialization(rawValue: text))
    case "optimizer": return set(\.optimizer.kind, OptimizerKind(rawValue: text))
    case "learning-rate": return set(\.learningRate, Float(text))
    case "rate-decay":
      guard set(\.learningRateDecay, LearningRateDecay(rawValue: text)) else { return false }
      if learningRateDecay != .constant, epochs == nil {
        epochs = ConfigurationForm.decayEpochs
      }
      return true
    case "weight-decay": return set(\.optimizer.weightDecay, Float(text))
    case "batch":
      let before = batchSize
      guard set(\.batchSize, Int(text)) else { return false }
      if batchSize != before { shards = Self.defaultShards(batchSize: max(1, batchSize)) }
      return true
    case "epochs":
      guard text != "none" else {
        epochs = nil
        return true
      }
      return set(\.epochs, Int(text))
    case "seed": return set(\.seed, UInt64(text))
    default: return takeSetting(field)
    }
  }

  private mutating func takeDecoder(_ text: String) -> Bool {
    guard text != ConfigurationForm.mirrored else {
      model.decoderHidden = nil
      return true
    }
    guard let sizes = Self.sizes(text) else { return false }
    model.decoderHidden = sizes
    return true
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
  func withoutLive(_ fields: [ConfigurationForm.Field]) -> TrainingConfiguration {
    var copy = self
    copy.learningRate = 1
    for field in fields where field.isLive {
      copy.model.settings[field.name] = nil
    }
    return copy
  }
}

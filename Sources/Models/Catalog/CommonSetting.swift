/// Settings that most models have, and some have no use for.
public enum CommonSetting: String, CaseIterable, Sendable {
  /// Sizes of the decoder's own hidden layers.
  case decoderHidden = "decoder-hidden"
  /// The hidden layers' activation.
  case activation
  /// The code's activation.
  case codeActivation = "code-activation"

  /// Returns the complaint about a value that would change nothing.
  func fault(_ value: String, _ allowed: String) -> ConfigurationError {
    .outOfRange(rawValue, value, allowed: allowed)
  }
}

extension ModelConfiguration {
  /// Finds a common setting that was changed and that the model has no use for.
  func unusedFault(_ description: ModelDescription) -> ConfigurationError? {
    for setting in CommonSetting.allCases where description.unused.contains(setting) {
      switch setting {
      case .decoderHidden:
        guard let decoderHidden else { continue }
        let text = decoderHidden.map(String.init).joined(separator: ",")
        return setting.fault(
          text.isEmpty ? "none" : text, "left out with this model: its decoder mirrors the encoder")
      case .activation where activation != description.defaultActivation:
        return setting.fault(
          activation.rawValue,
          "left out with this model: it has no hidden layers, and its code has --code-activation")
      case .codeActivation where codeActivation != description.defaultCodeActivation:
        return setting.fault(
          codeActivation.rawValue,
          "left out with this model: the encoder's outputs are no code that one could be applied to"
        )
      case .activation, .codeActivation:
        continue
      }
    }
    return nil
  }
}

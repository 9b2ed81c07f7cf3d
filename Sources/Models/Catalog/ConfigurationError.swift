/// What can be wrong with the settings of a model or a training.
public enum ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// No model has this id.
  case unknownModel(String, known: [String])
  /// The model has no such setting.
  case unknownSetting(String, model: String, known: [String])
  /// A value that can't be used.
  case outOfRange(String, String, allowed: String)
  /// The data has another number of features than the model was made for.
  case wrongInput(expected: Int, found: Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .unknownModel(let id, let known):
      "there is no model “\(id)”; the models are \(known.joined(separator: ", "))"
    case .unknownSetting(let name, let model, let known):
      known.isEmpty
        ? "the model \(model) has no setting “\(name)”, nor any other of its own"
        : "the model \(model) has no setting “\(name)”; it has \(known.joined(separator: ", "))"
    case .outOfRange(let name, let value, let allowed):
      "\(name) can't be \(value); it may be \(allowed)"
    case .wrongInput(let expected, let found):
      "the model was made for images of \(expected) pixels, and these have \(found)"
    }
  }
}

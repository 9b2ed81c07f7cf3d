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
  /// The model can't see images of this shape.
  case wrongImages(expected: String, found: ImageShape)
  /// The model's samples are items and the data's are users, or the other way round.
  case wrongSide(model: String, takes: RatingsSide, found: RatingsSide)
  /// The model doesn't learn from this kind of data; `others` do.
  case wrongData(model: String, takes: [DataKind], found: DataKind, others: [String])

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
    case .wrongImages(let expected, let found):
      "the model takes images of \(expected), and these have \(found) pixels; change the number of "
        + "its layers, or choose other data"
    case .wrongSide(let model, let takes, let found):
      "the samples of the model \(model) are \(takes.rawValue), and those of this data are "
        + "\(found.rawValue); arrange the data for the model"
    case .wrongData(let model, let takes, let found, let others):
      "the model \(model) learns from \(takes.map(\.rawValue).joined(separator: " or ")), and this "
        + "data holds \(found.rawValue); "
        + (others.isEmpty
          ? "choose other data"
          : "choose other data, or one of the models \(others.joined(separator: ", "))")
    }
  }
}

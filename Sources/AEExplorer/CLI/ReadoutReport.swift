import Models

/// What a model's read-outs say at the end of a training, on the test data.
struct ReadoutReport: Encodable {
  private let results: [ReadoutResult]

  /// Measures them with a trainer's newest weights; on all of the test data if `isThorough`.
  init(_ trainer: Trainer, isThorough: Bool) {
    let weights = trainer.snapshot.weights
    let model = trainer.model
    let test = trainer.dataset.test
    let configuration = trainer.configuration.model
    let description = try? ModelCatalog.description(of: configuration.model)
    guard description?.readouts.isEmpty == false else {
      results = []
      return
    }
    results = ReadoutContext(
      model: model, configuration: configuration, weights: weights, split: test,
      codes: Inference(model: model).encode(test, weights: weights),
      train: trainer.dataset.train, isThorough: isThorough
    ).results()
  }

  /// One line for each.
  var lines: [String] { results.map { "\($0.name)  \(Self.text($0))" } }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for result in results {
      let name = Name(stringValue: result.name)
      switch result.value {
      case .number(let number): try container.encode(FiniteNumber(number), forKey: name)
      case .count(let count, _): try container.encode(count, forKey: name)
      case .bars(let bars, _):
        try container.encode(bars.map { FiniteNumber(Double($0)) }, forKey: name)
      }
    }
  }

  private static func text(_ result: ReadoutResult) -> String {
    let unit = result.unit.isEmpty ? "" : " \(result.unit)"
    return switch result.value {
    case .number(let number): decimal(number, places: 2) + unit
    case .count(let count, let all): "\(count) of \(all)"
    case .bars(let bars, _):
      bars.prefix(32).map { decimal(Double($0), places: 2) }.joined(separator: " ")
        + (bars.count > 32 ? " …" : "") + unit
    }
  }

  /// A read-out's name as a key.
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) {
      nil
    }
  }
}

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension TrainingConfiguration {
  /// Creates a configuration from JSON as `json` gives it; nil if it can't be understood or used.
  public init?(json text: String) {
    guard let found = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)),
      (try? found.validate()) != nil
    else { return nil }
    self = found
  }

  /// All values as one line of JSON, names in alphabetical order.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

import Models

/// How runs are sorted.
enum RunOrder: Int, CaseIterable, Equatable, Sendable {
  case newest
  case best
  case model
  case epochs

  /// What people call it.
  var title: String {
    switch self {
    case .newest: "newest first"
    case .best: "best loss first"
    case .model: "by model"
    case .epochs: "most epochs first"
    }
  }

  /// The next one.
  var next: RunOrder { RunOrder(rawValue: rawValue + 1) ?? .newest }

  /// Returns runs, which come newest first, in this order; equal ones stay newest first.
  func sorted(_ runs: [SavedRun]) -> [SavedRun] {
    func sort<Value: Comparable>(_ value: (SavedRun) -> Value) -> [SavedRun] {
      runs.enumerated().sorted { (value($0.element), $0.offset) < (value($1.element), $1.offset) }
        .map(\.element)
    }
    switch self {
    case .newest: return runs
    case .best: return sort { $0.best ?? .infinity }
    case .model: return sort { $0.subject.configuration.model.model }
    case .epochs: return sort { -$0.epoch }
    }
  }
}

extension SavedRun {
  /// Returns whether all words of a text occur in what the table says of the run.
  func matches(_ filter: String) -> Bool {
    let model = subject.configuration.model
    let text =
      "\(id) \(model.model) \(subject.dataset) code \(model.codeSize) \(status.rawValue) \(date)"
      .lowercased()
    return filter.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
  }
}

import Models

/// Finding things by name.
extension AppState {
  /// The form as it would open now.
  var currentForm: ConfigurationForm {
    ConfigurationForm(
      configuration, learningRate: learningRate, controls: training?.controls ?? [:])
  }

  mutating func toggleFinder() {
    if case .find = overlay {
      overlay = nil
    } else {
      overlay = .find(Finder())
    }
  }

  mutating func handle(_ input: OverlayInput, in finder: Finder) -> [Effect] {
    var finder = finder
    let matches = finder.matches(in: self)
    switch input {
    case .move(let distance):
      finder.selection = min(max(finder.selection + distance, 0), max(0, matches.count - 1))
    case .choose(let row): finder.selection = min(max(row, 0), max(0, matches.count - 1))
    case .change: break
    case .type(let character): finder.type(character)
    case .erase: finder.erase()
    case .restoreDefault: finder = Finder()
    case .apply:
      guard matches.indices.contains(finder.selection) else { break }
      overlay = nil
      return find(matches[finder.selection].outcome)
    }
    overlay = .find(finder)
    return []
  }

  private mutating func find(_ outcome: FindMatch.Outcome) -> [Effect] {
    switch outcome {
    case .digit(let digit): return show(digit: digit)
    case .category(let label): return showNext(ofClass: label)
    case .parameter(let name):
      var form = currentForm
      form.selection = form.fields.firstIndex { $0.name == name } ?? 0
      overlay = .form(form)
      return []
    case .action(let action): return reduce(&self, action)
    case .model(let id):
      overlay = .models(ModelMenu(choosing: id))
      return handle(.apply)
    }
  }
}

import Models

/// The line in which a person types what they look for, and what is found: a test digit by its number,
/// a class, a hyper-parameter, a command, a screen or a model.
struct Finder: Equatable, Sendable {
  /// What has been typed.
  var query = ""
  /// The match chosen, by its place in the list.
  var selection = 0

  /// What can be typed at most, in characters.
  static let longestQuery = 40

  /// Types a character.
  mutating func type(_ character: Character) {
    guard query.count < Self.longestQuery else { return }
    query.append(character)
    selection = 0
  }

  /// Takes the last character back.
  mutating func erase() {
    query = String(query.dropLast())
    selection = 0
  }

  /// Returns what is found, the best first; everything that can be done while nothing is typed.
  func matches(in state: AppState) -> [FindMatch] {
    let words = query.lowercased().split(separator: " ").map(String.init)
    guard !words.isEmpty else { return state.findables }
    let rated = state.findables.enumerated().compactMap { place, match in
      FuzzyText.score(words, in: match.searchText, name: match.name).map {
        (score: $0, place: place, match: match)
      }
    }
    let sorted = rated.sorted { ($1.score, $0.place) < ($0.score, $1.place) }
    return state.numbered(words) + sorted.map(\.match)
  }
}

/// Something that can be found, and what finding it does.
struct FindMatch: Equatable, Sendable {
  /// What finding it does.
  enum Outcome: Equatable, Sendable {
    /// Show the test digit with that place, from 0.
    case digit(Int)
    /// Show the next test digit of a class.
    case category(Int)
    /// Open the form at the hyper-parameter of that name.
    case parameter(String)
    /// Do what a key does.
    case action(Action)
    /// Train the model with that id.
    case model(String)
  }

  /// What kind of thing it is, in a word.
  var kind: String
  /// What it is called.
  var name: String
  /// What it is or does, in a few words; nothing where the name says it.
  var detail = ""
  /// The key that does the same.
  var key = ""
  /// What finding it does.
  var outcome: Outcome

  /// The text that is searched.
  var searchText: String { "\(name) \(detail) \(kind)" }
}

/// How well a text fits what was typed.
enum FuzzyText {
  /// Returns the sum of how well each word fits; nil if one does not.
  ///
  /// - Parameters:
  ///   - words: what was typed, in lower case.
  ///   - text: all that is searched.
  ///   - name: the part of it that counts most.
  /// - Returns: the score, or nil.
  static func score(_ words: [String], in text: String, name: String) -> Int? {
    let (text, name) = (text.lowercased(), name.lowercased())
    var sum = 0
    for word in words {
      guard let score = score(word, text: text, name: name) else { return nil }
      sum += score
    }
    return sum
  }

  private static func score(_ word: String, text: String, name: String) -> Int? {
    if name == word { return 100 }
    if name.hasPrefix(word) { return 60 }
    if beginsAWord(word, in: name) { return 40 }
    if beginsAWord(word, in: text) { return 20 }
    if name.contains(word) { return 12 }
    if text.contains(word) { return 8 }
    // Letters in order, with others between them: `rnd` finds `random`.
    let words = name.split { !$0.isLetter && !$0.isNumber }
    return word.count > 2 && words.contains { isSubsequence(word, of: $0) } ? 2 : nil
  }

  private static func beginsAWord(_ word: String, in text: String) -> Bool {
    text.split { !$0.isLetter && !$0.isNumber }.contains { $0.hasPrefix(word) }
  }

  private static func isSubsequence(_ word: String, of text: Substring) -> Bool {
    guard word.first == text.first else { return false }
    var rest = word[...]
    for character in text where character == rest.first {
      rest = rest.dropFirst()
    }
    return rest.isEmpty
  }
}

extension AppState {
  /// All that can be found by name: screens, commands, hyper-parameters, classes, models.
  fileprivate var findables: [FindMatch] {
    screenMatches + [tourMatch] + commandMatches + parameterMatches + classMatches + modelMatches
  }

  /// What a number stands for: a test digit, or a class.
  fileprivate func numbered(_ words: [String]) -> [FindMatch] {
    guard let last = words.last, words.count <= 2, let number = Int(last) else { return [] }
    let isDigit = words.count == 1 || dataset.sample.hasPrefix(words[0]) || words[0] == "test"
    guard isDigit, (1...max(1, dataset.count)).contains(number), dataset.count > 0 else {
      return []
    }
    let name = className(of: number - 1)
    return [
      FindMatch(
        kind: dataset.sample, name: "test \(dataset.sample) \(number)",
        detail: name.isEmpty ? "" : "a “\(name)”", outcome: .digit(number - 1))
    ]
  }

  private var tourMatch: FindMatch {
    FindMatch(
      kind: "command", name: "tour", detail: "six things to do with the real model",
      outcome: .action(.startTour))
  }

  private var screenMatches: [FindMatch] {
    ScreenCatalog.all.map { entry in
      FindMatch(
        kind: "screen", name: entry.card.name, detail: entry.card.summary,
        key: "g \(entry.card.key)", outcome: .action(.show(entry.card.id)))
    }
  }

  private var commandMatches: [FindMatch] {
    keyRows.flatMap { row in
      row.bindings.compactMap { binding in
        switch binding.action {
        case .toggleFinder, .escape: nil
        default:
          FindMatch(
            kind: "command", name: row.help, key: binding.keys.first?.label ?? "",
            outcome: .action(binding.action))
        }
      }
    }
  }

  private var parameterMatches: [FindMatch] {
    currentForm.fields.map { field in
      FindMatch(
        kind: "parameter", name: field.name, detail: "\(field.text) · \(field.summary)", key: "e",
        outcome: .parameter(field.name))
    }
  }

  private var classMatches: [FindMatch] {
    dataset.classNames.enumerated().map { index, name in
      let isNumber = name == "\(index)"
      return FindMatch(
        kind: "class", name: isNumber ? "class \(index)" : name,
        detail: isNumber ? "the next \(dataset.sample) of it" : "class \(index)",
        outcome: .category(index))
    }
  }

  private var modelMatches: [FindMatch] {
    ModelMenu.models.map { model in
      FindMatch(
        kind: "model", name: model.id, detail: model.title, key: "m", outcome: .model(model.id))
    }
  }
}

/// One dataset that is known by name.
public struct DatasetEntry: Equatable, Sendable, Identifiable {
  /// The name that `--data` takes.
  public let id: String
  /// The name for people.
  public let title: String
  /// One line: what it holds.
  public let summary: String
  /// The folder it is found in, below one of the locator's folders.
  public let folder: String
  /// The licence, in a few words.
  public let licence: String
  /// What to do when it is not on the machine: an imperative, no full stop.
  public let hint: String
  /// The names of the classes; a label is an index into them.
  public let classNames: [String]

  /// Creates an entry.
  public init(
    id: String, title: String, summary: String, folder: String, licence: String, hint: String,
    classNames: [String]
  ) {
    self.id = id
    self.title = title
    self.summary = summary
    self.folder = folder
    self.licence = licence
    self.hint = hint
    self.classNames = classNames
  }
}

/// The datasets that are known by name.
public enum DatasetCatalog {
  /// Every registered dataset: a new one is one more element.
  public static let all: [DatasetEntry] = [
    DatasetEntry(
      id: "mnist-5k", title: "MNIST, 5,000 digits",
      summary: "handwritten digits, 28x28, 4,000 training and 1,000 test images",
      folder: "mnist-5k", licence: "CC BY-SA 3.0",
      hint: "name the folder datasets of the source code in AEXPLORER_DATASETS",
      classNames: (0...9).map(String.init)),
    DatasetEntry(
      id: "fashion-mnist", title: "Fashion-MNIST",
      summary: "pictures of clothes, 28x28, 60,000 training and 10,000 test images",
      folder: "fashion-mnist", licence: "MIT",
      hint: "install it with “apt-get install dataset-fashion-mnist”, or name the folder that "
        + "holds fashion-mnist in AEXPLORER_DATASETS",
      classNames: [
        "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
        "ankle boot",
      ]),
  ]

  /// Returns the entry of that name, nil if there is none.
  public static func entry(_ id: String) -> DatasetEntry? { all.first { $0.id == id } }

  /// Returns the names that somebody who typed `name` may have meant.
  static func similarNames(to name: String) -> [String] {
    let typed = name.lowercased()
    return all.map(\.id).filter { known in
      typed.count > 1
        && (known.contains(typed) || typed.contains(known) || editDistance(typed, known) <= 3)
    }
  }

  /// Returns how many insertions, deletions and replacements lead from one text to the other.
  ///
  /// Source: Wagner & Fischer, *The String-to-String Correction Problem* (1974).
  private static func editDistance(_ first: String, _ second: String) -> Int {
    let target = Array(second)
    var row = Array(0...target.count)
    for (index, character) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in target.indices {
        let replaced = diagonal + (target[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[target.count]
  }
}

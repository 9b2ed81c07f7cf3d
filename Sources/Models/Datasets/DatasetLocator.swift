/// The paths of the four files of a dataset.
public struct IDXFiles: Equatable, Sendable {
  /// The folder that they lie in.
  public let folder: String
  /// The training images.
  public let trainImages: String
  /// The training images' labels.
  public let trainLabels: String
  /// The test images.
  public let testImages: String
  /// The test images' labels.
  public let testLabels: String

  /// Finds the four files in a folder by MNIST's names.
  ///
  /// Plain goes before gzipped, and `train-images.idx3-ubyte`, as some mirrors have it, will do.
  ///
  /// - Throws: `DatasetError.incomplete` with the names that are missing.
  init(folder: String) throws(DatasetError) {
    var found: [String] = []
    var missing: [String] = []
    for (part, kind) in [
      ("train-images", "idx3-ubyte"), ("train-labels", "idx1-ubyte"),
      ("t10k-images", "idx3-ubyte"), ("t10k-labels", "idx1-ubyte"),
    ] {
      let names = ["-", "."].flatMap { ["\(part)\($0)\(kind)", "\(part)\($0)\(kind).gz"] }
      let paths = names.map { "\(folder)/\($0)" }
      // Whatever lies there counts: reading it says best what is wrong with it.
      if let path = paths.first(where: { FileKind(path: $0) != .missing }) {
        found.append(path)
      } else {
        missing.append(names[0])
      }
    }
    guard missing.isEmpty else { throw .incomplete(folder: folder, missing: missing) }
    self.folder = folder
    trainImages = found[0]
    trainLabels = found[1]
    testImages = found[2]
    testLabels = found[3]
  }
}

/// A dataset that is on this machine.
public struct DatasetLocation: Equatable, Sendable {
  /// The registered name, or the folder's.
  public let name: String
  /// The name for people.
  public let title: String
  /// The names of its classes, nil if they are not known.
  public let classNames: [String]?
  /// Where its files are.
  public let files: IDXFiles
}

/// Finds the dataset that `--data` names.
///
/// A registered name is looked for in this order: the folder that the environment names (itself,
/// if it is called so, or below it), `../share/aexplorer/datasets` beside the executable,
/// `datasets` in the six folders above the executable, the system's `usr/share/datasets`.
public struct DatasetLocator: Equatable, Sendable {
  /// How many folders above the executable are searched.
  private static let parentLevels = 6

  /// What `AEXPLORER_DATASETS` says, nil if it is not set.
  public let environmentFolder: String?
  /// The executable's real path, nil if unknown.
  public let executable: String?
  /// The root of the file system, `/` outside of the tests.
  public let root: String

  /// Creates a locator for the given surroundings.
  public init(environmentFolder: String?, executable: String?, root: String) {
    self.environmentFolder = environmentFolder.flatMap { $0.isEmpty ? nil : $0 }
    self.executable = executable
    self.root = root
  }

  /// Returns where the argument's dataset lies: a registered name, or the path of a folder.
  public func locate(_ argument: String) throws(DatasetError) -> DatasetLocation {
    if let entry = DatasetCatalog.entry(argument) { return try locate(entry) }
    switch FileKind(path: argument) {
    case .folder: break
    case .file, .other: throw .notAFolder(path: argument)
    case .missing:
      guard !argument.contains("/") else { throw .missing(path: argument) }
      throw .unknownName(
        name: argument, known: DatasetCatalog.all.map(\.id),
        similar: DatasetCatalog.similarNames(to: argument))
    }
    let folder = Self.trimmed(argument)
    let name = Self.lastComponent(of: folder)
    return DatasetLocation(
      name: name, title: name, classNames: nil, files: try IDXFiles(folder: folder))
  }

  /// Returns where a registered dataset lies.
  ///
  /// - Throws: `DatasetError.notInstalled` if no folder of its name exists, and `incomplete` if
  ///   the first one that does lacks files.
  public func locate(_ entry: DatasetEntry) throws(DatasetError) -> DatasetLocation {
    let candidates = candidateFolders(for: entry)
    guard let folder = candidates.first(where: { FileKind(path: $0) == .folder }) else {
      throw .notInstalled(name: entry.id, hint: entry.hint, searched: candidates)
    }
    return DatasetLocation(
      name: entry.id, title: entry.title, classNames: entry.classNames,
      files: try IDXFiles(folder: folder))
  }

  /// Returns the folders in which a registered dataset is looked for, in order.
  public func candidateFolders(for entry: DatasetEntry) -> [String] {
    var folders: [String] = []
    if let environmentFolder {
      let folder = Self.trimmed(environmentFolder)
      if Self.lastComponent(of: folder) == entry.folder { folders.append(folder) }
      folders.append("\(folder)/\(entry.folder)")
    }
    let parents = executable.map { Self.parents(of: $0) } ?? []
    if parents.count > 1 {
      folders.append(Self.joined(parents[1], "share/aexplorer/datasets/\(entry.folder)"))
    }
    for parent in parents.prefix(Self.parentLevels) {
      folders.append(Self.joined(parent, "datasets/\(entry.folder)"))
    }
    folders.append(Self.joined(Self.trimmed(root), "usr/share/datasets/\(entry.folder)"))
    return folders
  }

  /// Returns the folders above an absolute path, the nearest first, down to the root.
  private static func parents(of path: String) -> [String] {
    var parts = path.split(separator: "/")
    var parents: [String] = []
    while !parts.isEmpty {
      parts.removeLast()
      parents.append("/" + parts.joined(separator: "/"))
    }
    return parents
  }

  private static func joined(_ folder: String, _ path: String) -> String {
    folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  /// Returns the path without slashes at its end, except the root itself.
  private static func trimmed(_ path: String) -> String {
    var path = Substring(path)
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return String(path)
  }

  private static func lastComponent(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

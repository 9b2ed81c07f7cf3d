import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The file in which a person's choices are kept.
struct SettingsFile {
  /// Where it is; nil where there is no home either.
  let path: String?
  /// What is in it.
  let settings: Settings
  /// A sentence on what is wrong with it; then it is left alone.
  let complaint: String?
  private let text: String

  /// Reads `$XDG_CONFIG_HOME/aexplorer/config.toml`; a file that is not there has no settings.
  init() {
    self.init(path: Self.usualPath)
  }

  /// Reads a file.
  init(path: String?) {
    self.path = path
    var found = (settings: Settings(), complaint: String?.none, text: "")
    if let path, access(path, F_OK) == 0 {
      do {
        found.text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
        found.settings = try Settings(text: found.text)
      } catch let mistake as Settings.Mistake {
        found.complaint =
          "\(path), line \(mistake.line): \(mistake.sentence); the file is left as it is, and the "
          + "settings are not used"
      } catch {
        found.complaint = "\(error)"
      }
    }
    (settings, complaint, text) = found
  }

  /// Writes values into the file, and returns what went wrong, if anything did.
  func save(_ changes: Settings) -> String? {
    guard complaint == nil, let path else { return nil }
    // As it is now: another explorer may have written it.
    let now = (try? AtomicFile.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? text
    guard let folder = path.lastIndex(of: "/").map({ String(path[..<$0]) }) else { return nil }
    makeFolders(folder)
    do {
      try AtomicFile.write([Array(changes.text(replacing: now).utf8)], to: path)
      return nil
    } catch {
      return "the settings were not kept: \(error)"
    }
  }

  private func makeFolders(_ folder: String) {
    for index in folder.indices where folder[index] == "/" && index != folder.startIndex {
      mkdir(String(folder[..<index]), 0o755)
    }
    mkdir(folder, 0o755)
  }

  private static var usualPath: String? {
    if let folder = environment("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
      return folder + "/aexplorer/config.toml"
    }
    return environment("HOME").map { $0 + "/.config/aexplorer/config.toml" }
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}

import ArgumentParser
import RunStore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where saved runs are.
struct RunsFolder: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of saved runs (default: $XDG_DATA_HOME/aexplorer, or ~/.local/share/aexplorer).",
      valueName: "dir"))
  var runs: String?

  /// Returns the store; nothing is read or written yet.
  func store() throws -> RunStore {
    if let runs {
      guard !runs.isEmpty else { throw ValidationError("--runs wants a folder, and is empty") }
      return RunStore(folder: WholePath.of(runs))
    }
    guard let folder = RunStore.usualFolder else {
      throw ValidationError("there is no home to keep runs in: say where with --runs DIR")
    }
    return RunStore(folder: folder)
  }
}

/// Whether a training is saved as a run, and where.
struct RecordingOptions: ParsableArguments {
  @OptionGroup var folder: RunsFolder

  @Flag(help: "Do not save the training as a run.")
  var noRuns = false

  mutating func validate() throws {
    if noRuns, folder.runs != nil {
      throw ValidationError("--runs says where runs are saved, and --no-runs that none is")
    }
  }

  /// Returns where runs are saved; nil where they are not.
  func store() throws -> RunStore? {
    // Where there is no home, there is nothing to save in, and training is possible all the same.
    noRuns || folder.runs == nil && RunStore.usualFolder == nil ? nil : try folder.store()
  }
}

/// Paths that mean the same from any working directory.
enum WholePath {
  /// Returns the whole of a path.
  static func of(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard getcwd(&buffer, buffer.count) != nil else { return path }
    let folder = String(
      decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return folder + "/" + path
  }
}

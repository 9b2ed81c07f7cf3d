public import Models

/// What can be wrong with saved runs.
public enum RunStoreError: Error, Equatable, CustomStringConvertible {
  /// The database can't be used.
  case database(String, DatabaseFault)
  /// It is of a newer program.
  case newer(String, found: Int)
  /// It is a database of something else.
  case foreign(String)
  /// What the database says of a run can't be understood.
  case unreadable(run: Int, String)
  /// There is no such run.
  case noRun(Int, folder: String)
  /// Another process trains the run.
  case inUse(run: Int)
  /// The run has no checkpoint, or none of that epoch.
  case noCheckpoint(run: Int, epoch: Int?, kept: [Int])
  /// A file can't be read or written.
  case file(FileError)
  /// A checkpoint can't be read or written.
  case checkpoint(CheckpointError)

  /// One sentence.
  public var description: String {
    switch self {
    case .database(let path, let fault): Self.sentence(path, fault)
    case .newer(let path, let found):
      "\(path) has version \(found) of the format of saved runs, and this program knows "
        + "\(Schema.version); a newer aexplorer opens it, and --runs DIR keeps runs elsewhere"
    case .foreign(let path):
      "\(path) is a database of another program; --runs DIR keeps runs elsewhere"
    case .unreadable(let run, let what):
      "run \(run) can't be read: its \(what) can't be understood"
    case .noRun(let id, let folder):
      "there is no run \(id) in \(folder); `aexplorer runs` lists those that there are"
    case .inUse(let run):
      "run \(run) is being trained by another aexplorer; end that first"
    case .noCheckpoint(let run, let epoch, let kept):
      if let epoch, !kept.isEmpty {
        "run \(run) keeps no weights of epoch \(epoch); it keeps those of "
          + kept.map(String.init).joined(separator: ", ")
      } else {
        "run \(run) keeps no weights: it ended before the first were written"
      }
    case .file(let error): error.description
    case .checkpoint(let error): error.description
    }
  }

  private static func sentence(_ path: String, _ fault: DatabaseFault) -> String {
    switch fault {
    case .damaged:
      "\(path) is damaged; move it away, and the next training begins a new one"
    case .busy:
      "\(path) is held by another program; try again when that is done"
    case .full:
      "can't write \(path): the disk is full"
    case .readOnly:
      "can't write \(path): it, or its folder, is read-only; --runs DIR keeps runs elsewhere"
    case .other(let message):
      "can't use \(path): \(message)"
    }
  }
}

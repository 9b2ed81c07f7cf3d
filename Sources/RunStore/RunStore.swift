public import Models
internal import Synchronization

/// The saved runs of a folder: an SQLite database, and a folder of files for each run.
///
/// Nothing is read or written before it is asked for. All functions wait for the disk, and, where
/// another process is writing, some seconds for that; call them from no thread that must not wait.
public final class RunStore: Sendable {
  /// The folder that everything is in.
  public let folder: String

  private let connection = Mutex<Database?>(nil)

  /// Creates a store; the folder need not exist.
  public init(folder: String) {
    self.folder = folder
  }

  /// The file of the database.
  public var path: String { "\(folder)/runs.sqlite" }

  /// Returns the folder of a run's files.
  public func folder(of run: Int) -> String { "\(folder)/runs/\(run)" }

  /// Returns all runs, the newest first.
  public func runs() throws(RunStoreError) -> [SavedRun] {
    try reading([]) { database throws(RunStoreError) in
      let checkpoints = Dictionary(
        grouping: try database.rows("SELECT * FROM checkpoint ORDER BY run, step"),
        by: { $0.integer("run") ?? 0 })
      var runs: [SavedRun] = []
      for row in try database.rows("SELECT * FROM run ORDER BY id DESC") {
        do throws(RunStoreError) {
          runs.append(try run(row, checkpoints[row.integer("id") ?? 0] ?? [], database))
        } catch .unreadable {
          // One that can't be understood hides none of the others.
          continue
        }
      }
      return runs
    }
  }

  /// Returns a run.
  public func run(_ id: Int) throws(RunStoreError) -> SavedRun {
    let found = try reading(nil) { database throws(RunStoreError) -> SavedRun? in
      let rows = try database.rows("SELECT * FROM run WHERE id = ?", [.integer(id)])
      guard let row = rows.first else { return nil }
      return try run(row, checkpoints(of: id, database), database)
    }
    guard let found else { throw .noRun(id, folder: folder) }
    return found
  }

  /// Returns the epochs of a run, as far as they were written down, oldest first.
  public func history(of run: SavedRun) throws(RunStoreError) -> [EpochResult] {
    try reading([]) { database throws(RunStoreError) in
      try Self.history(of: run, database)
    }
  }

  /// Returns the path of a checkpoint's file.
  public func path(of checkpoint: SavedCheckpoint, of run: Int) -> String {
    "\(folder(of: run))/\(checkpoint.file)"
  }

  /// Reads a checkpoint of a run.
  ///
  /// - Parameters:
  ///   - run: the run.
  ///   - epoch: that of the end of this epoch; nil for the newest of all.
  /// - Returns: the checkpoint.
  /// - Throws: when it is not there or can't be read.
  public func checkpoint(of run: SavedRun, epoch: Int? = nil) throws(RunStoreError) -> Checkpoint {
    let wanted = epoch.map { epoch in
      run.checkpoints.last { $0.epoch == epoch && $0.isEndOfEpoch }
    }
    guard let found = wanted ?? run.checkpoints.last else {
      let kept = run.checkpoints.filter(\.isEndOfEpoch).map(\.epoch)
      throw .noCheckpoint(run: run.id, epoch: epoch, kept: kept)
    }
    do {
      return try Checkpoint(contentsOf: path(of: found, of: run.id))
    } catch {
      throw .checkpoint(error)
    }
  }

  /// Takes a run away, with its files.
  ///
  /// - Throws: when it is being trained, or can't be taken away.
  public func delete(_ run: Int) throws(RunStoreError) {
    _ = try self.run(run)
    let place = folder(of: run)
    // Held until its file is gone, so that nobody goes on with the run meanwhile.
    let lock = Folder.exists(place) ? try RunLock(in: place, run: run) : nil
    try writing { database throws(RunStoreError) in
      try database.execute("DELETE FROM run WHERE id = ?", [.integer(run)])
    }
    Folder.remove(place)
    _ = lock
  }

  /// Changes the database, which is created where there is none: all of it, or nothing.
  func writing<Result: Sendable>(
    _ body: (Database) throws(RunStoreError) -> Result
  ) throws(RunStoreError) -> Result {
    try Folder.create(folder)
    let end = Clock.steady + Self.patience
    while true {
      do throws(RunStoreError) {
        return try using { database throws(RunStoreError) in
          try database.transaction { () throws(RunStoreError) in try body(database) }
        }
      } catch .database(_, .busy) where Clock.steady < end {
        // SQLite waits by itself for who writes, but not for who creates the tables at this moment.
        Clock.sleep(0.02)
      }
    }
  }

  /// Seconds after which a database that somebody else writes into is given up.
  private static let patience = 10.0

  /// Reads from the database; where there is none, nothing was found.
  private func reading<Result: Sendable>(
    _ nothing: Result, _ body: (Database) throws(RunStoreError) -> Result
  ) throws(RunStoreError) -> Result {
    guard Folder.exists(path) else { return nothing }
    return try using(body)
  }

  private func using<Result: Sendable>(
    _ body: (Database) throws(RunStoreError) -> Result
  ) throws(RunStoreError) -> Result {
    try connection.withLock { held throws(RunStoreError) in
      // A file that was moved away while it was open would be written into without anybody seeing.
      if let database = held, Folder.exists(path) { return try body(database) }
      held = nil
      let database = try Database(path)
      try Schema.prepare(database)
      held = database
      return try body(database)
    }
  }
}

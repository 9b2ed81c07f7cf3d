/// The tables of saved runs, and how older ones become them.
enum Schema {
  /// The version that this program reads and writes: how many migrations there are.
  static var version: Int { migrations.count }

  /// Marks a database as one of saved runs: `AExp` in ASCII.
  private static let application = 0x4145_7870

  /// Makes a connection ready: checks whose database it is, and brings it to this version.
  static func prepare(_ database: Database) throws(RunStoreError) {
    try database.execute("PRAGMA foreign_keys = ON")
    if try version(of: database) == version { return }
    // A switch to WAL is kept in the file; it can't be made inside a transaction.
    try database.execute("PRAGMA journal_mode = WAL")
    try database.transaction { () throws(RunStoreError) in
      // Another process may have been quicker.
      for migration in migrations[try version(of: database)...] {
        for statement in migration { try database.execute(statement) }
      }
      try database.execute("PRAGMA application_id = \(application)")
      try database.execute("PRAGMA user_version = \(version)")
    }
  }

  /// Returns the version of a database, 0 for an empty one.
  private static func version(of database: Database) throws(RunStoreError) -> Int {
    // One statement sees one moment: another process may be creating the tables.
    let row = try database.rows(
      "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master) AS tables "
        + "FROM pragma_user_version, pragma_application_id"
    ).first
    let found = row?.integer("user_version") ?? 0
    let owner = row?.integer("application_id") ?? 0
    let tables = row?.integer("tables") ?? 0
    guard owner == application || (owner == 0 && found == 0 && tables == 0), found >= 0 else {
      throw .foreign(database.path)
    }
    guard found <= version else { throw .newer(database.path, found: found) }
    return found
  }

  /// What makes each version from the one before: never changed, only added to.
  private static let migrations: [[String]] = [
    [
      """
      CREATE TABLE run (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        origin INTEGER, originEpoch INTEGER,
        model TEXT NOT NULL, dataset TEXT NOT NULL, source TEXT NOT NULL,
        channels INTEGER NOT NULL, height INTEGER NOT NULL, width INTEGER NOT NULL,
        classes INTEGER NOT NULL, splitSeed TEXT, parameters INTEGER NOT NULL,
        terms TEXT NOT NULL, headline INTEGER, configuration TEXT NOT NULL,
        status TEXT NOT NULL, remark TEXT,
        started REAL NOT NULL, seconds REAL NOT NULL DEFAULT 0,
        epoch INTEGER NOT NULL DEFAULT 0, step INTEGER NOT NULL DEFAULT 0,
        imagesPerSecond REAL NOT NULL DEFAULT 0
      )
      """,
      """
      CREATE TABLE epoch (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        epoch INTEGER NOT NULL, step INTEGER NOT NULL, score REAL,
        imagesPerSecond REAL, seconds REAL,
        PRIMARY KEY (run, epoch)
      ) WITHOUT ROWID
      """,
      """
      CREATE TABLE metric (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        epoch INTEGER NOT NULL, name TEXT NOT NULL, train REAL, test REAL,
        PRIMARY KEY (run, epoch, name)
      ) WITHOUT ROWID
      """,
      """
      CREATE TABLE checkpoint (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        step INTEGER NOT NULL, epoch INTEGER NOT NULL, isEndOfEpoch INTEGER NOT NULL,
        score REAL, file TEXT NOT NULL, bytes INTEGER NOT NULL,
        PRIMARY KEY (run, step)
      ) WITHOUT ROWID
      """,
    ]
  ]
}

internal import CSQLite

/// One connection to an SQLite database.
///
/// It belongs to one thread at a time; `RunStore` sees to that.
final class Database {
  /// The file.
  let path: String
  private let handle: OpaquePointer

  /// Opens a database, and creates the file where there is none.
  init(_ path: String) throws(RunStoreError) {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(path, &opened, flags, nil)
    guard let opened, code == SQLITE_OK else {
      let fault = DatabaseFault(code, opened.map { String(cString: sqlite3_errmsg($0)) } ?? "")
      sqlite3_close_v2(opened)
      throw .database(path, fault)
    }
    self.path = path
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    // Somebody else who writes is done in milliseconds.
    sqlite3_busy_timeout(handle, 3000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs a statement that gives no rows.
  func execute(_ sql: String, _ values: [DatabaseValue] = []) throws(RunStoreError) {
    _ = try rows(sql, values)
  }

  /// Runs a statement and returns its rows.
  ///
  /// - Parameters:
  ///   - sql: one statement, with a `?` for each value.
  ///   - values: what stands for them.
  /// - Returns: all rows.
  /// - Throws: what SQLite has to say against it.
  func rows(
    _ sql: String, _ values: [DatabaseValue] = []
  ) throws(RunStoreError) -> [DatabaseRow] {
    var prepared: OpaquePointer?
    try check(sqlite3_prepare_v2(handle, sql, -1, &prepared, nil))
    guard let statement = prepared else { return [] }
    defer { sqlite3_finalize(statement) }
    let places = Int(sqlite3_bind_parameter_count(statement))
    precondition(places == values.count, "\(values.count) values for \(places) places: \(sql)")
    for (index, value) in values.enumerated() {
      try check(value.bind(to: statement, at: Int32(index + 1)))
    }
    var rows: [DatabaseRow] = []
    while true {
      let code = sqlite3_step(statement)
      guard code == SQLITE_ROW else {
        if code != SQLITE_DONE { try check(code) }
        return rows
      }
      rows.append(DatabaseRow(statement))
    }
  }

  /// Does several things, or, if one of them fails, none.
  func transaction<Result>(
    _ body: () throws(RunStoreError) -> Result
  ) throws(RunStoreError) -> Result {
    try execute("BEGIN IMMEDIATE")
    do throws(RunStoreError) {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // The error that brought us here is the one to tell of.
      try? execute("ROLLBACK")
      throw error
    }
  }

  /// The number of the row that was added last.
  var lastAdded: Int { Int(sqlite3_last_insert_rowid(handle)) }

  private func check(_ code: Int32) throws(RunStoreError) {
    guard code != SQLITE_OK else { return }
    throw .database(path, DatabaseFault(code, String(cString: sqlite3_errmsg(handle))))
  }
}

/// What is wrong with a database, as far as people can do something about it.
public enum DatabaseFault: Equatable, Sendable {
  /// It is no database, or not a whole one.
  case damaged
  /// Another program holds it for long.
  case busy
  /// The disk is full.
  case full
  /// It, or its folder, can't be written into.
  case readOnly
  /// Anything else, in SQLite's words.
  case other(String)

  init(_ code: Int32, _ message: String) {
    self =
      switch code & 0xff {
      case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
      case SQLITE_BUSY, SQLITE_LOCKED: .busy
      case SQLITE_FULL: .full
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM: .readOnly
      case _: .other(message.isEmpty ? "error \(code)" : message)
      }
  }
}

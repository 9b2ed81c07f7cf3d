internal import CSQLite

/// What a cell of a database holds.
enum DatabaseValue: Equatable {
  case null
  case integer(Int)
  case real(Double)
  case text(String)

  /// A number, or none; one that is not finite is none.
  init(_ value: Double?) {
    self = value.map { $0.isFinite ? .real($0) : .null } ?? .null
  }

  /// An integer, or none.
  init(_ value: Int?) { self = value.map { .integer($0) } ?? .null }

  /// A text, or none.
  init(_ value: String?) { self = value.map { .text($0) } ?? .null }

  /// Puts the value into a place of a statement, from 1, and returns SQLite's code.
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    switch self {
    case .null: sqlite3_bind_null(statement, place)
    case .integer(let value): sqlite3_bind_int64(statement, place, Int64(value))
    case .real(let value): sqlite3_bind_double(statement, place, value)
    case .text(let value): aex_bind_text(statement, place, value, Int32(value.utf8.count))
    }
  }
}

/// One row of what a statement gives, by the names of its columns.
struct DatabaseRow: Equatable {
  private var values: [String: DatabaseValue] = [:]

  /// Copies the row that a statement has come to.
  init(_ statement: OpaquePointer) {
    for column in 0..<sqlite3_column_count(statement) {
      guard let name = sqlite3_column_name(statement, column) else { continue }
      values[String(cString: name)] = Self.value(statement, column)
    }
  }

  private static func value(_ statement: OpaquePointer, _ column: Int32) -> DatabaseValue {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .integer(Int(sqlite3_column_int64(statement, column)))
    case SQLITE_FLOAT: .real(sqlite3_column_double(statement, column))
    case SQLITE_NULL: .null
    case _: DatabaseValue(sqlite3_column_text(statement, column).map { String(cString: $0) })
    }
  }

  /// Returns the integer in a column; nil if something else is there.
  func integer(_ column: String) -> Int? {
    if case .integer(let value) = values[column] { value } else { nil }
  }

  /// Returns the number in a column; nil if something else is there.
  func real(_ column: String) -> Double? {
    switch values[column] {
    case .real(let value): value
    case .integer(let value): Double(value)
    case .null, .text, nil: nil
    }
  }

  /// Returns the text in a column; nil if something else is there.
  func text(_ column: String) -> String? {
    if case .text(let value) = values[column] { value } else { nil }
  }
}

/// A file of ratings, one a line: user, item, rating, and a time that is not used.
///
/// MovieLens has written it in three ways: `u.data` with tabs, `ratings.dat` with `::`, and
/// `ratings.csv` with commas below a line of names.
struct RatingsReader {
  /// Numbers of users and items that are believed.
  static let largestNumber = Int(Int32.max)
  /// Users times items: two bytes each are kept in memory.
  static let mostCells = 1 << 30
  /// The longest line.
  private static let longestLine = 1024
  private static let expectation = "user, item and rating, separated by tabs, “::” or commas"

  private var users: [Int32] = []
  private var items: [Int32] = []
  private var halfStars: [UInt8] = []
  private var separator: [UInt8]?
  private var line = 0

  /// Reads a whole file.
  static func table(
    from source: inout some ByteSource & ~Copyable
  ) throws(DatasetError) -> RatingsTable {
    var reader = RatingsReader()
    try reader.read(&source)
    return try reader.table(path: source.path)
  }

  private mutating func read(_ source: inout some ByteSource & ~Copyable) throws(DatasetError) {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var rest: [UInt8] = []
    while true {
      let count = try fill(&piece, from: &source)
      guard count > 0 else { break }
      var first = 0
      while let end = piece[first..<count].firstIndex(of: 10) {
        if rest.isEmpty {
          try take(piece[first..<end], source.path)
        } else {
          rest += piece[first..<end]
          try take(rest[...], source.path)
          rest.removeAll(keepingCapacity: true)
        }
        first = end + 1
      }
      rest += piece[first..<count]
      guard rest.count <= Self.longestLine else {
        throw .badLine(
          path: source.path, line: line + 1, expected: Self.expectation,
          found: "more than \(Self.longestLine) characters")
      }
    }
    if !rest.isEmpty { try take(rest[...], source.path) }
  }

  private func fill(
    _ piece: inout [UInt8], from source: inout some ByteSource & ~Copyable
  ) throws(DatasetError) -> Int {
    var failure: DatasetError?
    let count = piece.withUnsafeMutableBytes { bytes in
      do throws(DatasetError) {
        return try source.read(into: bytes)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return count
  }

  /// Takes one line, without its end.
  private mutating func take(_ bytes: ArraySlice<UInt8>, _ path: String) throws(DatasetError) {
    line += 1
    // Written on Windows, perhaps.
    let bytes = bytes.last == 13 ? bytes.dropLast() : bytes
    if bytes.isEmpty { return }
    let separator = try separator(of: bytes, path)
    let fields = Self.fields(bytes, separator)
    guard fields.count >= 3 else { throw unreadable(bytes, path) }
    // The names above a table of commas.
    if line == 1, Self.number(fields[0]) == nil, Self.number(fields[2]) == nil { return }
    guard let user = Self.number(fields[0]), let item = Self.number(fields[1]) else {
      throw unreadable(bytes, path)
    }
    guard let rating = Self.halfStars(fields[2]) else {
      throw .badLine(
        path: path, line: line, expected: "a rating of 0.5 to 10 in half steps",
        found: "“\(Self.text(fields[2]))”")
    }
    users.append(user)
    items.append(item)
    halfStars.append(rating)
  }

  private mutating func separator(
    of bytes: ArraySlice<UInt8>, _ path: String
  ) throws(DatasetError) -> [UInt8] {
    if let separator { return separator }
    let candidates: [[UInt8]] = [Array("\t".utf8), Array("::".utf8), Array(",".utf8)]
    guard let found = candidates.first(where: { Self.fields(bytes, $0).count >= 3 }) else {
      throw unreadable(bytes, path)
    }
    separator = found
    return found
  }

  private func unreadable(_ bytes: ArraySlice<UInt8>, _ path: String) -> DatasetError {
    .badLine(
      path: path, line: line, expected: Self.expectation, found: "“\(Self.text(bytes))”")
  }

  /// What was read, as far as a sentence can show it.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let shown = bytes.prefix(40).map { (32..<127).contains($0) || $0 == 9 ? $0 : UInt8(63) }
    return String(decoding: shown, as: UTF8.self) + (bytes.count > 40 ? "…" : "")
  }

  private static func fields(
    _ bytes: ArraySlice<UInt8>, _ separator: [UInt8]
  ) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var first = bytes.startIndex
    var index = first
    while index < bytes.endIndex {
      if bytes[index...].starts(with: separator) {
        fields.append(bytes[first..<index])
        index += separator.count
        first = index
      } else {
        index += 1
      }
    }
    fields.append(bytes[first...])
    return fields
  }

  /// Returns the number of a user or an item.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int32? {
    guard !bytes.isEmpty, bytes.count <= 10 else { return nil }
    var value = 0
    for byte in bytes {
      guard (48...57).contains(byte) else { return nil }
      value = 10 * value + Int(byte - 48)
    }
    return value <= largestNumber ? Int32(value) : nil
  }

  /// Returns a rating like `4`, `3.5` or `4.0` in half stars.
  private static func halfStars(_ bytes: ArraySlice<UInt8>) -> UInt8? {
    let parts = bytes.split(separator: 46, maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let whole = number(first), whole <= 10 else { return nil }
    var value = 2 * Int(whole)
    if parts.count == 2 {
      guard let digit = parts[1].first, digit == 48 || digit == 53,
        parts[1].dropFirst().allSatisfy({ $0 == 48 })
      else { return nil }
      if digit == 53 { value += 1 }
    }
    return (1...20).contains(value) ? UInt8(value) : nil
  }

  /// Returns the ratings as a table, users and items in the order of their numbers.
  ///
  /// Where somebody rated something twice the last rating counts.
  private func table(path: String) throws(DatasetError) -> RatingsTable {
    guard !users.isEmpty else { throw .empty(path: path, expected: "lines of ratings") }
    let userPlaces = Self.places(users)
    let itemPlaces = Self.places(items)
    guard userPlaces.count <= Self.mostCells / itemPlaces.count else {
      throw .tooManyRatings(
        path: path, users: userPlaces.count, items: itemPlaces.count, limit: Self.mostCells)
    }
    var table = RatingsTable(
      users: userPlaces.count, items: itemPlaces.count,
      ratings: [UInt8](repeating: 0, count: userPlaces.count * itemPlaces.count))
    for index in users.indices {
      guard let user = userPlaces[users[index]], let item = itemPlaces[items[index]] else {
        continue
      }
      table.ratings[item * userPlaces.count + user] = halfStars[index]
    }
    return table
  }

  private static func places(_ numbers: [Int32]) -> [Int32: Int] {
    let sorted = Set(numbers).sorted()
    return Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
  }
}

/// A file of ratings, as the locator found it.
public struct RatingsFile: Equatable, Sendable {
  /// Where it is.
  public let path: String

  /// The names that MovieLens has given its ratings.
  static let names = ["u.data", "ratings.dat", "ratings.csv"]

  /// Returns the file at a path if its name is that of a file of ratings, perhaps gzipped.
  init?(file path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    guard plain.hasPrefix("ratings") || plain.hasSuffix(".data") || plain.hasSuffix(".dat") else {
      return nil
    }
    self.path = path
  }

  /// Returns the file of ratings in a folder, nil if there is none.
  init?(folder: String) {
    let paths = Self.names.flatMap { ["\(folder)/\($0)", "\(folder)/\($0).gz"] }
    guard let path = paths.first(where: { FileKind(path: $0) == .file }) else { return nil }
    self.path = path
  }
}

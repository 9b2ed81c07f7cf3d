import Testing

/// One case of a file of frozen values, `gradients.json` if no other is named.
struct ReferenceCase {
  private let values: [String: ReferenceValue]
  let name: String

  /// Finds a case by its name.
  init(_ name: String, file: String? = nil) throws {
    self.name = name
    let cases = try file.map { try Fixture.decode($0, as: ReferenceCases.self) }
    values = try #require(try (cases ?? Self.cases.get())[name])
  }

  /// Returns numbers in single precision, as a test puts them into a program.
  func floats(_ key: String) throws -> [Float] {
    try #require(values[key], "\(name) has no \(key)").floats
  }

  /// Returns a weight `[in, out]` of the file as `[out, in]`, the order of the engine.
  func transposed(_ key: String) throws -> [Float] {
    let value = try #require(values[key], "\(name) has no \(key)")
    guard value.shape.count == 2 else { return value.floats }
    let (rows, columns) = (value.shape[0], value.shape[1])
    return (0..<(rows * columns)).map { value.floats[$0 % rows * columns + $0 / rows] }
  }

  /// Compares numbers with those of the file: within `tolerance` of the largest of them.
  func expect(
    _ actual: [Float], _ key: String, isTransposed: Bool = false, tolerance: Double = 2e-6,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try (isTransposed ? transposed(key) : floats(key)).map { Double($0) }
    let scale = max(expected.map(abs).max() ?? 0, 1e-3)
    #expect(actual.count == expected.count, "\(name) \(key)", sourceLocation: sourceLocation)
    #expect(
      largestError(actual, expected, floor: scale) <= tolerance, "\(name) \(key)",
      sourceLocation: sourceLocation)
  }

  private static let cases = Result {
    try Fixture.decode("gradients.json", as: ReferenceCases.self)
  }
}

import Foundation
import Testing

/// What may be said where, besides imports.
struct SeamTests {
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources").standardizedFileURL

  /// A model is one file and one line of the catalog: nothing else knows its name.
  @Test(arguments: ["Undercomplete", "VariationalAutoencoder"])
  func onlyTheCatalogKnowsAModelsType(type: String) throws {
    for file in try Self.swiftFiles() where !file.path.contains("/Models/Catalog/") {
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(!text.contains(type), "\(file.path)")
    }
  }

  @Test(arguments: ["fatalError(", "try!", "nonisolated(unsafe)", "as!"])
  func noneOfTheSourcesContains(text: String) throws {
    for file in try Self.swiftFiles() {
      let content = try String(contentsOf: file, encoding: .utf8)
      #expect(!content.contains(text), "\(file.path)")
    }
  }

  /// The exceptions from checked concurrency are few, and known.
  @Test func uncheckedSendableIsRare() throws {
    let files = try Self.swiftFiles().filter {
      try String(contentsOf: $0, encoding: .utf8).contains("@unchecked Sendable")
    }
    #expect(
      Set(files.map(\.lastPathComponent)) == [
        "FloatBuffer.swift", "InferenceCrew.swift", "Program.swift", "StepEngine.swift",
      ])
  }

  private static func swiftFiles() throws -> [URL] {
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
  }
}

import Foundation
import Testing

/// The layering rules of ARCHITECTURE.md.
struct ImportTests {
  /// What the files of a folder (with its sub-folders) may import.
  struct Rule: Sendable, CustomTestStringConvertible {
    let folder: String
    let allowed: Set<String>

    var testDescription: String { folder }
  }

  private static let system: Set<String> = ["Glibc", "Darwin"]

  static let rules = [
    Rule(folder: "Render", allowed: []),
    Rule(
      folder: "Models",
      allowed: system.union([
        "Accelerate", "CKernels", "COpenBLAS", "CZlib", "Dispatch", "Foundation",
        "FoundationEssentials", "Synchronization",
      ])),
    Rule(
      folder: "RunStore",
      allowed: system.union(["CSQLite", "Dispatch", "Models", "Synchronization"])),
    Rule(folder: "AEExplorer/App", allowed: ["Models", "Render"]),
    Rule(folder: "AEExplorer/Views", allowed: ["Models", "Render"]),
    Rule(
      folder: "AEExplorer/Terminal",
      allowed: system.union(["CNcurses", "Render", "Synchronization"])),
    Rule(
      folder: "AEExplorer/Snapshot",
      allowed: system.union(["CFreeType", "CPNG", "Models", "Render"])),
    Rule(
      folder: "AEExplorer/Session",
      allowed: system.union(["Dispatch", "Models", "Render", "RunStore", "Synchronization"])),
  ]

  @Test(arguments: rules)
  func folderImportsOnlyWhatItMay(rule: Rule) throws {
    let files = try Self.swiftFiles(in: rule.folder)
    #expect(!files.isEmpty)
    for file in files {
      let imports = try Self.imports(of: file)
      #expect(imports.subtracting(rule.allowed).isEmpty, "\(file.path)")
    }
  }

  @Test(arguments: [
    ("CNcurses", ["/Terminal/"]), ("CPNG", ["/Snapshot/"]), ("CFreeType", ["/Snapshot/"]),
    ("CZlib", ["/Datasets/DatasetFile.swift", "/Compression/Zlib.swift"]),
    ("CKernels", ["/Models/"]),
    ("CSQLite", ["/RunStore/Database/"]),
  ])
  func libraryIsImportedInItsPlaces(library: String, places: [String]) throws {
    for file in try Self.swiftFiles(in: "") where try Self.imports(of: file).contains(library) {
      #expect(places.contains { file.path.contains($0) }, "\(file.path) imports \(library)")
    }
  }

  @Test func onlyMatrixProductsAndDecompositionsImportABLAS() throws {
    let files = try Self.swiftFiles(in: "").filter { file in
      try !Self.imports(of: file).isDisjoint(with: ["COpenBLAS", "Accelerate"])
    }
    #expect(
      Set(files.map(\.lastPathComponent)) == [
        "MatrixProduct.swift", "PrincipalComponents.swift", "EncoderJacobian.swift",
        "LinearDenoiser.swift",
      ])
  }

  /// Returns the Swift files of a folder of `Sources` and of all folders below it.
  private static func swiftFiles(in folder: String) throws -> [URL] {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/\(folder)").standardizedFileURL
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
  }

  private static let modifiers: Set<String> = ["internal", "public", "package", "@testable"]

  /// Returns the modules that a file imports, whatever stands before the word `import`.
  private static func imports(of file: URL) throws -> Set<String> {
    let text = try String(contentsOf: file, encoding: .utf8)
    return Set(
      text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
          words[..<place].allSatisfy({ Self.modifiers.contains($0) })
        else { return nil }
        return words[place + 1]
      })
  }
}

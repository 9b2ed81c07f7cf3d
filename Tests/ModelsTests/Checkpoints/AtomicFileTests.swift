import Foundation
import Testing

@testable import Models

struct AtomicFileTests {
  @Test func theFileBehindALinkIsReplaced() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "real")
    for (link, target) in [("first", "second"), ("second", "real")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder.path)/\(link)", withDestinationPath: target)
    }
    try AtomicFile.write([[2], [3]], to: "\(folder.path)/first")
    #expect(try AtomicFile.read(path) == [2, 3])
    let kind = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/first")[.type]
    #expect(kind as? FileAttributeType == .typeSymbolicLink)
  }

  @Test func aLinkToNothingMakesItsFile() throws {
    let folder = try TemporaryFolder()
    let link = "\(folder.path)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "new")
    try AtomicFile.write([[7]], to: link)
    #expect(try AtomicFile.read("\(folder.path)/new") == [7])
  }

  @Test func aCircleOfLinksIsAnError() throws {
    let folder = try TemporaryFolder()
    let link = "\(folder.path)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "link")
    #expect(throws: FileError.self) { try AtomicFile.write([[7]], to: link) }
  }

  @Test func aFileKeepsItsPermissions() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "file")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    try AtomicFile.write([[2]], to: path)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func whatCanNotBeReplacedIsWrittenInto() throws {
    try AtomicFile.write([[1]], to: "/dev/null")
    let kind = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type]
    #expect(kind as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test func nothingIsLeftBesideAFileThatCanNotBeWritten() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: FileError.self) { try AtomicFile.write([[1]], to: folder.path) }
    #expect(error?.description == "can't write \(folder.path): Is a directory")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}

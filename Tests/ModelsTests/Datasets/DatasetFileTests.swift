import Foundation
import Testing

@testable import Models

struct DatasetFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Opens the path and returns the error's sentence.
  private func refusal(_ path: String) -> String? {
    #expect(throws: DatasetError.self) { _ = try DatasetFile(path: path) }?.description
  }

  @Test func aFolderIsNotAFile() {
    #expect(
      refusal(folder.path)
        == "\(folder.path): expected an IDX file, found a folder; put the file itself there")
  }

  @Test func nothingThereIsMissing() {
    #expect(
      refusal("\(folder.path)/none")
        == "\(folder.path)/none: expected a file or folder, found nothing; check the path")
  }

  @Test func aPipeIsRefusedWithoutWaiting() {
    let path = "\(folder.path)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    #expect(
      refusal(path) == "\(path): expected an IDX file, found a pipe, socket or device; "
        + "copy the data into a file")
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func aFileWithoutPermissionIsUnreadable() throws {
    let path = try folder.write([1], to: "secret")
    #expect(chmod(path, 0) == 0)
    #expect(refusal(path)?.contains("“Permission denied”") == true)
  }

  @Test func aRefusalOfTheSystemIsPassedOn() {
    #expect(
      DatasetError.opening("x", errorNumber: EACCES).description
        == "x: expected a readable file, found “Permission denied”; "
        + "check its permissions and its disk")
  }

  @Test func readsNoFurtherThanTheEnd() throws {
    var file = try DatasetFile(path: try folder.write([1, 2, 3], to: "three"))
    #expect(file.capacity == 3)
    var bytes = [UInt8](repeating: 9, count: 5)
    #expect(try bytes.withUnsafeMutableBytes { try file.read(into: $0) } == 3)
    #expect(bytes == [1, 2, 3, 9, 9])
  }
}

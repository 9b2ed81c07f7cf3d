import Render
import Testing

@testable import AEExplorer

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct SnapshotTests {
  @Test func writesTextWithALineEndAfterTheLastRow() throws {
    try withFolder { folder in
      try Snapshot.write(Self.screen, to: "\(folder)/screen.txt")
      #expect(bytes(of: "\(folder)/screen.txt") == Array("σ×β\n\n".utf8))
    }
  }

  @Test(arguments: ["screen.png", "screen.PNG"])
  func writesAPNGOfTenByTwentyPixelsACell(name: String) throws {
    try withFolder { folder in
      try Snapshot.write(Self.screen, to: "\(folder)/\(name)")
      let start = bytes(of: "\(folder)/\(name)").prefix(29)
      let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      // The header: its length, its name, 30 by 40 pixels, 8 bits, kind 2 (colours), and three
      // zeros.
      let header: [UInt8] = [
        0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 30, 0, 0, 0, 40, 8, 2, 0, 0, 0,
      ]
      #expect(Array(start) == signature + header)
    }
  }

  @Test func leavesNothingBesideTheFile() throws {
    try withFolder { folder in
      try Snapshot.write(Self.screen, to: "\(folder)/screen.txt")
      // The folder can only be removed when this was all.
      #expect(unlink("\(folder)/screen.txt") == 0)
      #expect(rmdir(folder) == 0)
    }
  }

  @Test func namesTheFileThatCanNotBeWritten() {
    let error = #expect(throws: SnapshotError.self) {
      try Snapshot.write(Self.screen, to: "/no/such/folder/screen.txt")
    }
    #expect(
      error?.description == "can't write /no/such/folder/screen.txt: No such file or directory")
  }

  @Test func leavesNothingBehindWhenItFails() throws {
    try withFolder { folder in
      #expect(throws: SnapshotError.self) { try Snapshot.write(Self.screen, to: folder) }
      #expect(access("\(folder).\(getpid()).tmp", F_OK) != 0)
    }
  }

  @Test func aFolderInThePlaceOfTheFileStaysThere() throws {
    try withFolder { folder in
      let error = #expect(throws: SnapshotError.self) {
        try Snapshot.write(Self.screen, to: folder)
      }
      #expect(error?.description == "can't write \(folder): Is a directory")
    }
  }

  @Test func saysHowLargeAPictureCanNotBe() {
    let picture = Picture(width: 0, height: 2, filledWith: RGB(0, 0, 0))
    let error = #expect(throws: SnapshotError.self) { try PNGFile.bytes(of: picture) }
    #expect(error?.description.hasPrefix("can't make a PNG of 0x2 pixels: ") == true)
  }

  /// Pixels without a pattern are what compression makes longer.
  @Test func noiseFitsIntoThePNG() throws {
    var generator = SystemRandomNumberGenerator()
    var picture = Picture(width: 300, height: 200, filledWith: RGB(0, 0, 0))
    for y in 0..<200 {
      for x in 0..<300 {
        let bits = generator.next()
        picture[x, y] = RGB(
          UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8),
          UInt8(truncatingIfNeeded: bits >> 16))
      }
    }
    #expect(try PNGFile.bytes(of: picture).count > 180_000)
  }

  private static let screen = {
    var screen = Screen(width: 3, height: 2)
    screen.write("σ×β", x: 0, y: 0)
    return screen
  }()

  private func withFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/aexplorer-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    let folder = String(cString: try #require(made))
    defer {
      for name in ["screen.txt", "screen.png", "screen.PNG"] {
        unlink("\(folder)/\(name)")
      }
      rmdir(folder)
    }
    try body(folder)
  }

  private func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }
}

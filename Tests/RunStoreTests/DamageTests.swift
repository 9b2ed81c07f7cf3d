import Foundation
import Testing

@testable import Models
@testable import RunStore

/// Whatever is wrong with the files, there is a sentence.
struct DamageTests {
  private let folder = TemporaryStore()
  private var store: RunStore { folder.store }

  @Test func aFileThatIsNoDatabaseIsDamaged() throws {
    try folder.write(Array("not a database at all, but long enough to look like one".utf8))
    #expect(throws: RunStoreError.database(store.path, .damaged)) { try store.runs() }
    #expect(throws: RunStoreError.database(store.path, .damaged)) {
      try store.add(SampleRun.subject())
    }
  }

  @Test func aDatabaseWithGarbageInItsMiddleIsDamaged() throws {
    // Closed again: until then most of it is in the log beside the file.
    try fill(RunStore(folder: store.folder))
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: store.path)))
    let other = TemporaryStore()
    for index in 4096..<bytes.count { bytes[index] = UInt8(index * 31 % 256) }
    try other.write(bytes)
    #expect(throws: RunStoreError.database(other.store.path, .damaged)) { try other.store.runs() }
  }

  private func fill(_ store: RunStore) throws {
    for _ in 0..<20 {
      let id = try store.add(SampleRun.subject())
      try store.write(
        RunNews(epochs: (1...40).map { SampleRun.epoch($0) }), of: id, SampleRun.subject())
    }
  }

  @Test func aNewerDatabaseIsLeftAlone() throws {
    _ = try store.add(SampleRun.subject())
    try Database(store.path).execute("PRAGMA user_version = 99")
    let fresh = RunStore(folder: store.folder)
    #expect(throws: RunStoreError.newer(store.path, found: 99)) { try fresh.runs() }
    #expect(throws: RunStoreError.newer(store.path, found: 99)) {
      try fresh.add(SampleRun.subject())
    }
  }

  @Test func aDatabaseOfAnotherProgramIsLeftAlone() throws {
    try folder.write([])
    try Database(store.path).execute("CREATE TABLE bookmarks (url TEXT)")
    #expect(throws: RunStoreError.foreign(store.path)) { try store.add(SampleRun.subject()) }
    let tables = try Database(store.path).rows("SELECT name FROM sqlite_master")
    #expect(tables.map { $0.text("name") } == ["bookmarks"])
  }

  @Test func aPlaceWhereNoFolderCanBeIsNamed() throws {
    let impossible = RunStore(folder: "/dev/null/runs")
    #expect {
      try impossible.add(SampleRun.subject())
    } throws: { error in
      "\(error)".contains("/dev/null/runs")
    }
  }

  @Test func aFullDiskIsAFullDisk() throws {
    let id = try store.add(SampleRun.subject())
    let database = try Database(store.path)
    let pages = try database.rows("PRAGMA page_count").first?.integer("page_count") ?? 0
    try database.execute("PRAGMA max_page_count = \(pages)")
    #expect(throws: RunStoreError.database(store.path, .full)) {
      for epoch in 1...2000 {
        try database.execute(
          "INSERT INTO metric (run, epoch, name) VALUES (?, ?, ?)",
          [.integer(id), .integer(epoch), .text("a rather long name of a term")])
      }
    }
  }

  @Test func twoProcessesMayWriteInTurn() async throws {
    let (one, other) = (RunStore(folder: store.folder), RunStore(folder: store.folder))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for store in [one, other] {
        group.addTask {
          for _ in 0..<20 { _ = try store.add(SampleRun.subject()) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.runs().count == 40)
  }

  @Test(arguments: [
    DatabaseFault.damaged, .busy, .full, .readOnly, .other("something else"),
  ])
  func everyFaultHasASentenceThatNamesTheFile(fault: DatabaseFault) {
    let sentence = RunStoreError.database("/some/runs.sqlite", fault).description
    #expect(sentence.contains("/some/runs.sqlite"))
    #expect(!sentence.contains("\n"))
  }
}

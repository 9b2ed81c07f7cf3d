import Testing

@testable import Models

struct RatingsTests {
  private func table(_ text: String) throws -> RatingsTable {
    var source = TextSource(text)
    return try RatingsReader.table(from: &source)
  }

  @Test(arguments: [
    "7\t20\t3\t881250949\n3\t10\t5\t881250950\n7\t10\t1\t0\n",
    "7::20::3::881250949\n3::10::5::881250950\n7::10::1::0",
    "userId,movieId,rating,timestamp\r\n7,20,3.0,881250949\r\n3,10,5.0,1\r\n7,10,1,0\r\n",
  ])
  func readsMovieLensInItsThreeForms(text: String) throws {
    let table = try table(text)
    // Items 10 and 20, users 3 and 7, in half stars.
    #expect(table.users == 2 && table.items == 2)
    #expect(table.ratings == [10, 2, 0, 6])
  }

  @Test func readsHalfStars() throws {
    #expect(try table("1,1,0.5,0\n2,1,4.5,0\n").ratings == [1, 9])
  }

  @Test(arguments: [
    ("1\t2\t3\t0\n1\t2\tx\t0\n", "line 2", "“x”"), ("1\t2\t3\t0\n\n1\t2\t0\t0\n", "line 3", "“0”"),
    ("1,2,3,4\n1,2,3.25,4\n", "line 2", "“3.25”"), ("hello\n", "line 1", "“hello”"),
    ("1::2::5::0\n1::-2::5::0\n", "line 2", "“1::-2::5::0”"),
    ("1\t2\t3\n1\t99999999999\t3\n", "line 2", "99999999999"),
  ])
  func aBadLineIsNamed(text: String, line: String, found: String) throws {
    let error = #expect(throws: DatasetError.self) { _ = try table(text) }
    let sentence = try #require(error?.description)
    #expect(sentence.contains(line) && sentence.contains(found), "\(sentence)")
  }

  @Test func anEmptyFileIsSaidToBeEmpty() {
    #expect(throws: DatasetError.empty(path: "ratings.csv", expected: "lines of ratings")) {
      _ = try table("")
    }
  }

  @Test func theLocatorFindsRatingsInAFolder() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("1\t1\t4\t0\n1\t2\t5\t0\n2\t1\t3\t0\n".utf8), to: "films/u.data")
    let locator = DatasetLocator(environmentFolder: nil, executable: nil, root: folder.path)
    for path in ["\(folder.path)/films", "\(folder.path)/films/u.data"] {
      let dataset = try Dataset.read(try locator.locate(path))
      #expect(dataset.kind == .ratings && dataset.name == "films")
      #expect(dataset.test.images.count { $0 > 0 } == 3)
    }
  }

  @Test func aTenthIsHeldOutAndNoRatingIsInBoth() {
    let table = SyntheticRatings().table
    let (known, heldOut) = table.split(seed: 1)
    let count = table.ratings.count { $0 > 0 }
    #expect(heldOut.count { $0 > 0 } == (count + 5) / 10)
    #expect(zip(known, heldOut).allSatisfy { $0 == 0 || $1 == 0 })
    #expect(table.split(seed: 2).heldOut != heldOut)
  }

  @Test func turningTwiceChangesNothing() {
    let items = SyntheticRatings().dataset(seed: 1)
    let users = items.arranged(for: AutoRec.userDescription)
    #expect(users.test.count == items.test.featureCount)
    #expect(Array(users.test.image(3))[7] == Array(items.test.image(7))[3])
    #expect(users.arranged(for: AutoRec.itemDescription).test == items.test)
  }

  @Test func noSimplePredictorBeatsTheNoise() throws {
    let dataset = SyntheticRatings().dataset(seed: 1)
    let facts = try #require(dataset.test.ratings)
    let floor = try #require(facts.noiseFloor)
    let lines = facts.baselines(on: dataset.test)
    #expect(floor < lines.matrixFactorization)
    #expect(lines.matrixFactorization < min(lines.itemMean, lines.userMean))
    #expect(max(lines.itemMean, lines.userMean) < lines.globalMean)
  }
}

/// A text as a file.
private struct TextSource: ByteSource, ~Copyable {
  let path = "ratings.csv"
  let capacity: Int
  private var bytes: ArraySlice<UInt8>

  init(_ text: String) {
    bytes = Array(text.utf8)[...]
    capacity = bytes.count
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    // In small pieces, so that lines are cut anywhere.
    let piece = bytes.prefix(min(5, buffer.count))
    buffer.copyBytes(from: piece)
    bytes = bytes.dropFirst(piece.count)
    return piece.count
  }
}

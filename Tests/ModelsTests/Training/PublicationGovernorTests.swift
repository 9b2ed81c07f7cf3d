import Testing

@testable import Models

struct PublicationGovernorTests {
  @Test func theFirstIsDueAtOnce() {
    #expect(PublicationGovernor().isDue(at: 1))
  }

  @Test func aCheapOneIsFollowedAFrameLater() {
    var governor = PublicationGovernor()
    governor.begin(worked: 1_000)
    governor.end(at: 2_000, worked: 2_000)
    #expect(!governor.isDue(at: 1_999 + PublicationGovernor.frame))
    #expect(governor.isDue(at: 2_000 + PublicationGovernor.frame))
  }

  @Test func aDearOneWaitsForItsShareOfTheTime() {
    var governor = PublicationGovernor()
    governor.begin(worked: 5)
    // Waiting for a processor does not count.
    governor.end(at: 1_000_000, worked: 1_000_005)
    let due = 1_000_000 + 1_000_000 * PublicationGovernor.share
    #expect(!governor.isDue(at: due - 1))
    #expect(governor.isDue(at: due))
  }

  @Test func noneWaitsLongerThanTheLongest() {
    var governor = PublicationGovernor()
    governor.begin(worked: 0)
    governor.end(at: 7, worked: 1_000_000_000)
    #expect(governor.isDue(at: 7 + PublicationGovernor.longest))
  }
}

import Testing

@testable import AEExplorer

struct TimeBudgetTests {
  @Test
  func workBeginsAtOnceWithinTheReserve() {
    var budget = TimeBudget(share: 0.01, reserve: 0.1)
    budget.spend(0.1)
    #expect(budget.delay(at: 5) == 0)
  }

  @Test
  func workBeyondTheReserveWaitsUntilItsShareHasComeTogether() {
    var budget = TimeBudget(share: 0.01, reserve: 0.1)
    budget.spend(0.12)
    #expect(abs(budget.delay(at: 5) - 2) < 1e-9)
    #expect(abs(budget.delay(at: 6.5) - 0.5) < 1e-9)
    #expect(budget.delay(at: 7.01) == 0)
  }

  @Test
  func aLongPauseSavesNoMoreThanTheReserve() {
    var budget = TimeBudget(share: 0.5, reserve: 0.1)
    _ = budget.delay(at: 0)
    _ = budget.delay(at: 1000)
    budget.spend(0.2)
    #expect(budget.delay(at: 1000) > 0)
  }

  @Test
  func nothingWaitsLongerThanTheLongestDelay() {
    var budget = TimeBudget(share: 0.01, reserve: 0.1, longestDelay: 1)
    for _ in 0..<100 { budget.spend(0.5) }
    #expect(budget.delay(at: 5) <= 1)
    #expect(budget.delay(at: 6.01) == 0)
  }

  @Test(arguments: [1, 2, 16])
  func allWorkIsWithinItsShareHoweverLongItGoesOn(milliseconds: Int) {
    var budget = TimeBudget(share: 0.01, reserve: 0.1)
    var (now, worked) = (0.0, 0.0)
    while now < 100 {
      now += budget.delay(at: now) + 0.001
      guard budget.delay(at: now) == 0 else { continue }
      budget.spend(Double(milliseconds) / 1000)
      worked += Double(milliseconds) / 1000
    }
    #expect((0.9...1.13).contains(worked))
  }

  @Test
  func aProcessorLeftOverGivesTheScreenMore() {
    let spare = ScreenShares(workers: 2, processors: 4)
    let shared = ScreenShares(workers: 4, processors: 4)
    #expect(spare.drawing > shared.drawing && spare.observation > shared.observation)
    // The screen may cost training 3 % at most.
    #expect(shared.drawing + shared.observation < 0.02)
  }
}

import Testing

@testable import Models

struct FreshProbeTests {
  @Test(arguments: Prior.allCases, [2, 8])
  func samplesOfOnePriorCanNotBeToldApart(prior: Prior, size: Int) throws {
    let accuracy = try Self.accuracy(prior, prior, size: size, count: 500)
    // 3.6 standard errors of guessing 500 times.
    #expect((0.42...0.58).contains(accuracy), "\(accuracy)")
  }

  /// Mean and variance are the same; only the figure differs.
  @Test(arguments: [Prior.mixture, .swissRoll, .uniform])
  func figuresOfTheSameMeanAndVarianceAreToldApart(prior: Prior) throws {
    let accuracy = try Self.accuracy(.gaussian, prior, size: 2, count: 4_000)
    // Six standard errors above guessing 4,000 times.
    #expect(accuracy > 0.55, "\(accuracy)")
  }

  @Test func aShrunkenSetIsToldApart() throws {
    let samples = Prior.gaussian.samples(
      count: 500, size: 2, random: RandomKey(seed: 1, epoch: 1, purpose: .prior))
    let shrunken = Prior.gaussian.samples(
      count: 500, size: 2, random: RandomKey(seed: 1, epoch: 2, purpose: .prior)
    ).map { $0 * 0.05 }
    let accuracy = try #require(FreshProbe.accuracy(shrunken, samples, size: 2))
    #expect(accuracy > 0.9, "\(accuracy)")
  }

  @Test func aFewPointsSayNothing() {
    #expect(FreshProbe.accuracy([1, 2, 3], [4, 5, 6], size: 1) == nil)
  }

  private static func accuracy(_ left: Prior, _ right: Prior, size: Int, count: Int) throws
    -> Double
  {
    let sets = [(left, 1), (right, 2)].map { prior, epoch in
      prior.samples(
        count: count, size: size, random: RandomKey(seed: 9, epoch: epoch, purpose: .prior))
    }
    return try #require(FreshProbe.accuracy(sets[0], sets[1], size: size))
  }
}

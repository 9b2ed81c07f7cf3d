import Testing

@testable import Models

struct GaussianMixtureTests {
  @Test func findsClustersThatAreFarApart() {
    let centres: [[Float]] = [[-6, 0], [6, 1], [0, 8]]
    let mixture = GaussianMixture(
      fittedTo: Self.points(around: centres, spread: 0.5), size: 2, components: 3)
    for centre in centres {
      let nearest = mixture.components.map { component in
        zip(component.mean, centre).reduce(0.0) { sum, pair in
          let difference = pair.0 - Double(pair.1)
          return sum + difference * difference
        }
      }.min()
      #expect((nearest ?? 99) < 0.02)
    }
    #expect(mixture.components.allSatisfy { abs($0.weight - 1.0 / 3) < 1e-3 })
    #expect(mixture.components.allSatisfy { abs($0.factor[0] - 0.5) < 0.05 })
  }

  @Test func theLikelihoodNeverFalls() {
    let points = RandomKey(seed: 3, epoch: 0, purpose: .prior).normal(sample: 0, count: 900)
    let mixture = GaussianMixture(fittedTo: points, size: 3, components: 4)
    #expect(mixture.logLikelihoods.count > 3)
    for (before, after) in zip(mixture.logLikelihoods, mixture.logLikelihoods.dropFirst()) {
      #expect(after > before - 1e-3)
    }
  }

  @Test func oneComponentHasTheMomentsOfThePoints() {
    let points: [Float] = [1, 2, 3, 2, 1, 6, 3, 6]
    let component = GaussianMixture(fittedTo: points, size: 2, components: 1).components[0]
    #expect(component.mean == [2, 4])
    #expect(abs(component.factor[0] * component.factor[0] - 1) < 0.01)
    #expect(abs(component.factor[3] * component.factor[3] - 4) < 0.01)
  }

  @Test func samplesHaveTheMomentsOfTheMixture() {
    let centres: [[Float]] = [[-2, 5], [4, 5]]
    let mixture = GaussianMixture(
      fittedTo: Self.points(around: centres, spread: 1), size: 2, components: 2)
    let samples = mixture.codes(count: 4_000, seed: 1)
    let first = stride(from: 0, to: samples.count, by: 2).map { samples[$0] }
    let mean = first.reduce(0, +) / 4_000
    #expect(abs(mean - 1) < 0.2, "\(mean)")
    let variance = first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4_000
    #expect(abs(variance - 10) < 0.6, "\(variance)")
    #expect(samples == mixture.codes(count: 4_000, seed: 1))
    #expect(samples != mixture.codes(count: 4_000, seed: 2))
  }

  @Test(arguments: [1, 2])
  func fewPointsOrEqualOnesAreNoTrouble(count: Int) {
    let points = [Float](repeating: 3, count: count * 2)
    let mixture = GaussianMixture(fittedTo: points, size: 2, components: 10)
    #expect(mixture.codes(count: 3, seed: 1).allSatisfy { abs($0 - 3) < 0.1 })
  }

  private static func points(around centres: [[Float]], spread: Float) -> [Float] {
    (0..<(200 * centres.count)).flatMap { number -> [Float] in
      let noise = RandomKey(seed: 1, epoch: 0, purpose: .prior).normal(sample: number, count: 2)
      return zip(centres[number % centres.count], noise).map { $0 + spread * $1 }
    }
  }
}

import Foundation
import Testing

@testable import Models

struct PriorTests {
  private static let random = RandomKey(seed: 5, epoch: 2, purpose: .prior)

  @Test(arguments: Prior.allCases, [1, 2, 5])
  func everyDimensionHasMeanZeroAndVarianceOne(prior: Prior, size: Int) {
    let count = 20_000
    let values = prior.samples(count: count, size: size, random: Self.random)
    for dimension in 0..<size {
      let column = stride(from: dimension, to: values.count, by: size).map { Double(values[$0]) }
      let mean = column.reduce(0, +) / Double(count)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      #expect(abs(mean) < 0.03, "\(prior), dimension \(dimension): mean \(mean)")
      #expect(abs(variance - 1) < 0.04, "\(prior), dimension \(dimension): variance \(variance)")
    }
  }

  @Test func theMixtureHasTenPetals() {
    let values = Prior.mixture.samples(count: 4000, size: 2, random: Self.random)
    var counts = [Int](repeating: 0, count: Prior.petals)
    var between = 0
    for index in stride(from: 0, to: values.count, by: 2) {
      let turn = atan2(Double(values[index + 1]), Double(values[index])) / (2 * .pi) * 10
      counts[(Int(turn.rounded()) + 10) % 10] += 1
      if abs(turn - turn.rounded()) > 0.4 { between += 1 }
    }
    #expect(counts.allSatisfy { (330...470).contains($0) }, "\(counts)")
    #expect(between < 120)
  }

  @Test func theSwissRollIsASpiral() {
    let values = Prior.swissRoll.samples(count: 2000, size: 2, random: Self.random)
    // The line r = s, θ = 4π s, s in 0…1, with its mean taken away and scaled to variance 1.
    let k = 4 * Double.pi
    let (meanX, meanY) = (4 / (k * k), -2 / k)
    let deviationX = (0.25 + 0.75 / (k * k) - meanX * meanX + 0.0004).squareRoot()
    let deviationY = (0.25 - 0.75 / (k * k) - meanY * meanY + 0.0004).squareRoot()
    for index in stride(from: 0, to: values.count, by: 2) {
      let x = Double(values[index]) * deviationX + meanX
      let y = Double(values[index + 1]) * deviationY + meanY
      let distance = (0...2_000).map { step in
        let s = Double(step) / 2_000
        return hypot(x - s * cos(k * s), y - s * sin(k * s))
      }.min()
      // Five standard deviations of its noise; the turns are half a radius apart.
      #expect(distance ?? 1 < 0.1)
    }
  }

  @Test func theUniformPriorStaysInItsCube() {
    let values = Prior.uniform.samples(count: 2000, size: 3, random: Self.random)
    #expect(values.allSatisfy { abs($0) <= Float(3).squareRoot() })
  }

  /// Another order and other neighbours, as in another shard: the same sample has the same point.
  @Test(arguments: Prior.allCases)
  func aSampleDependsOnItsNumberAlone(prior: Prior) {
    func points(_ range: Range<Int>) -> [Float] {
      let computation = Computation { tape in [tape.samples(of: prior, size: 3)] }
      let split = TinyTraining.dataset.train
      return computation.run(split, samples: range, weights: WeightSnapshot([], step: 0))[0]
    }
    #expect(Array(points(0..<37)[(3 * 20)..<(3 * 25)]) == points(20..<25))
    #expect(Set(points(0..<37)).count == 3 * 37)
  }

  @Test func thePriorsOfAProgramAreIndependent() {
    let computation = Computation { tape in
      [tape.samples(of: .gaussian, size: 2), tape.samples(of: .gaussian, size: 2)]
    }
    let values = computation.run(
      TinyTraining.dataset.train, weights: WeightSnapshot([], step: 0))
    #expect(zip(values[0], values[1]).allSatisfy { $0 != $1 })
  }
}

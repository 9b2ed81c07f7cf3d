import Testing

@testable import Models

struct InterpolationTests {
  @Test(arguments: Interpolation.allCases)
  func beginsAndEndsAtTheEnds(way: Interpolation) {
    let codes = way.codes(from: [1, 2, 0], to: [-1, 0.5, 3], count: 5)
    #expect(codes.count == 15)
    for (found, wanted) in zip(codes[..<3] + codes[12...], [1, 2, 0, -1, 0.5, 3]) {
      #expect(abs(found - Float(wanted)) < 1e-5)
    }
  }

  @Test
  func theStraightWayPassesTheMiddle() {
    #expect(Interpolation.linear.codes(from: [0, 4], to: [2, 0], count: 3)[2...3] == [1, 2])
  }

  @Test
  func theArcKeepsTheLength() {
    let codes = Interpolation.spherical.codes(from: [3, 0], to: [0, 3], count: 7)
    for index in 0..<7 {
      let (x, y) = (codes[2 * index], codes[2 * index + 1])
      #expect(abs((x * x + y * y).squareRoot() - 3) < 1e-5)
    }
    #expect(abs(codes[6] - codes[7]) < 1e-5, "half of the way is half of the angle")
  }

  @Test(arguments: [[0, 0], [2, 2], [-1, -1]] as [[Float]])
  func withoutAnArcOfItsOwnTheWayIsStraight(end: [Float]) {
    let straight = Interpolation.linear.codes(from: [1, 1], to: end, count: 4)
    for (arc, line) in zip(
      Interpolation.spherical.codes(from: [1, 1], to: end, count: 4), straight)
    {
      #expect(abs(arc - line) < 1e-4)
    }
  }

  /// Values of Φ⁻¹ from tables.
  @Test(arguments: [(0.5, 0), (0.975, 1.959964), (0.01, -2.326348), (0.8413447, 1)])
  func quantilesAreThoseOfTables(probability: Double, quantile: Double) {
    #expect(abs(normalQuantile(probability) - quantile) < 1e-6)
  }

  /// Samples and quantiles are those of the prior wherever there is one.
  @Test(arguments: ModelCatalog.all.map(\.id))
  func modelsThatAskForADistributionSaySo(id: String) throws {
    let description = try ModelCatalog.description(of: id)
    guard description.kinds.contains(.images) else { return }
    let input = InputDescription(
      shape: ImageShape(height: 28, width: 28), meanImage: Array(repeating: 0.1, count: 784),
      classCount: 10)
    let model = try ModelCatalog.make(ModelConfiguration(defaultsOf: description), input: input)
    let without: Set = [
      "undercomplete", "stacked", "sparse-l1", "sparse-kl", "topk-sparse", "denoising",
      "contractive", "convolutional", "vq-vae", "rae",
    ]
    #expect((model.wantedDistribution == nil) == without.contains(id))
    #expect(
      model.wantedDistribution.map { $0.codes(count: 3, seed: 1).count } ?? 0
        == (without.contains(id) ? 0 : 3 * model.codeSize))
  }
}

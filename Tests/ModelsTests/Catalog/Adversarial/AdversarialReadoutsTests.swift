import Testing

@testable import Models

struct AdversarialReadoutsTests {
  @Test func theRatioIsOneWhereReconstructionsSayNothing() {
    let inputs = wave(40, a: 1.3)
    let same = Array(repeating: Array(inputs[0..<4]), count: 10).flatMap(\.self)
    let ratio = ReconstructionRatio.value(inputs: inputs, reconstructions: same, features: 4)
    #expect(abs(ratio - 1) < 1e-6)
  }

  @Test func theRatioIsZeroWhereReconstructionsAreExact() {
    let inputs = wave(40, a: 1.3)
    #expect(
      ReconstructionRatio.value(inputs: inputs, reconstructions: inputs, features: 4) == 0)
  }

  @Test func anEdgeIsSharperThanASlope() {
    let edge = (0..<64).map { Float($0 % 8 < 4 ? 0 : 1) }
    let slope = (0..<64).map { Float($0 % 8) / 7 }
    let sharp = Sharpness.ofImages(edge, width: 8, features: 64)
    #expect(sharp > 0.1)
    #expect(Sharpness.ofImages(slope, width: 8, features: 64) < 1e-9)
  }

  /// Of 36 inner pixels one is ±1 on each side of the edge: six rows with −1, +1 and four zeros.
  @Test func theSharpnessIsTheVarianceOfTheLaplacian() {
    let edge = (0..<64).map { Float($0 % 8 < 4 ? 0 : 1) }
    let expected = 12.0 / 36
    #expect(abs(Sharpness.ofImages(edge, width: 8, features: 64) - expected) < 1e-9)
  }

  @Test func theDataItselfCoversAllModes() {
    let test = GaussianGrid.dataset().test
    #expect(ModeCoverage.covered(test.images.map { Float($0) / 255 }) == 25)
  }

  @Test func aPointInTheMiddleOfFourCoversNothing() {
    let points = [Float](repeating: (27.5 + 25) / 255, count: 5000)
    #expect(ModeCoverage.covered(points) == 0)
  }

  @Test func theNullBandIsNarrowAndPositive() {
    let band = NullBand.upperEnd(.gaussian, size: 2, count: 100)
    #expect(band > 0)
    #expect(NullBand.upperEnd(.gaussian, size: 2, count: 300) < band)
    #expect(band < 0.2)
  }
}

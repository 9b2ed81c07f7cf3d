import Testing

@testable import Models

struct CollapseForecastTests {
  @Test func aDimensionIsUsedIfItsEigenvalueExceedsTheThreshold() {
    let forecast = Self.forecast(beta: 2, variance: 0.5)
    #expect(forecast.activeUnits == 3)
    #expect(abs(forecast.rate - 0.5 * (1.386_294 + 0.693_147 + 0.405_465)) < 1e-5)
  }

  @Test func aSmallCodeHasNoMoreThanItsDimensions() {
    #expect(Self.forecast(codeSize: 2).activeUnits == 2)
  }

  @Test func whatIsUsedLeavesTheThresholdAndTheRestItsVariance() {
    let forecast = Self.forecast(beta: 1, variance: 1)
    #expect(abs(forecast.squaredError - (3 * 1 + 0.9 + 0.1)) < 1e-9)
  }

  @Test func theBoundOfOneDimensionIsTheGaussiansOwnEntropy() {
    // A single direction that is used is fitted exactly: −ELBO = ½ ln 2πλ + ½.
    let forecast = CollapseForecast(eigenvalues: [4], codeSize: 1, beta: 1, variance: 0.25)
    #expect(abs(forecast.negativeBound - (0.5 * 3.224_171_43 + 0.5)) < 1e-6)
  }

  private static func forecast(
    codeSize: Int = 10, beta: Double = 1, variance: Double = 1
  ) -> CollapseForecast {
    CollapseForecast(
      eigenvalues: [4, 2, 1.5, 0.9, 0.1], codeSize: codeSize, beta: beta, variance: variance)
  }
}

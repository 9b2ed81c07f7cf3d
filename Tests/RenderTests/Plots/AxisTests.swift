import Render
import Testing

struct AxisTests {
  @Test(arguments: ticks)
  func ticksAreRound(lower: Double, upper: Double, limit: Int, expected: [String]) {
    #expect(Axis(AxisRange(lower, upper)).ticks(atMost: limit).map(\.label) == expected)
  }

  static let ticks: [(Double, Double, Int, [String])] = [
    (0, 100, 6, ["0", "20", "40", "60", "80", "100"]),
    (-3, 3, 4, ["-2", "0", "2"]),
    (0, 1, 3, ["0", "0.5", "1.0"]),
    (0.01, 0.05, 5, ["0.01", "0.02", "0.03", "0.04", "0.05"]),
    (0, 4000, 5, ["0", "1k", "2k", "3k", "4k"]),
    (1950, 1960, 3, ["1950", "1955", "1960"]),
    (0, 100, 0, []),
    (17, 18, 1, ["18"]), (-2, 2, 2, ["0"]), (-2, 2, 3, ["-2", "0", "2"]),
  ]

  @Test(arguments: [
    (0.01, 100, ["0.01", "0.1", "1", "10", "100"]),
    (20, 50, ["20", "25", "30", "35", "40", "45", "50"]),
    (-5, 0, ["1e-6", "1e-5", "1e-4", "0.001", "0.01", "0.1", "1"]),
  ])
  func logarithmicTicksArePowersOfTen(lower: Double, upper: Double, expected: [String]) {
    let axis = Axis(AxisRange(lower, upper), .logarithmic)
    #expect(axis.ticks(atMost: 7).map(\.label) == expected)
  }

  @Test(arguments: AxisScale.allCases, [0, 0.25, 0.5, 1])
  func fractionsAndValuesAreInverse(scale: AxisScale, fraction: Double) throws {
    let axis = Axis(AxisRange(0.002, 730), scale)
    let back = try #require(axis.fraction(of: axis.value(atFraction: fraction)))
    #expect(abs(back - fraction) < 1e-12)
  }

  @Test func numbersWithoutAPlaceHaveNoFraction() {
    #expect(Axis(AxisRange(1, 2), .logarithmic).fraction(of: -1) == nil)
    #expect(Axis(AxisRange(1, 2)).fraction(of: .nan) == nil)
  }

  @Test(arguments: [(1.0, 1.0), (.nan, 3), (-.infinity, .infinity), (0, 0), (5, -5)])
  func rangesAlwaysHaveALength(first: Double, second: Double) {
    let range = AxisRange(first, second)
    #expect(range.lower < range.upper && range.length.isFinite)
  }

  @Test func coversWhatIsFinite() {
    #expect(AxisRange.covering([.nan, 3, -1, .infinity]) == AxisRange(-1, 3))
    #expect(AxisRange.covering([Float.nan]) == nil)
  }

  @Test func growsAtOnceToRoundNumbers() {
    #expect(AxisRange(0, 10).eased(toInclude: AxisRange(1, 11.3)) == AxisRange(0, 12))
  }

  @Test func staysWhileAtLeastHalfIsFilled() {
    #expect(AxisRange(0, 10).eased(toInclude: AxisRange(1, 6.5)) == AxisRange(0, 10))
  }

  @Test func shrinksWhenLessThanHalfIsFilled() {
    #expect(AxisRange(0, 10).eased(toInclude: AxisRange(1, 5)) == AxisRange(1, 5))
  }

  @Test func isAtRestAfterOneStep() {
    var random = SplitMix(state: 1)
    for _ in 0..<500 {
      let data = AxisRange(
        Double.random(in: -50...50, using: &random), Double.random(in: -50...50, using: &random))
      let eased = AxisRange(-1, 1).eased(toInclude: data)
      #expect(eased.eased(toInclude: data) == eased)
    }
  }
}

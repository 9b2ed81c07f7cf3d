import Render
import Testing

struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (148, "148"), (148.23, "148"), (0.031, "0.031"), (-2.5, "-2.5"), (1200, "1.2k"),
    (999.96, "1k"), (61_000, "61k"), (5_000_000, "5M"), (0.000_03, "3e-5"), (1.234_56, "1.23"),
    (.nan, "nan"), (-.infinity, "-inf"), (1e200, "1e200"), (0.1 + 0.2, "0.3"), (-0.0, "0"),
    (1e15, "1e15"), (.leastNonzeroMagnitude, "0"),
  ])
  func isShort(value: Double, expected: String) {
    #expect(NumberText.short(value) == expected)
  }

  @Test(arguments: [
    (148.25, 1, "148.3"), (-0.04, 1, "0.0"), (-0.06, 1, "-0.1"), (7, 0, "7"), (0.5, 2, "0.50"),
    (1e20, 2, "1e20"), (.infinity, 1, "inf"), (3, -2, "3"),
  ])
  func hasAFixedNumberOfDecimals(value: Double, decimals: Int, expected: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == expected)
  }
}

import Render
import Testing

struct SparklineTests {
  @Test(arguments: pictures)
  func drawsTheNewestValuesAtTheRight(values: [Float?], expected: String) {
    #expect(picture(Sparkline(values), 4, 1) == expected)
  }

  static let pictures: [([Float?], String)] = [
    ([], "····"),
    ([8], "···▅"),
    ([1, 2, 4, 8], "▁▂▄█"),
    ([.nan, 4, 8], "·×▁█"),
    ([1, nil, 8], "·▁·█"),
    ([.infinity, .nan], "··××"),
    ([nil, nil], "····"),
    ([-.greatestFiniteMagnitude, .greatestFiniteMagnitude], "··▁█"),
  ]

  @Test func keepsPeaksWhenThereAreMoreValuesThanColumns() {
    var values: [Float?] = Array(repeating: 0, count: 16)
    values[6] = 9
    #expect(picture(Sparkline(values), 4, 1) == "▁█▁▁")
  }

  @Test func marksABucketWithOneInvalidValue() {
    var values: [Float?] = Array(repeating: 0, count: 16)
    values[6] = .nan
    #expect(picture(Sparkline(values, range: AxisRange(0, 1)), 4, 1) == "▁×▁▁")
  }

  @Test func isFinerInSeveralRows() {
    #expect(picture(Sparkline([0, 1, 2, 3], range: AxisRange(0, 3)), 4, 2) == "··▃█\n▁▆██")
  }

  @Test func clampsToAGivenRange() {
    #expect(picture(Sparkline([-5, 0.5, 5], range: AxisRange(0, 1)), 3, 1) == "▁▅█")
  }

  @Test func hasAnASCIITwin() {
    #expect(picture(Sparkline([1, .nan, 4, 8]), 4, 1, as: .ascii) == "_x-#")
  }
}

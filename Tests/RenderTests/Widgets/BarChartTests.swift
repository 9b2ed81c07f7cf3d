import Render
import Testing

struct BarChartTests {
  private let bars: [BarChart.Bar] = [
    .init("z1", 1), .init("z2", -0.5), .init("z3", 0), .init("z4", .nan),
  ]

  @Test func growsFromAZeroLine() {
    #expect(
      picture(BarChart(bars), 11, 4) == """
        z1·····████
        z2···██▏···
        z3·····▏···
        z4·····×···
        """)
  }

  @Test(arguments: [Float(0.25), -0.25])
  func barsBelowZeroEndInReversedEighths(value: Float) {
    var chart = BarChart([.init("", value)])
    chart.limit = 1
    chart.isSigned = true
    var screen = Screen(width: 4, height: 1)
    chart.draw(on: &screen, in: screen.bounds, as: Appearance())
    let cell = screen[value < 0 ? 1 : 2, 0]
    #expect(cell.glyph == "▌" && cell.style.attributes.contains(.reverse) == (value < 0))
  }

  @Test func hasAnASCIITwin() {
    #expect(
      picture(BarChart(bars), 11, 4, as: .ascii) == """
        z1·····####
        z2···##|···
        z3·····|···
        z4·····x···
        """)
  }

  @Test func usesAllTheRoomWhenNothingIsNegative() {
    #expect(picture(BarChart([.init("a", 2), .init("b", 0.5)]), 9, 2) == "a·███████\nb·█▊·····")
  }

  @Test func goesOnInFurtherColumns() {
    #expect(
      picture(BarChart((1...4).map { .init("\($0)", 1) }), 17, 2)
        == "1·██████·3·██████\n2·██████·4·██████")
  }

  @Test func showsThatSomeAreMissing() {
    let chart = BarChart((1...9).map { .init("\($0)", 1) })
    #expect(picture(chart, 3, 2) == "███\n██…")
  }

  @Test func hasValuesAndSecondBarsWhereThereIsRoom() {
    let chart = BarChart([
      .init("z1", 1, secondValue: 4), .init("z2", -0.25, secondValue: 1),
    ])
    #expect(
      picture(chart, 30, 2) == """
        z1·······██████··██████······1
        z2·····▌█▏·······█▌······-0.25
        """)
  }

  @Test func growsUpwards() {
    var chart = BarChart([.init("1", 1), .init("2", -1), .init("3", 0.25)])
    chart.direction = .vertical
    #expect(
      picture(chart, 6, 5) == """
        █·····
        █·▁·▄·
        ··█···
        ··█···
        1·2·3·
        """)
  }

  @Test func findsTheBarUnderTheMouse() {
    let chart = BarChart((1...4).map { .init("\($0)", 1) })
    let rect = Rect(x: 1, y: 1, width: 17, height: 2)
    #expect(chart.bar(atColumn: 1, row: 2, in: rect) == 1)
    #expect(chart.bar(atColumn: 12, row: 1, in: rect) == 2)
    #expect(chart.bar(atColumn: 0, row: 1, in: rect) == nil)
  }
}

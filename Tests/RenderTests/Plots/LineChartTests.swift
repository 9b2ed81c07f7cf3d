import Render
import Testing

struct LineChartTests {
  private let falling = LineChart([
    .init("test", values: [8, 6, 4, 2, 0], style: Style(.test))
  ])

  @Test func hasAxesAndALegend() {
    #expect(
      picture(falling, 24, 6) == """
        ····│⠑⠢⢄⡀·····␣───␣test␣
        ···5┤···⠈⠑⠢⢄⡀···········
        ····│·······⠈⠑⠢⣀········
        ····│···········⠉⠒⠤⣀····
        ···0┤···············⠉⠒⠤⣀
        ·····0········2········4
        """)
  }

  @Test func leavesOutAxesInLittleRoom() {
    #expect(picture(falling, 8, 2) == "⠉⠒⠤⣀····\n····⠉⠒⠤⣀")
  }

  @Test func drawsAReferenceWithItsLabel() {
    var chart = falling
    chart.references = [.init("PCA", value: 4, style: Style(.baseline))]
    chart.showsAxes = false
    #expect(
      picture(chart, 20, 5) == """
        ⠉⠒⠤⣀······␣───␣test␣
        ····⠉⠒⠤⣀············
        ╌╌╌╌╌╌╌╌⠉⠒⠤⣀╌╌␣PCA␣╌
        ············⠉⠒⠤⣀····
        ················⠉⠒⠤⣀
        """)
  }

  @Test func aReferenceIsInTheRange() {
    var chart = falling
    chart.references = [.init("floor", value: -8, style: Style(.floor))]
    #expect(picture(chart, 20, 5).contains("floor"))
  }

  @Test func marksAPlaceOnTheXAxis() {
    var chart = LineChart([])
    chart.xRange = AxisRange(0, 4)
    chart.marker = 2.5
    #expect(picture(chart, 4, 2) == "··│·\n··│·")
  }

  @Test func gapsAreWhereNumbersAreNotPositiveOnALogarithmicAxis() {
    var chart = LineChart([
      .init("", values: [1, 1, 0, 100, 100], style: Style(.train))
    ])
    chart.yScale = .logarithmic
    #expect(picture(chart, 5, 1) == "⣀⡀·⠈⠉")
  }

  @Test func findsTheNumberUnderTheMouse() throws {
    var chart = LineChart([])
    chart.xRange = AxisRange(0, 4)
    let rect = Rect(x: 3, y: 0, width: 4, height: 2)
    #expect(chart.x(atColumn: 5, in: rect) == 2.5)
    #expect(chart.x(atColumn: 2, in: rect) == nil)
  }
}

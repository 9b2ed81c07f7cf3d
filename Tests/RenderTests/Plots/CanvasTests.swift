import Render
import Testing

struct CanvasTests {
  private func canvas(_ columns: Int, _ rows: Int) -> Canvas {
    Canvas(
      columns: columns, rows: rows, x: Axis(AxisRange(0, Double(columns * 2))),
      y: Axis(AxisRange(0, Double(rows * 4))))
  }

  @Test(
    arguments: [
      (0.5, 3.5, "⠁"), (1.5, 3.5, "⠈"), (0.5, 0.5, "⡀"), (1.5, 0.5, "⢀"), (1.5, 1.5, "⠠"),
      (2, 4, "⠈"), (0, 0, "⡀"), (2.5, 1, "·"), (-0.1, 1, "·"), (.nan, 1, "·"), (1, .infinity, "·"),
    ] as [(Float, Float, String)])
  func putsEachDotIntoItsPlace(x: Float, y: Float, expected: String) {
    var canvas = canvas(1, 1)
    canvas.draw(Point(x: x, y: y), Style(.text))
    #expect(picture(canvas, 1, 1) == expected)
  }

  @Test func drawsLinesBeyondItsEdges() {
    var canvas = canvas(4, 1)
    canvas.drawLine(from: Point(x: -8, y: -4), to: Point(x: 16, y: 8), Style(.text))
    #expect(picture(canvas, 4, 1) == "⣀⠤⠒⠉")
  }

  @Test func linesMayBeginFartherAwayThanDotsCanBeCounted() {
    var canvas = Canvas(
      columns: 4, rows: 1, x: Axis(AxisRange(0, 1e-29)), y: Axis(AxisRange(0, 1e-29)))
    var random = SplitMix(state: 1)
    for _ in 0..<100 {
      let start = Point(
        x: Float.random(in: 1e38...3e38, using: &random),
        y: Float.random(in: 1e38...3e38, using: &random))
      // Through the canvas, as exactly as can be.
      canvas.drawLine(from: start, to: Point(x: start.x / -4, y: start.y / -4), Style(.text))
    }
    #expect(picture(canvas, 4, 1).contains { $0 != "·" })
  }

  @Test func dashesHaveGaps() {
    var canvas = canvas(6, 1)
    canvas.drawLine(from: Point(x: 0, y: 0), to: Point(x: 12, y: 0), Style(.text), isDashed: true)
    #expect(picture(canvas, 6, 1) == "⣀⡀·⣀⡀·")
  }

  @Test func pathsHaveGapsWhereNumbersAreMissing() {
    var canvas = canvas(4, 1)
    let ys: [Float] = [0, 0, .nan, .nan, 0, .nan, 0, 0]
    canvas.drawPath(
      ys.enumerated().map { Point(x: Float($0) + 0.5, y: $1 + 0.5) }, Style(.text))
    #expect(picture(canvas, 4, 1) == "⣀·⡀⣀")
  }

  @Test func aCellHasTheColourOfMostOfItsDots() {
    var canvas = canvas(1, 1)
    for y in [0.5, 1.5, 2.5] as [Float] {
      canvas.draw(Point(x: 0.5, y: y), Style(.train))
    }
    for y in [0.5, 1.5] as [Float] {
      canvas.draw(Point(x: 1.5, y: y), Style(.test))
    }
    var screen = Screen(width: 1, height: 1)
    canvas.draw(on: &screen, in: screen.bounds, as: Appearance())
    #expect(screen[0, 0].style.foreground == .role(.train))
  }

  @Test func hasAnASCIITwin() {
    var canvas = canvas(6, 2)
    canvas.drawLine(from: Point(x: 0, y: 0), to: Point(x: 12, y: 8), Style(.text))
    #expect(picture(canvas, 6, 2, as: .ascii) == "···.-'\n.-'···")
  }

  @Test func circlesAreRound() {
    var canvas = Canvas(columns: 8, rows: 4, x: Axis(AxisRange(-1, 1)), y: Axis(AxisRange(-1, 1)))
    canvas.drawCircle(x: 0, y: 0, radius: 0.95, Style(.muted))
    #expect(
      picture(canvas, 8, 4) == """
        ⢀⡴⠊⠉⠉⠑⢦⡀
        ⡎······⢱
        ⢇······⡸
        ⠈⠳⢄⣀⣀⡠⠞⠁
        """)
  }
}

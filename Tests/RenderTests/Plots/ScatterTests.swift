import Render
import Testing

struct ScatterTests {
  private func scatter(_ points: [Scatter.LabelledPoint]) -> Scatter {
    Scatter(points, xRange: AxisRange(0, 4), yRange: AxisRange(0, 2))
  }

  @Test func drawsEachPointAsItsDigit() {
    let points: [Scatter.LabelledPoint] = [
      .init(x: 0.5, y: 0.5, category: 7), .init(x: 3.5, y: 1.5, category: 0),
      .init(x: 1.5, y: 1.5), .init(x: .nan, y: 1, category: 1), .init(x: 9, y: 1, category: 1),
    ]
    #expect(picture(scatter(points), 4, 2) == "·•·0\n7···")
  }

  @Test func aCellShowsTheClassOfMostOfItsPoints() {
    let points = [3, 5, 5].map { Scatter.LabelledPoint(x: 0.5, y: 0.5, category: $0) }
    #expect(picture(scatter(points), 4, 2) == "····\n5···")
  }

  @Test(arguments: [(3, false), (4, true)])
  func digitsAreBoldWhereThereAreManyPoints(count: Int, isBold: Bool) {
    let points = Array(repeating: Scatter.LabelledPoint(x: 0.5, y: 1.5, category: 2), count: count)
    var screen = Screen(width: 4, height: 2)
    scatter(points).draw(on: &screen, in: screen.bounds, as: .mono)
    #expect(screen[0, 0].style.attributes.contains(.bold) == isBold)
  }

  @Test func brailleDotsHaveTheColourOfMostPoints() {
    var plot = scatter([
      .init(x: 0.1, y: 1.9, category: 3), .init(x: 0.1, y: 1.9, category: 3),
      .init(x: 0.6, y: 1.9, category: 1), .init(x: 0.1, y: 1.2, category: 3),
    ])
    plot.marks = .braille
    var screen = Screen(width: 4, height: 2)
    plot.draw(on: &screen, in: screen.bounds, as: Appearance())
    #expect(screen[0, 0] == Cell("⡉", Style(.category(3))))
  }

  @Test(arguments: [Appearance.mono, .ascii])
  func brailleGivesWayToDigitsWhereItCannotBeReadOrShown(appearance: Appearance) {
    var plot = scatter([.init(x: 0.5, y: 0.5, category: 7)])
    plot.marks = .braille
    #expect(picture(plot, 4, 2, as: appearance) == "····\n7···")
  }

  @Test(arguments: [(Appearance(), "··│·\n──┼─"), (.ascii, "··|·\n--+-")])
  func theCursorHasACrosshair(appearance: Appearance, expected: String) {
    var plot = scatter([])
    plot.cursor = Point(x: 2.5, y: 0.5)
    #expect(picture(plot, 4, 2, as: appearance) == expected)
  }

  @Test func theCurrentPointLiesOverTheOthers() {
    var plot = scatter(Array(repeating: .init(x: 0.5, y: 0.5, category: 7), count: 5))
    plot.current = .init(x: 0.5, y: 0.5, category: 4)
    var screen = Screen(width: 4, height: 2)
    plot.draw(on: &screen, in: screen.bounds, as: Appearance())
    #expect(screen[0, 1] == Cell("4", Style(.category(4), on: .standard, [.bold, .reverse])))
  }

  @Test func hasAxes() {
    var plot = Scatter([], xRange: AxisRange(-2, 2), yRange: AxisRange(-2, 2))
    plot.circles = [1]
    #expect(
      picture(plot, 21, 7) == """
        ···2┤················
        ····│·····⣠⠤⠤⠤⠤⣄·····
        ····│····⡎······⢱····
        ···0┤····⢇······⡸⠁···
        ····│·····⠙⠒⠒⠖⠒⠋·····
        ··-2┤················
        ····-2·······0······2
        """)
  }

  @Test func equalUnitsWidenOneRange() {
    var plot = Scatter([], xRange: AxisRange(-1, 1), yRange: AxisRange(-1, 1))
    plot.hasEqualUnits = true
    let mapping = plot.mapping(in: Rect(x: 0, y: 0, width: 12, height: 3))
    #expect(mapping.xRange == AxisRange(-2, 2))
    #expect(mapping.yRange == AxisRange(-1, 1))
  }

  @Test func cellsAndPointsAreInverse() throws {
    let plot = Scatter([], xRange: AxisRange(-3, 2), yRange: AxisRange(-1, 7))
    let mapping = plot.mapping(in: Rect(x: 5, y: 3, width: 37, height: 17))
    for row in mapping.plot.y..<mapping.plot.maxY {
      for column in mapping.plot.x..<mapping.plot.maxX {
        let point = try #require(mapping.point(atColumn: column, row: row))
        let cell = try #require(mapping.cell(forX: point.x, y: point.y))
        #expect(cell == (column, row))
      }
    }
  }

  @Test func beyondThePlotThereIsNothing() {
    let mapping = scatter([]).mapping(in: Rect(x: 0, y: 0, width: 4, height: 2))
    #expect(mapping.point(atColumn: 4, row: 0) == nil)
    #expect(mapping.cell(forX: 4.1, y: 0) == nil)
    #expect(mapping.cell(forX: .nan, y: 0) == nil)
    #expect(mapping.nearestPoint(toColumn: 99, row: -5) == Point(x: 3.5, y: 1.5))
  }
}

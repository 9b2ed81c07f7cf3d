import Render

/// Widgets filled with numbers and texts that are hard to draw, by name.
struct Hostile {
  var random: SplitMix

  init(seed: UInt64) {
    random = SplitMix(state: seed)
  }

  /// The names of all widgets, which `widget(named:)` takes.
  static let names = [
    "Box", "Focused box", "Gauge", "Line gauge", "TextBlock", "Table", "BarChart",
    "Vertical BarChart", "Canvas", "Sparkline", "LineChart", "Logarithmic LineChart", "Scatter",
    "Braille Scatter", "GrayImage", "Heat GrayImage",
  ]

  mutating func widget(named name: String) -> any Widget {
    switch name {
    case "Box": return Box(text, number: 3, footer: text)
    case "Focused box": return Box(text, isFocused: true)
    case "Gauge": return Gauge(number)
    case "Line gauge": return Gauge(number, look: .line)
    case "TextBlock": return TextBlock(text + "\n\n" + text, alignment: .center)
    case "Table": return table
    case "BarChart": return barChart(.horizontal)
    case "Vertical BarChart": return barChart(.vertical)
    case "Canvas": return canvas
    case "Sparkline": return Sparkline(numbers(Int.random(in: 0...90, using: &random)))
    case "LineChart": return lineChart(.linear)
    case "Logarithmic LineChart": return lineChart(.logarithmic)
    case "Scatter": return scatter(.glyphs)
    case "Braille Scatter": return scatter(.braille)
    case "GrayImage": return image(.gray)
    case "Heat GrayImage": return image(.heat)
    default: preconditionFailure("there is no widget called \(name)")
    }
  }

  /// Ordinary numbers, and now and then one from the edge of what there is.
  private var number: Float {
    mutating get {
      let edges: [Float] = [
        .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
        .leastNonzeroMagnitude, 0, -0.0, 1, 1e-30, 1e30,
      ]
      return Bool.random(using: &random)
        ? Float.random(in: -3...3, using: &random) : edges.randomElement(using: &random) ?? 0
    }
  }

  private mutating func numbers(_ count: Int) -> [Float] {
    (0..<count).map { _ in number }
  }

  private var text: StyledText {
    mutating get {
      let words = ["σ", "loss", "漢字", "e\u{301}", "\u{1B}[31m", "\t", "…", "a-very-long-word", "🙂"]
      let count = Int.random(in: 0...7, using: &random)
      return (0..<count).reduce(StyledText("")) { text, index in
        let word = words.randomElement(using: &random) ?? ""
        return text + StyledText(word + " ", Style(.category(UInt8(index)), on: .gray(3)))
      }
    }
  }

  private var range: AxisRange {
    mutating get { AxisRange(Double(number), Double(number)) }
  }

  private var table: Table {
    mutating get {
      let rows = (0..<Int.random(in: 0...30, using: &random)).map { _ in [text, text, text] }
      return Table(
        columns: [.init("name"), .init("σ", alignment: .right)], rows: rows, selectedRow: 7)
    }
  }

  private mutating func barChart(_ direction: BarChart.Direction) -> BarChart {
    var chart = BarChart(
      (0..<Int.random(in: 0...70, using: &random)).map { index in
        BarChart.Bar("z\(index)", number, secondValue: index % 3 == 0 ? nil : number)
      })
    chart.direction = direction
    chart.selectedBar = 1
    chart.limit = Bool.random(using: &random) ? number : nil
    return chart
  }

  private var canvas: Canvas {
    mutating get {
      var canvas = Canvas(columns: 30, rows: 9, x: Axis(range), y: Axis(range, .logarithmic))
      canvas.drawPath(points(30), Style(.train), isDashed: true)
      canvas.drawCircle(x: number, y: number, radius: number, Style(.muted))
      return canvas
    }
  }

  private mutating func points(_ count: Int) -> [Point] {
    (0..<count).map { _ in Point(x: number, y: number) }
  }

  private mutating func lineChart(_ scale: AxisScale) -> LineChart {
    var chart = LineChart([
      .init("train", points: points(20), style: Style(.train)),
      .init("β", values: numbers(50), style: Style(.test), isDashed: true),
    ])
    chart.yScale = scale
    chart.marker = number
    chart.references = [.init("floor", value: number, style: Style(.floor))]
    chart.yRange = Bool.random(using: &random) ? range : nil
    return chart
  }

  private mutating func scatter(_ marks: Scatter.Marks) -> Scatter {
    let points = (0..<60).map { Scatter.LabelledPoint(x: number, y: number, category: $0 % 12 - 1) }
    var scatter = Scatter(points, xRange: range, yRange: range)
    scatter.marks = marks
    scatter.hasEqualUnits = Bool.random(using: &random)
    scatter.circles = [1, number]
    scatter.path = self.points(3)
    scatter.cursor = Point(x: number, y: number)
    scatter.current = points.first
    return scatter
  }

  private mutating func image(_ coloring: GrayImage.Coloring) -> GrayImage {
    let width = Int.random(in: 0...31, using: &random)
    let height = Int.random(in: 0...31, using: &random)
    // Now and then too few pixels.
    let pixels = numbers(max(0, width * height - Int.random(in: 0...2, using: &random)))
    return GrayImage(pixels, width: width, height: height, coloring: coloring)
  }
}

/// A small generator with a seed.
///
/// Source: Steele, Lea & Flood, *Fast Splittable Pseudorandom Number Generators* (2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

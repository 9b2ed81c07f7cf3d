import Models
import Render

/// How active the units of a layer are.
extension NetworkView {
  /// More units than these are pixels and a histogram instead of bars.
  private static let fewUnits = 24

  func drawActivity(on screen: inout Screen, in rect: Rect) {
    guard let layer = content.layer, let activity = content.shownActivity else {
      let inside = frame(.activity, [name("Activity")], on: &screen, in: rect)
      state.drawSentence(
        "the test \(state.dataset.sample)s go through the layer…", on: &screen, in: inside)
      return
    }
    let count = activity.atSample.count
    let title = [
      name("Activity of \(layer.name)"), muted("\(activity.samples) test \(state.dataset.sample)s"),
    ]
    let inside = frame(.activity, title, on: &screen, in: rect)
    let lines = numbers(of: activity, width: inside.width)
    let rows = inside.rows([
      .fixed(min(lines.count, max(1, inside.height / 2))), .fixed(inside.height >= 12 ? 1 : 0),
      .minimum(0),
    ])
    for (row, line) in lines.prefix(rows[0].height).enumerated() {
      Area(rows[0], as: state.appearance).write(line, row: row, on: &screen)
    }
    if count <= Self.fewUnits {
      drawBars(activity, layer, on: &screen, in: rows[2])
    } else {
      drawUnits(activity, on: &screen, in: rows[2])
    }
  }

  private func numbers(of activity: LayerActivity, width: Int) -> [StyledText] {
    let count = activity.atSample.count
    let active = activity.atSample.count { activity.rule.isActive($0) }
    var parts: [StyledText] = []
    switch activity.rule {
    case .above(let threshold):
      let limit = threshold == 0 ? "" : " (over \(NumberText.short(Double(threshold))))"
      parts.append(
        StyledText("\(active) of \(count)", Style(.text, .bold))
          + muted(" active at \(sample)\(limit)"))
      parts.append(
        StyledText(NumberText.short(activity.activeUnits, digits: 3), Style(.text, .bold))
          + muted(" as a mean (L0)"))
      parts.append(dead(activity.unused, "dead", "none is dead"))
    case .nonzero:
      let isSparse = activity.activeUnits < 0.95 * Double(count)
      if isSparse {
        parts.append(
          StyledText("\(active) of \(count)", Style(.text, .bold)) + muted(" not 0 at \(sample)"))
        parts.append(
          StyledText(NumberText.short(activity.activeUnits, digits: 3), Style(.text, .bold))
            + muted(" as a mean (L0)"))
      } else {
        parts.append(StyledText("\(count)", Style(.text, .bold)) + muted(" units of either sign"))
      }
      parts.append(dead(activity.unused, isSparse ? "unused" : "still", "all move"))
    }
    if let hoyer = activity.hoyer {
      parts.append(
        muted("Hoyer ") + StyledText(NumberText.fixed(hoyer, decimals: 2), Style(.text, .bold)))
    }
    if let target {
      parts.append(
        muted("wanted ")
          + StyledText(NumberText.short(Double(target), digits: 2), Style(.baseline, .bold))
          + muted(" a unit"))
    }
    return broken(parts, width: width)
  }

  private func dead(_ count: Int, _ word: String, _ none: String) -> StyledText {
    count == 0
      ? StyledText(none, Style(.good))
      : StyledText("\(count) \(word)", Style(.warning, .bold))
  }

  /// As many parts in a line as fit.
  private func broken(_ parts: [StyledText], width: Int) -> [StyledText] {
    var lines: [StyledText] = []
    for part in parts {
      if let last = lines.last, last.width + 3 + part.width <= width {
        lines[lines.count - 1] = last + muted(" · ") + part
      } else {
        lines.append(part)
      }
    }
    return lines
  }

  /// The mean activation that a read-out of the model wants each unit of the code to have.
  private var target: Float? {
    guard let layer = content.layer, let readouts = state.observation?.readouts,
      layer.outputs.units == state.codeSize, layer.kind == .code || layer.writesCode
    else { return nil }
    return readouts.lazy.compactMap(\.wantedActivation).first
  }

  /// Few units: a bar each, and its mean.
  private func drawBars(
    _ activity: LayerActivity, _ layer: NetworkAnatomy.Layer, on screen: inout Screen, in rect: Rect
  ) {
    let columns = rect.columns([.minimum(0), .fraction(0.42)], spacing: 2)
    func name(_ unit: Int) -> String {
      layer.kind == .code ? "z\(unit + 1)" : layer.outputName(unit)
    }
    draw("at \(sample)", on: &screen, in: columns[0], bars: activity.atSample, Style(.accent), name)
    draw("means", on: &screen, in: columns[1], bars: activity.means, Style(.baseline), name)
  }

  private func draw(
    _ caption: String, on screen: inout Screen, in rect: Rect, bars: [Float], _ style: Style,
    _ name: (Int) -> String
  ) {
    let rows = rect.rows([.fixed(rect.height >= 3 ? 1 : 0), .minimum(0)])
    Area(rows[0], as: state.appearance).write(muted(caption), row: 0, on: &screen)
    var chart = BarChart(bars.enumerated().map { BarChart.Bar(name($0), $1, style: style) })
    chart.limit = max(bars.lazy.filter(\.isFinite).reduce(0) { max($0, abs($1)) }, 1e-6)
    chart.draw(on: &screen, in: rows[1], as: state.appearance)
  }

  /// Many units: a pixel each, and a histogram of their means.
  private func drawUnits(_ activity: LayerActivity, on screen: inout Screen, in rect: Rect) {
    let (strip, stripRows) = unitImage(
      activity.atSample, width: rect.width, rows: max(1, rect.height * 2 / 5))
    let rows = rect.rows([
      .fixed(rect.height >= 6 ? 1 : 0), .fixed(min(stripRows, rect.height)),
      .fixed(rect.height >= stripRows + 7 ? 1 : 0), .minimum(0),
    ])
    Area(rows[0], as: state.appearance).write(
      muted("at \(sample), a pixel a unit"), row: 0, on: &screen)
    strip.draw(on: &screen, in: rows[1], as: state.appearance)
    drawHistogram(of: activity, on: &screen, in: rows[3])
  }

  /// Units as pixels, as large as leave no more rows than there is room for.
  private func unitImage(
    _ values: [Float], width: Int, rows: Int
  ) -> (image: GrayImage, rows: Int) {
    let fitting = (1...6).last { zoom in
      let across = max(1, width / zoom)
      return (values.count + across - 1) / across * zoom <= 2 * rows
    }
    let zoom = fitting ?? 1
    // Without enough room, neighbours become means, in a picture of the room's shape.
    let narrow = (Double(values.count * width) / Double(2 * rows)).squareRoot().rounded(.up)
    let across = fitting == nil ? max(1, Int(narrow)) : max(1, min(values.count, width / zoom))
    let down = max(1, (values.count + across - 1) / across)
    let largest = values.lazy.filter(\.isFinite).reduce(Float(0)) { max($0, abs($1)) }
    let scale = largest > 0 ? 1 / largest : 0
    let isSigned = values.contains { $0 < 0 }
    var pixels = values.map { isSigned ? 0.5 + 0.5 * $0 * scale : $0 * scale }
    pixels += Array(repeating: isSigned ? 0.5 : 0, count: across * down - pixels.count)
    let image = GrayImage(
      pixels, width: across, height: down, coloring: isSigned ? .signed : .heat)
    return (image, min((down * zoom + 1) / 2, rows))
  }

  private func drawHistogram(
    of activity: LayerActivity, on screen: inout Screen, in rect: Rect
  ) {
    guard rect.height >= 3, rect.width >= 10,
      let found = AxisRange.covering(activity.means + (target.map { [$0] } ?? []))
    else { return }
    let range = found.lower >= 0 ? AxisRange(0, found.upper) : found
    let rows = rect.rows([.fixed(1), .minimum(1), .fixed(1)])
    let bins = min(rect.width, 60)
    var counts = [Float](repeating: 0, count: bins)
    for value in activity.means where value.isFinite {
      counts[bin(value, range, bins)] += 1
    }
    let area = rows[1].columns([.fixed(bins), .minimum(0)])[0]
    Area(rows[0], as: state.appearance).write(
      muted("units by their mean activation"), row: 0, on: &screen)
    // Few units beside many would not be seen otherwise.
    Sparkline(
      counts.map { $0 > 0 ? $0.squareRoot() : nil },
      range: AxisRange(0, Double((counts.max() ?? 1).squareRoot())), style: Style(.baseline)
    ).draw(on: &screen, in: area, as: state.appearance)
    let foot = Area(rows[2], as: state.appearance)
    let high = muted(NumberText.short(range.upper, digits: 2))
    foot.write(muted(NumberText.short(range.lower, digits: 2)), row: 0, on: &screen)
    foot.write(high, column: max(0, bins - high.width), row: 0, on: &screen)
    guard let target else { return }
    let column = bin(target, range, bins)
    for row in 0..<area.height {
      Area(area, as: state.appearance).overlay(
        state.appearance.glyphs.vertical, column: column, row: row, Style(.warning, .bold),
        on: &screen)
    }
    foot.write(
      StyledText("wanted", Style(.warning, .bold)), column: max(3, min(column - 2, bins - 12)),
      row: 0, on: &screen)
  }

  private func bin(_ value: Float, _ range: AxisRange, _ bins: Int) -> Int {
    Int(min(max((Double(value) - range.lower) / range.length * Double(bins), 0), Double(bins - 1)))
  }
}

extension NetworkAnatomy.Layer {
  /// The name of one of its outputs.
  fileprivate func outputName(_ unit: Int) -> String {
    subject.readsOutputs ? unitName(unit) : "\(unit + 1)"
  }
}

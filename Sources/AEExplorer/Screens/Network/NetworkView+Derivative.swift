import Models
import Render

/// How the code answers to the input.
extension NetworkView {
  func drawDerivative(on screen: inout Screen, in rect: Rect) {
    guard let derivative = content.derivative?.result else {
      let inside = frame(.derivative, [name("Jacobian ∂z/∂x")], on: &screen, in: rect)
      state.drawSentence("working out how the code moves…", on: &screen, in: inside)
      return
    }
    let values = derivative.singularValues
    var title = [name("Jacobian ∂z/∂x at \(sample)")]
    if let first = values.first {
      title.append(TitleText.value("σ₁", Double(first)))
      title.append(TitleText.value("‖J‖", derivative.norm))
    }
    let footer =
      values.count > 1
      ? muted("\(derivative.count(above: 0.1)) of \(values.count) directions above σ₁/10") : ""
    let inside = frame(.derivative, title, footer: footer, on: &screen, in: rect)
    guard !values.isEmpty else {
      state.drawSentence(
        "the weights are no numbers any more: the training has diverged", on: &screen, in: inside)
      return
    }
    let rows = inside.rows([.fixed(inside.height >= 5 ? 1 : 0), .minimum(0)])
    let explanation =
      derivative.isBeforeRounding
      ? "of the encoder before rounding: the code itself moves in jumps"
      : "how far the code moves when the \(state.dataset.sample) does, by direction"
    Area(rows[0], as: state.appearance).write(muted(explanation), row: 0, on: &screen)
    let columns = rows[1].columns([
      .minimum(0), .fixed(derivative.directions.isEmpty ? 0 : directionsWidth(derivative, rows[1])),
    ])
    draw(values, on: &screen, in: columns[0])
    drawDirections(of: derivative, on: &screen, in: columns[1])
  }

  /// Columns for pictures of the directions: what the spectrum leaves.
  private func directionsWidth(_ derivative: CodeDerivative, _ rect: Rect) -> Int {
    guard rect.width >= 44, rect.height >= 5 else { return 0 }
    let tile = directionTile(derivative, rect.height).width + 2
    let most = (rect.width - max(24, rect.width * 2 / 5)) / tile
    return min(most, derivative.directions.count) * tile
  }

  private func directionTile(_ derivative: CodeDerivative, _ height: Int) -> Rect {
    guard let first = derivative.directions.first else {
      return Rect(x: 0, y: 0, width: 0, height: 0)
    }
    let size = LayerPictures.size(of: state.dataset.shape, count: first.count)
    return GrayImage([], width: size.width, height: size.height)
      .extent(in: Rect(x: 0, y: 0, width: 2 * height + 12, height: height - 1))
  }

  /// The changes of the input that move the code most.
  private func drawDirections(
    of derivative: CodeDerivative, on screen: inout Screen, in rect: Rect
  ) {
    guard !rect.isEmpty else { return }
    let tile = directionTile(derivative, rect.height)
    let size = LayerPictures.size(
      of: state.dataset.shape, count: derivative.directions.first?.count ?? 0)
    for (index, direction) in derivative.directions.enumerated() {
      let x = rect.x + index * (tile.width + 2) + 2
      guard x + tile.width <= rect.maxX else { return }
      let picture = LayerPictures.Picture(
        width: size.width, height: size.height,
        values: direction + Array(repeating: 0, count: size.width * size.height - direction.count))
      draw(
        picture, on: &screen,
        in: Rect(x: x, y: rect.y, width: tile.width, height: tile.height))
      TextBlock(muted("along σ\(index + 1)"), alignment: .center).draw(
        on: &screen, in: Rect(x: x, y: rect.y + tile.height, width: tile.width, height: 1),
        as: state.appearance)
    }
  }

  private func draw(_ values: [Float], on screen: inout Screen, in rect: Rect) {
    guard values.count > 8 else {
      var chart = BarChart(
        values.enumerated().map { BarChart.Bar("σ\($0 + 1)", $1, style: Style(.accent)) })
      chart.isSigned = false
      chart.draw(on: &screen, in: rect, as: state.appearance)
      return
    }
    let least = (values.first ?? 1) * 1e-4
    let shown = Array(values.prefix { $0 > least })
    var chart = LineChart([
      LineChart.Series("", values: shown, firstX: 1, style: Style(.accent))
    ])
    chart.xRange = AxisRange(1, Double(max(2, shown.count)))
    chart.yScale = .logarithmic
    chart.showsLegend = false
    chart.draw(on: &screen, in: rect, as: state.appearance)
  }
}

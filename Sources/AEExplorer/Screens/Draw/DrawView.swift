import Models
import Render

/// The Draw screen: the canvas, and what the model makes of it.
struct DrawView {
  private let state: AppState
  private let draw: DrawScreen
  private let canvas: DigitCanvas

  init(_ state: AppState, _ draw: DrawScreen) {
    self.state = state
    self.draw = draw
    canvas = draw.canvas(in: state)
  }

  func draw(on screen: inout Screen, in body: Rect) {
    let layout = DrawLayout(body, shape: state.dataset.shape)
    drawCanvas(layout, on: &screen)
    drawReconstruction(
      on: &screen, in: layout.reconstruction, isAlone: layout.score.isEmpty)
    if !layout.latent.isEmpty { drawPlane(on: &screen, in: layout.latent) }
    if !layout.neighbours.isEmpty { drawNeighbours(on: &screen, in: layout.neighbours) }
    if !layout.score.isEmpty {
      DrawScore(state, draw, namesNeighbours: layout.neighbours.isEmpty)
        .draw(on: &screen, in: layout.score)
    }
  }

  private func drawCanvas(_ layout: DrawLayout, on screen: inout Screen) {
    let width = NumberText.fixed(Double(draw.brush.radius * 2), decimals: 1)
    let tool = StyledText(
      "\(draw.brush.erases ? "eraser" : "brush") \(width)",
      draw.brush.erases ? Style(.warning, .bold) : Style(.text))
    let pen = draw.isPenDown ? StyledText("pen down", Style(.accent, .bold)) : ""
    box("Canvas", [tool, pen], isFocused: true, on: &screen, in: layout.canvas)
    GrayImage(canvas.pixels, width: canvas.width, height: canvas.height)
      .draw(on: &screen, in: layout.canvas.inset(), as: state.appearance)
    guard let place = draw.pen else { return }
    let cell = layout.cell(of: place)
    let area = Area(layout.canvas.inset(), as: state.appearance)
    area.overlay(
      state.appearance.glyphs.cross, column: cell.column - area.rect.x,
      row: cell.row - area.rect.y,
      Style(.cursor, draw.isPenDown ? [.bold, .reverse] : .bold), on: &screen)
  }

  /// When it is alone with the canvas it says how one paints, since nothing else does.
  private func drawReconstruction(
    on screen: inout Screen, in rect: Rect, isAlone: Bool
  ) {
    var parts: [StyledText] = []
    if let reading = draw.reading {
      parts.append(TitleText.value("SSE", Double(reading.squaredError)))
      if let condition = reading.condition {
        parts.append(StyledText("told “\(condition)”", Style(.muted)))
      }
    }
    let name = rect.width >= 28 ? "Reconstruction" : "Output"
    box(name, parts, on: &screen, in: rect)
    guard let reading = draw.reading else {
      sentence(
        isAlone
          ? "paint with the mouse, or Enter and the arrows"
          : "what the decoder makes of your drawing comes here", on: &screen, in: rect)
      return
    }
    GrayImage(reading.reconstruction, width: canvas.width, height: canvas.height)
      .draw(on: &screen, in: rect.inset(), as: state.appearance)
  }

  private func drawPlane(on screen: inout Screen, in rect: Rect) {
    let axes = state.axes
    let plane =
      state.codeSize == 1
      ? "z1 by class"
      : axes.principal == nil
        ? "z\(axes.horizontal + 1) × z\(axes.vertical + 1)" : "principal axes"
    let way = draw.trail.isEmpty ? "" : StyledText("your drawing’s way", Style(.accent))
    box("Latent", [StyledText(plane), way], on: &screen, in: rect)
    guard let codes = state.observation?.codes else {
      sentence("encoding the test \(state.dataset.sample)s…", on: &screen, in: rect)
      return
    }
    let plot = rect.inset()
    var scatter = state.emptyScatter(in: plot)
    scatter.points = (0..<codes.count).map { index in
      let point = point(codes.means[(index * codes.size)..<((index + 1) * codes.size)], index)
      return Scatter.LabelledPoint(x: point.x, y: point.y, category: label(index) ?? -1)
    }
    scatter.draw(on: &screen, in: plot, as: state.appearance)
    drawWay(scatter.mapping(in: plot), on: &screen)
  }

  /// Where the code has come from and where it is, over the test digits.
  private func drawWay(_ mapping: ScatterMapping, on screen: inout Screen) {
    let points = draw.trail.filter { $0.count == state.codeSize }.map { point($0[...], nil) }
    guard let last = points.last else { return }
    var way = Canvas(
      columns: mapping.plot.width, rows: mapping.plot.height, x: Axis(mapping.xRange),
      y: Axis(mapping.yRange))
    way.drawPath(points, Style(.accent, .bold))
    way.draw(on: &screen, in: mapping.plot, as: state.appearance)
    guard let cell = mapping.cell(forX: last.x, y: last.y) else { return }
    let area = Area(mapping.plot, as: state.appearance)
    area.overlay(
      state.appearance.glyphs.cross, column: cell.column - area.rect.x,
      row: cell.row - area.rect.y, Style(.cursor, [.bold, .reverse]), on: &screen)
  }

  private func point(_ code: ArraySlice<Float>, _ index: Int?) -> Point {
    let point = state.planePoint(of: code)
    guard state.codeSize > 1 else {
      let row = index.map { Float(label($0) ?? 0) + 0.6 * (Float($0 * 37 % 100) / 100 - 0.5) }
      return Point(x: point.x, y: row ?? AppState.stripMiddle)
    }
    return point
  }

  private func label(_ index: Int) -> Int? {
    state.dataset.labels.indices.contains(index) ? Int(state.dataset.labels[index]) : nil
  }

  private func drawNeighbours(on screen: inout Screen, in rect: Rect) {
    box("Nearest test \(state.dataset.sample)s", [], on: &screen, in: rect)
    let interior = rect.inset()
    guard let reading = draw.reading else {
      sentence(
        "the test \(state.dataset.sample)s whose codes are nearest come here", on: &screen, in: rect
      )
      return
    }
    let count = interior.width >= 48 ? 5 : 3
    let pictures =
      [PictureRow.Picture("as encoded", reading.image)]
      + reading.neighbours.prefix(count).map {
        PictureRow.Picture("“\(state.className(of: $0.digit))” \($0.digit + 1)", $0.picture)
      }
    PictureRow(pictures, shape: state.dataset.shape)
      .draw(on: &screen, in: interior, as: state.appearance)
  }

  private func box(
    _ name: String, _ parts: [StyledText], isFocused: Bool = false, on screen: inout Screen,
    in rect: Rect
  ) {
    let title = TitleText.joined(
      [StyledText(name, Style(.title, .bold))] + parts, width: rect.width - 5)
    Box(title, isFocused: isFocused).draw(on: &screen, in: rect, as: state.appearance)
  }

  private func sentence(_ text: String, on screen: inout Screen, in rect: Rect) {
    state.drawSentence(text, on: &screen, in: rect.inset(horizontal: 2))
  }
}

extension AppState {
  /// The name of a test digit's class; nothing where it has none.
  func className(of digit: Int) -> String {
    guard dataset.labels.indices.contains(digit) else { return "" }
    let label = Int(dataset.labels[digit])
    return dataset.classNames.indices.contains(label) ? dataset.classNames[label] : "\(label)"
  }
}

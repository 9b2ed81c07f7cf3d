import Models
import Render

/// How the Network screen is drawn.
struct NetworkView {
  let content: NetworkScreen
  let state: AppState
  let layout: NetworkLayout

  init(_ content: NetworkScreen, _ state: AppState) {
    self.content = content
    self.state = state
    layout = NetworkLayout(content, state)
  }

  func draw(on screen: inout Screen) {
    drawTabs(on: &screen)
    for placed in layout.parts {
      switch placed.part {
      case .layers: drawLayers(on: &screen, in: placed.rect)
      case .pictures: drawPictures(on: &screen, in: placed.rect)
      case .activity: drawActivity(on: &screen, in: placed.rect)
      case .derivative: drawDerivative(on: &screen, in: placed.rect)
      }
    }
  }

  private func drawTabs(on screen: inout Screen) {
    for tab in layout.tabs {
      let isFocused = tab.part == content.focus
      let number = tab.rect.width > tab.part.name.count + 1 ? "\(tab.part.rawValue + 1) " : ""
      let style = isFocused ? Style(.title, [.bold, .reverse]) : Style(.muted)
      Area(tab.rect, as: state.appearance).write(
        StyledText(number.isEmpty ? tab.part.name : " \(number)\(tab.part.name) ", style), row: 0,
        on: &screen)
    }
  }

  /// Draws the frame of a part, and returns the room inside.
  func frame(
    _ part: NetworkScreen.Part, _ title: [StyledText], footer: StyledText = "",
    on screen: inout Screen, in rect: Rect
  ) -> Rect {
    Box(
      TitleText.joined(title, width: rect.width - 5), number: part.rawValue + 1,
      footer: footer.width <= rect.width - 6 ? footer : "", isFocused: content.focus == part
    ).draw(on: &screen, in: rect, as: state.appearance)
    return rect.inset()
  }

  /// A part's name, as its title begins.
  func name(_ text: String) -> StyledText { StyledText(text, Style(.title, .bold)) }

  func muted(_ text: String) -> StyledText { StyledText(text, Style(.muted)) }

  // MARK: - Layers

  private func drawLayers(on screen: inout Screen, in rect: Rect) {
    let total = content.layers.reduce(0) { $0 + $1.parameters }
    let count = content.layers.count { $0.kind != .code }
    var title = [name("Layers")]
    if count > 0 {
      title.append(
        StyledText(NumberText.short(Double(total), digits: 4), Style(.text, .bold))
          + muted(" weights"))
      title.append(muted("\(count) layers"))
    }
    let inside = frame(.layers, title, on: &screen, in: rect)
    guard count > 0 else {
      state.drawSentence("the model is being taken apart…", on: &screen, in: inside)
      return
    }
    Self.table(of: content, width: inside.width)
      .draw(on: &screen, in: inside, as: state.appearance)
  }

  /// The layers as a table; narrow ones leave out what can be missed.
  static func table(of content: NetworkScreen, width: Int) -> Table {
    let isWide = width >= 56
    let spacing = width >= 44 ? 2 : 1
    let longest = content.layers.reduce(4) { max($0, shapes(of: $1).count) }
    // What shapes, functions and numbers leave.
    let room = max(8, width - longest - 7 - 2 * spacing - (isWide ? 12 : 0))
    let rows = content.layers.map { layer -> [StyledText] in
      let isCode = layer.kind == .code
      let isChosen = layer.name == content.layer?.name
      let style: Style = isCode && !isChosen ? Style(.accent, .bold) : .standard
      var row = [
        StyledText(shortened(layer.name, room), style),
        StyledText(shapes(of: layer), isCode ? style : Style(.text)),
      ]
      if isWide { row.append(StyledText(function(of: layer))) }
      row.append(
        StyledText(isCode ? "" : NumberText.short(Double(layer.parameters), digits: 3)))
      return row
    }
    var columns = [Table.Column("layer"), Table.Column("what")]
    if isWide { columns.append(Table.Column("then")) }
    return Table(
      columns: columns + [Table.Column("weights", alignment: .right)], rows: rows,
      selectedRow: content.layers.isEmpty ? nil : content.chosen, spacing: spacing)
  }

  /// A name without its middle, where it is long: layers of a network differ at their ends.
  private static func shortened(_ name: String, _ width: Int) -> String {
    guard name.count > width else { return name }
    let end = min(8, width / 2)
    return name.prefix(width - end - 1) + "…" + name.suffix(end)
  }

  /// What a layer reads and writes, in short.
  static func shapes(of layer: NetworkAnatomy.Layer) -> String {
    switch layer.kind {
    case .dense: return "\(layer.inputs.count)→\(layer.outputs.count)"
    case .tied: return "\(layer.inputs.count)→\(layer.outputs.count) tied"
    case .embedding: return "\(layer.inputs.count)→\(layer.outputs.count)"
    case .codebook(let vectors, let size): return "\(vectors) × \(size)"
    case .code: return layer.outputs.count == 1 ? "1 number" : "\(layer.outputs.count) numbers"
    case .convolution(let taps):
      var text = "\(taps.rows)×\(taps.columns) \(layer.inputs.units)→\(layer.outputs.units)"
      if taps.doublesBefore || (taps.isTransposed && taps.stride > 1) { text += " ↑2" }
      if !taps.isTransposed, taps.stride > 1 { text += " ↓\(taps.stride)" }
      return text
    }
  }

  private static func function(of layer: NetworkAnatomy.Layer) -> String {
    if layer.kind == .code { return "" }
    var text = layer.activation.map { $0 == .identity ? "linear" : $0.rawValue } ?? "nearest"
    if case .convolution(let taps) = layer.kind, taps.pooling > 1 { text += " pool" }
    return text
  }

  // MARK: - Pictures

  private func drawPictures(on screen: inout Screen, in rect: Rect) {
    guard let layer = content.layer else {
      let inside = frame(.pictures, [name("Pictures")], on: &screen, in: rect)
      state.drawSentence("pictures of the units come after the layers", on: &screen, in: inside)
      return
    }
    let shape = state.dataset.shape
    let grid = layout.tiles(of: layer, shape)
    let title = [
      name(layer.name), muted(extent(of: layer, grid)), muted(Self.function(of: layer)),
    ]
    let inside = frame(.pictures, title, footer: legend, on: &screen, in: rect)
    let rows = inside.rows([.fixed(inside.height >= 8 ? 1 : 0), .minimum(0)])
    Area(rows[0], as: state.appearance).write(muted(subject(of: layer)), row: 0, on: &screen)
    guard let found = content.shownPictures else {
      state.drawSentence("drawing its units…", on: &screen, in: rows[1])
      return
    }
    guard grid.count > 0, !found.pictures.isEmpty else {
      state.drawSentence("too little room for pictures", on: &screen, in: rows[1])
      return
    }
    let brightest = found.maps.reduce(0) { max($0, $1.largest) }
    for (index, unit) in found.units.prefix(grid.count).enumerated() {
      let place = grid.place(index)
      draw(found.pictures[index], on: &screen, in: place.picture)
      if let map = place.map, found.maps.indices.contains(index) {
        draw(found.maps[index], brightest: brightest, on: &screen, in: map)
      }
      TextBlock(caption(unit, layer, width: place.caption.width), alignment: .center)
        .draw(on: &screen, in: place.caption, as: state.appearance)
    }
  }

  /// Which units are in view.
  private func extent(of layer: NetworkAnatomy.Layer, _ grid: TileGrid) -> String {
    let what =
      layer.subject.readsOutputs ? "units" : layer.subject == .vectors ? "vectors" : "inputs"
    let last = min(content.firstPicture + grid.count, layer.pictureCount)
    if last - content.firstPicture >= layer.pictureCount { return "\(layer.pictureCount) \(what)" }
    return "\(what) \(content.firstPicture + 1)…\(last) of \(layer.pictureCount)"
  }

  private var legend: StyledText {
    StyledText("− ", Style(.signed(-0.9), on: .standard, .bold))
      + muted("0")
      + StyledText(" +", Style(.signed(0.9), on: .standard, .bold))
      + muted(" · each by itself")
  }

  /// What the pictures are, in half a sentence.
  private func subject(of layer: NetworkAnatomy.Layer) -> String {
    switch layer.subject {
    case .incoming(let count): "what each unit looks for" + through(count)
    case .outgoing(let count): "what each number paints" + through(count)
    case .kernels: "a kernel for each channel read, and the map of \(sample)"
    case .spreadingKernels: "a kernel for each channel written, and the map read"
    case .derivative: "how each unit answers to each \(feature) of \(sample)"
    case .effect: "how the picture of \(sample) changes with each number"
    case .folded: "each unit's weights, folded into a rectangle"
    case .vectors: "the codebook's vectors, a square a number"
    }
  }

  private func through(_ count: Int) -> String {
    switch count {
    case 0: ", \(feature) by \(feature)"
    case 1: ", through one more layer, as if linear"
    default: ", through \(count) more layers, as if linear"
    }
  }

  /// What an input consists of.
  private var feature: String {
    switch state.dataset.kind {
    case .images: "pixel"
    case .points: "coordinate"
    case .ratings: "rating"
    }
  }

  /// The sample shown, with its number.
  var sample: String { "\(state.dataset.sample) \(state.digit + 1)" }

  private func caption(
    _ unit: Int, _ layer: NetworkAnatomy.Layer, width: Int
  ) -> StyledText {
    let name = StyledText(pictureName(unit, layer), Style(.text))
    guard layer.subject.readsOutputs || layer.kind == .code,
      let values = content.shownActivity?.atSample, values.indices.contains(unit)
    else { return name }
    let value = NumberText.short(Double(values[unit]), digits: 2)
    let isActive = content.shownActivity.map { $0.rule.isActive(values[unit]) } ?? true
    let text = StyledText(" " + value, isActive ? Style(.accent) : Style(.muted))
    return name.width + text.width <= width ? name + text : name
  }

  /// What a picture is called: a dimension of the code, a class that the decoder is told, or a unit.
  func pictureName(_ unit: Int, _ layer: NetworkAnatomy.Layer) -> String {
    guard layer.kind == .code || layer.readsCode else { return layer.unitName(unit) }
    guard unit >= state.codeSize else { return "z\(unit + 1)" }
    let names = state.dataset.classNames
    let label = unit - state.codeSize
    return names.indices.contains(label) ? "“\(names[label])”" : "\(unit + 1)"
  }

  /// Draws a picture so that its largest number is as bright as can be, or a map so that the largest
  /// of all maps is.
  func draw(
    _ picture: LayerPictures.Picture, brightest: Float? = nil, on screen: inout Screen,
    in rect: Rect
  ) {
    let largest = brightest ?? picture.largest
    let scale = largest > 0 ? 1 / largest : 0
    guard brightest == nil || picture.values.contains(where: { $0 < 0 }) else {
      GrayImage(
        picture.values.map { $0 * scale }, width: picture.width, height: picture.height
      ).draw(on: &screen, in: rect, as: state.appearance)
      return
    }
    var image = GrayImage(
      picture.values.map { 0.5 + 0.5 * $0 * scale }, width: picture.width, height: picture.height,
      coloring: .signed)
    let size = image.size(in: rect)
    if brightest == nil, size.width < picture.width {
      // Means of neighbours are smaller than what they are means of.
      let means = image.resampled(width: size.width, height: size.height)
      let most = means.lazy.filter(\.isFinite).reduce(Float(1e-6)) { max($0, abs($1 - 0.5)) }
      image = GrayImage(
        means.map { 0.5 + ($0 - 0.5) * 0.5 / most }, width: size.width, height: size.height,
        coloring: .signed)
    }
    image.draw(on: &screen, in: rect, as: state.appearance)
  }
}

extension LayerPictures.Picture {
  /// The largest number, whatever its sign.
  var largest: Float { values.lazy.filter(\.isFinite).reduce(0) { max($0, abs($1)) } }
}

import Models
import Render

/// Where everything of the Network screen is: for drawing, for the mouse and for what is worked out.
struct NetworkLayout: Equatable {
  /// A part with its room.
  struct Placed: Equatable {
    var part: NetworkScreen.Part
    var rect: Rect
  }

  /// The names of all parts, where not all are in view.
  private(set) var tabs: [Placed] = []
  private(set) var parts: [Placed] = []

  init(_ screen: NetworkScreen, _ state: AppState) {
    let body = ExploreLayout(state).body
    if screen.isZoomed {
      place(screen.focus, body)
    } else if body.width >= 100, body.height >= 30 {
      placeAll(screen, body)
    } else {
      let rows = body.rows([.fixed(1), .minimum(0)])
      placeTabs(rows[0])
      guard body.width >= 70, body.height >= 14 else {
        place(screen.focus, rows[1])
        return
      }
      let columns = rows[1].columns([.fixed(31), .minimum(0)])
      placeList(screen, columns[0])
      place(screen.focus == .layers ? .pictures : screen.focus, columns[1])
    }
  }

  private mutating func place(_ part: NetworkScreen.Part, _ rect: Rect) {
    parts.append(Placed(part: part, rect: rect))
  }

  /// The layers, and how active the chosen one is if that has room below them.
  private mutating func placeList(_ screen: NetworkScreen, _ column: Rect) {
    let wanted = max(6, screen.layers.count + 3)
    guard column.height - wanted >= 9, screen.focus != .activity else {
      place(.layers, column)
      return
    }
    let rows = column.rows([.fixed(wanted), .minimum(0)])
    place(.layers, rows[0])
    place(.activity, rows[1])
  }

  private mutating func placeAll(_ screen: NetworkScreen, _ body: Rect) {
    let isLarge = body.width >= 160 && body.height >= 48
    let columns = body.columns([.fixed(isLarge ? 64 : 48), .minimum(0)])
    // Headings and frame, and a row a layer; what is left over is for their activity.
    let wanted = max(6, screen.layers.count + 3)
    let left = columns[0].rows([
      .fixed(min(wanted, body.height - (isLarge ? 24 : 18))), .minimum(0),
    ])
    let right = columns[1].rows([.minimum(0), .fixed(isLarge ? 17 : 12)])
    place(.layers, left[0])
    place(.pictures, right[0])
    place(.activity, left[1])
    place(.derivative, right[1])
  }

  private mutating func placeTabs(_ row: Rect) {
    var x = row.x
    for part in NetworkScreen.Part.allCases {
      // Number, space, name, and a space on either side; short of room the name alone.
      let width = part.name.count + (row.width >= 50 ? 4 : 1)
      tabs.append(Placed(part: part, rect: Rect(x: x, y: row.y, width: width, height: 1)))
      x += width
    }
  }

  /// Returns the room of a part with its frame, if it is in view.
  func rect(of part: NetworkScreen.Part) -> Rect? {
    parts.first { $0.part == part }?.rect
  }

  /// Returns the part at a screen's cell.
  func part(atColumn column: Int, row: Int) -> NetworkScreen.Part? {
    parts.first { $0.rect.contains(x: column, y: row) }?.part
  }

  /// Returns the tab at a screen's cell.
  func tab(atColumn column: Int, row: Int) -> NetworkScreen.Part? {
    tabs.first { $0.rect.contains(x: column, y: row) }?.part
  }

  /// Returns the layer in a row of the screen.
  func layer(atRow row: Int, _ screen: NetworkScreen) -> Int? {
    guard let rect = rect(of: .layers)?.inset() else { return nil }
    let table = NetworkView.table(of: screen, width: rect.width)
    let index = row - rect.y - 1 + table.firstVisibleRow(in: rect)
    return row > rect.y && row < rect.maxY && screen.layers.indices.contains(index) ? index : nil
  }

  /// Where pictures are drawn; a few rows if they are not in view.
  func tiles(of layer: NetworkAnatomy.Layer, _ shape: ImageShape) -> TileGrid {
    let room = rect(of: .pictures)?.inset() ?? Rect(x: 0, y: 0, width: 40, height: 12)
    return TileGrid(
      room.rows([.fixed(room.height >= 8 ? 1 : 0), .minimum(0)])[1],
      picture: layer.pictureSize(shape), map: layer.mapSize, most: layer.pictureCount)
  }
}

/// Pictures in rows and columns, as large as leaves room for some of them, each over a line of text.
struct TileGrid: Equatable {
  /// Tiles side by side, and rows of them.
  let columns: Int
  let rows: Int
  /// The cells of the picture, and of the map at its right.
  let picture: Rect
  let map: Rect?
  private let room: Rect
  private let most: Int
  private let gap: Int

  /// Tiles that there is room for.
  var count: Int { min(most, columns * rows) }

  /// The heights to choose from, in rows of cells.
  private static let heights = 1...28

  init(
    _ room: Rect, picture: (width: Int, height: Int), map: (width: Int, height: Int)?, most: Int
  ) {
    self.room = room
    self.most = most
    // So many at least, and then as much of the room as can be.
    let wanted = min(most, max(1, room.width * room.height / (map == nil ? 300 : 140)))
    var best: (picture: Rect, map: Rect?, columns: Int, rows: Int)?
    var bestScore = -1
    for height in Self.heights where height < max(2, room.height) {
      let first = Self.extent(picture, height, room.width)
      let second = map.map { Self.extent($0, height, room.width) }
      let width = Self.width(first, second)
      guard width <= room.width, !first.isEmpty else { continue }
      let tall = max(first.height, second?.height ?? 0) + 1
      let (across, down) = ((room.width + 1) / (width + 1), room.height / tall)
      let count = min(most, across * down)
      guard count > 0 else { continue }
      let score = count >= wanted ? room.width * room.height + count * width * tall : count
      if score >= bestScore {
        (best, bestScore) = ((first, second, across, down), score)
      }
    }
    let nothing = Rect(x: 0, y: 0, width: 0, height: 0)
    self.picture = best?.picture ?? nothing
    self.map = best.flatMap(\.map)
    columns = best?.columns ?? 0
    rows = best?.rows ?? 0
    let width = Self.width(self.picture, self.map)
    let shown = min(columns, most)
    let spare = room.width - shown * width
    gap = shown > 1 ? min(4, max(1, spare / (shown - 1))) : 1
  }

  private static func extent(
    _ size: (width: Int, height: Int), _ height: Int, _ width: Int
  ) -> Rect {
    // Kernels of few pixels are not drawn larger than anybody needs.
    let most = min(height, max(1, (size.height * 6 + 1) / 2))
    let extent = GrayImage([], width: size.width, height: size.height)
      .extent(in: Rect(x: 0, y: 0, width: width, height: most))
    return Rect(x: 0, y: 0, width: extent.width, height: extent.height)
  }

  private static func width(_ picture: Rect, _ map: Rect?) -> Int {
    // A caption has a number at least.
    max(6, picture.width + (map.map { $0.width + 1 } ?? 0))
  }

  /// Returns the room of a tile: its picture, its map and its caption.
  func place(_ index: Int) -> (picture: Rect, map: Rect?, caption: Rect) {
    let width = Self.width(picture, map)
    let height = max(picture.height, map?.height ?? 0)
    let x = room.x + index % max(1, columns) * (width + gap)
    let y = room.y + index / max(1, columns) * (height + 1)
    return (
      Rect(
        x: x, y: y + (height - picture.height) / 2, width: picture.width, height: picture.height),
      map.map {
        Rect(
          x: x + picture.width + 1, y: y + (height - $0.height) / 2, width: $0.width,
          height: $0.height)
      }, Rect(x: x, y: y + height, width: width, height: 1)
    )
  }
}

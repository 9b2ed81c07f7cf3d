import Render

/// Where everything of the Traverse screen is: for drawing, for the mouse and for what is decoded.
struct TraverseLayout: Equatable {
  /// The row with the names of the modes.
  let tabs: Rect
  /// The pane with its frame.
  let pane: Rect
  /// The row above the pictures, empty where there is none.
  let heading: Rect
  /// What belongs to each row of pictures, at its left.
  let gutter: Rect
  /// The room of the pictures.
  let field: Rect
  /// Below a path, where there is room: the latent plane with the path in it.
  let plane: Rect
  /// The room of a picture, in cells.
  let picture: (width: Int, height: Int)
  /// Empty columns between neighbours.
  let gap: Int
  /// Pictures side by side.
  let columns: Int
  /// Rows of pictures that are shown.
  let rows: Int
  /// Rows that there are.
  let allRows: Int
  /// The first row shown.
  let firstRow: Int
  /// Whether not even one picture has room.
  let isTooSmall: Bool

  /// The widths of a picture to choose from, in columns; half as many rows.
  private static let widths = Array(stride(from: 56, through: narrowest, by: -2))
  private static let narrowest = 6

  init(_ screen: TraverseScreen, _ state: AppState) {
    let body = ExploreLayout(state).body
    let parts = body.rows([.fixed(1), .minimum(0)])
    (tabs, pane) = (parts[0], parts[1])
    let hasGutter = screen.mode == .sweep || screen.mode == .path
    let inside = pane.inset().rows([.fixed(screen.mode == .sweep ? 1 : 0), .minimum(0)])
    let sides = inside[1].columns([.fixed(hasGutter ? Self.gutterWidth : 0), .minimum(0)])
    (heading, gutter) = (inside[0], sides[0])
    gap = screen.mode == .grid ? 0 : 1
    allRows = Self.allRows(screen.mode, state)
    let best = Self.bestWidth(screen, allRows, sides[1], gap: gap)
    let room = sides[1]
    picture = (best, best / 2)
    columns = min(Self.mostColumns, (room.width + gap) / max(1, best + gap))
    rows = min(room.height / max(1, best / 2), screen.mode.hasAllRows ? allRows : 60)
    isTooSmall = ExploreLayout(state).isTooSmall || columns < 1 || rows < 1
    firstRow = max(0, min(screen.firstRow, allRows - rows))
    // In the middle of what is left over.
    let used = columns * (best + gap) - gap
    let spare = room.height - rows * (best / 2)
    plane =
      screen.mode == .path && spare >= Self.planeHeight
      ? Rect(x: pane.x, y: pane.maxY - spare - 1, width: pane.width, height: spare + 1)
      : Rect(x: pane.x, y: pane.maxY, width: 0, height: 0)
    field = Rect(
      x: room.x + (hasGutter ? 0 : max(0, room.width - used) / 2),
      y: room.y + (screen.mode == .sweep || screen.mode == .path ? 0 : spare / 2), width: used,
      height: rows * (best / 2))
  }

  static func == (left: TraverseLayout, right: TraverseLayout) -> Bool {
    left.field == right.field && left.columns == right.columns && left.rows == right.rows
      && left.firstRow == right.firstRow && left.allRows == right.allRows
  }

  /// Rows of a plane in which anything can be seen, with its frame.
  private static let planeHeight = 9
  /// Columns of a row's name and numbers.
  private static let gutterWidth = 11
  /// More would take the decoder too long.
  private static let mostColumns = 24

  private static func allRows(_ mode: TraverseScreen.Mode, _ state: AppState) -> Int {
    switch mode {
    case .sweep: state.codeSize
    case .path: 3
    case .grid: state.codeSize > 1 ? 60 : 1
    case .samples: 60
    }
  }

  /// The largest pictures of which enough have room, made larger or smaller as was asked for.
  private static func bestWidth(
    _ screen: TraverseScreen, _ allRows: Int, _ room: Rect, gap: Int
  ) -> Int {
    let wanted = wanted(screen.mode)
    let fitting = widths.first { width in
      (room.width + gap) / (width + gap) >= wanted.columns
        && room.height / (width / 2) >= min(wanted.rows, allRows)
    }
    var best = fitting ?? narrowest
    for _ in 0..<abs(screen.enlargement) {
      best = screen.enlargement > 0 ? best * 4 / 3 / 2 * 2 : best * 3 / 4 / 2 * 2
    }
    return max(narrowest, min(best, room.width / 2 * 2, room.height * 2))
  }

  private static func wanted(_ mode: TraverseScreen.Mode) -> (columns: Int, rows: Int) {
    switch mode {
    case .sweep: (6, 4)
    case .grid: (8, 4)
    case .path: (7, 3)
    case .samples: (6, 3)
    }
  }

  /// Returns the room of a picture.
  func rect(column: Int, row: Int) -> Rect {
    Rect(
      x: field.x + column * (picture.width + gap), y: field.y + row * picture.height,
      width: picture.width, height: picture.height)
  }

  /// Returns the picture at a screen's cell.
  func place(atColumn x: Int, row y: Int) -> (column: Int, row: Int)? {
    guard field.contains(x: x, y: y) else { return nil }
    return ((x - field.x) / (picture.width + gap), (y - field.y) / picture.height)
  }

  /// The tabs with their places.
  var placedTabs: [(mode: TraverseScreen.Mode, rect: Rect)] {
    var x = tabs.x
    return TraverseScreen.Mode.allCases.map { mode in
      // Number, space, name, and a space on either side.
      let width = mode.name.count + 4
      defer { x += width }
      return (mode, Rect(x: x, y: tabs.y, width: width, height: tabs.height))
    }
  }

  /// Returns the tab at a screen's cell.
  func tab(atColumn x: Int, row y: Int) -> TraverseScreen.Mode? {
    placedTabs.first { $0.rect.contains(x: x, y: y) }?.mode
  }
}

extension TraverseScreen.Mode {
  /// Whether there are just so many rows, and not as many as have room.
  fileprivate var hasAllRows: Bool {
    switch self {
    case .sweep, .path, .grid: true
    case .samples: false
    }
  }
}

import Render

/// Where everything of the Explore screen is: for drawing and for the mouse alike.
struct ExploreLayout: Equatable {
  /// A pane and its place.
  struct Placed: Equatable {
    var pane: Pane
    var rect: Rect
  }

  /// The smallest size that can be used, in cells.
  static let smallest = (width: 40, height: 12)

  let isTooSmall: Bool
  let header: Rect
  let footer: Rect
  /// The room between them.
  let body: Rect
  /// The room of the tour's card, above the footer; empty while nobody takes the tour.
  let tour: Rect
  /// The names of all panes, where not all are in view.
  private(set) var tabs: [Placed] = []
  private(set) var panes: [Placed] = []

  init(_ state: AppState) {
    let screen = Rect(x: 0, y: 0, width: state.width, height: state.height)
    isTooSmall = state.width < Self.smallest.width || state.height < Self.smallest.height
    let rows = screen.rows([.fixed(1), .minimum(0), .fixed(1)])
    let isTouring = state.tour != nil && !isTooSmall
    let middle = rows[1].rows([
      .minimum(0), .fixed(isTouring ? TourCard.height(width: state.width) : 0),
    ])
    (header, body, tour, footer) = (rows[0], middle[0], middle[1], rows[2])
    guard !isTooSmall else { return }
    if state.isZoomed {
      panes = [Placed(pane: state.focus, rect: body)]
    } else if body.width >= 180, body.height >= 50 {
      placeRoomy(body)
    } else if body.width >= 100, body.height >= 32 {
      placeAll(body)
    } else {
      let parts = body.rows([.fixed(1), .minimum(0)])
      placeTabs(parts[0], focus: state.focus)
      placeSome(parts[1], focus: state.focus)
    }
  }

  /// Returns the room of a pane with its frame, if it is in view.
  func rect(of pane: Pane) -> Rect? {
    panes.first { $0.pane == pane }?.rect
  }

  /// Returns the pane at a screen's cell.
  func pane(atColumn column: Int, row: Int) -> Pane? {
    panes.first { $0.rect.contains(x: column, y: row) }?.pane
  }

  /// Returns the tab at a screen's cell.
  func tab(atColumn column: Int, row: Int) -> Pane? {
    tabs.first { $0.rect.contains(x: column, y: row) }?.pane
  }

  /// Columns that the tabs take with all names.
  private static let wideTabs = Pane.allCases.reduce(0) { $0 + $1.name.count + 4 }

  /// A picture of 28 × 28 pixels with its frame.
  private static let picture = (width: 30, height: 16)

  /// Everything, with the decoded picture at double size.
  private mutating func placeRoomy(_ body: Rect) {
    let rows = body.rows([.minimum(0), .fixed(17)])
    let top = rows[0].columns([.fixed(60), .minimum(0), .fixed(60)])
    let right = top[2].rows([.fixed(30), .minimum(0)])
    panes = [
      Placed(pane: .loss, rect: top[0]), Placed(pane: .digit, rect: rows[1]),
      Placed(pane: .latent, rect: top[1]), Placed(pane: .decoded, rect: right[0]),
      Placed(pane: .code, rect: right[1]),
    ]
  }

  /// Everything: pictures in a row below, curves and the plane above.
  private mutating func placeAll(_ body: Rect) {
    let rows = body.rows([.minimum(0), .fixed(17)])
    let top = rows[0].columns([.fraction(0.46), .minimum(0)])
    let left = top[0].rows([.minimum(0), .fixed(body.height >= 44 ? 9 : 7)])
    let bottom = rows[1].columns([.minimum(0), .fixed(32)])
    panes = [
      Placed(pane: .loss, rect: left[0]), Placed(pane: .digit, rect: bottom[0]),
      Placed(pane: .latent, rect: top[1]), Placed(pane: .decoded, rect: bottom[1]),
      Placed(pane: .code, rect: left[1]),
    ]
  }

  /// The focused pane; beside the latent plane what is decoded, and the loss if there is room.
  private mutating func placeSome(_ body: Rect, focus: Pane) {
    guard focus == .latent || focus == .decoded, body.width >= 70, body.height >= 16 else {
      panes = [Placed(pane: focus, rect: body)]
      return
    }
    let columns = body.columns([.minimum(0), .fixed(Self.picture.width)])
    panes = [Placed(pane: .latent, rect: columns[0])]
    guard body.height - Self.picture.height >= 4 else {
      panes.append(Placed(pane: .decoded, rect: columns[1]))
      return
    }
    let right = columns[1].rows([.fixed(Self.picture.height), .minimum(0)])
    panes.append(Placed(pane: .decoded, rect: right[0]))
    panes.append(Placed(pane: .loss, rect: right[1]))
  }

  private mutating func placeTabs(_ row: Rect, focus: Pane) {
    var x = row.x
    for pane in Pane.allCases {
      // Number, space, name, and a space on either side; short of room the number stands alone.
      let width = row.width >= Self.wideTabs || pane == focus ? pane.name.count + 4 : 3
      tabs.append(Placed(pane: pane, rect: Rect(x: x, y: row.y, width: width, height: 1)))
      x += width
    }
  }
}

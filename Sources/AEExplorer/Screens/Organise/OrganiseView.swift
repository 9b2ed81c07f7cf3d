import Models
import Render

/// How the Organise screen is drawn.
struct OrganiseView {
  let content: OrganiseScreen
  let state: AppState
  /// Clusters by classes; numbers and neighbours, where there is room for them.
  private var table: Rect
  private var numbers: Rect?
  private var neighbours: Rect?

  init(_ content: OrganiseScreen, _ state: AppState, in body: Rect) {
    self.content = content
    self.state = state
    table = body
    if body.height < 16 { return }
    let strip = min(
      body.height >= 50 ? 17 : 11, max(8, body.height - Self.rows(content, state) - 3))
    let rows = body.rows([.minimum(0), .fixed(strip)])
    (table, neighbours) = (rows[0], rows[1])
    guard body.width >= 70 else { return }
    let columns = rows[0].columns([.minimum(0), .fixed(body.width >= 100 ? 42 : 28)])
    (table, numbers) = (columns[0], columns[1])
  }

  private static func rows(_ content: OrganiseScreen, _ state: AppState) -> Int {
    content.clusters(in: state)
  }

  func draw(on screen: inout Screen) {
    drawTable(on: &screen)
    if let numbers { drawNumbers(on: &screen, in: numbers) }
    if let neighbours { drawNeighbours(on: &screen, in: neighbours) }
  }

  private func drawWaiting(on screen: inout Screen, in rect: Rect, _ sentence: String) {
    let broken = "the codes are no numbers any more: the training has diverged"
    state.drawSentence(
      content.organisation?.count == 0 ? broken : sentence, on: &screen, in: rect)
  }

  /// What was found, if it was found with so many clusters as are wanted.
  private var organisation: Organisation? {
    let clusters = content.clusters(in: state)
    return content.organisation.flatMap { found in
      found.agreement != nil && found.method == content.method && found.clusters == clusters
        ? found : nil
    }
  }

  // MARK: - Clusters by classes

  private func drawTable(on screen: inout Screen) {
    let clusters = content.clusters(in: state)
    var title = [
      StyledText("\(clusters) clusters of the codes", Style(.title, .bold)),
      StyledText(content.method.name),
    ]
    if let organisation, let agreement = organisation.agreement {
      title.append(TitleText.value("ACC", agreement.accuracy, role: .test))
      title.append(TitleText.value("NMI", agreement.mutualInformation))
      title.append(TitleText.value("ARI", agreement.randIndex))
      title.append(
        StyledText("\(organisation.count) test codes, step \(organisation.step)", Style(.muted)))
    }
    Box(
      TitleText.joined(title, width: table.width - 4),
      footer: StyledText("clusters down, classes across · arrows: k, W: method", Style(.muted))
    ).draw(on: &screen, in: table, as: state.appearance)
    let interior = table.inset()
    guard let organisation else {
      drawWaiting(on: &screen, in: interior, "looking for clusters among the test codes…")
      return
    }
    let classes = organisation.table.first?.count ?? 0
    let order = organisation.order
    // Rows get as high as there is room, so that the table is a picture.
    let height = min(3, max(1, (interior.height - 1) / max(1, order.count)))
    let lines = interior.rows(
      [.fixed(1)] + Array(repeating: .fixed(height), count: order.count))
    let hasTree =
      !organisation.joins.isEmpty && lines.allSatisfy { !$0.isEmpty }
      && interior.width >= 7 + 3 * classes + Self.treeWidth
    let room = interior.width - 7 - (hasTree ? Self.treeWidth : 0)
    let width = max(3, min(9, room / max(1, classes)))
    drawClassNames(classes, width, on: &screen, in: lines[0])
    for (cluster, line) in zip(order, lines.dropFirst()) where !line.isEmpty {
      drawRow(organisation, cluster, width, on: &screen, in: line)
    }
    if hasTree {
      let left = interior.x + 7 + classes * width + 1
      Dendrogram(
        joins: organisation.joins, rows: lines.dropFirst().map { $0.y + $0.height / 2 },
        left: left, width: min(3 * Self.treeWidth, interior.maxX - left)
      ).draw(on: &screen, as: state.appearance)
    }
  }

  /// Columns that a tree of the clusters needs at least.
  private static let treeWidth = 12

  private func drawClassNames(
    _ classes: Int, _ width: Int, on screen: inout Screen, in line: Rect
  ) {
    let area = Area(line, as: state.appearance)
    area.write(StyledText("k", Style(.muted)), row: 0, on: &screen)
    for label in 0..<classes {
      let name = StyledText(
        String(state.className(label).plain.prefix(max(1, width - 1))),
        Style(.category(UInt8(label % 10)), on: .standard, .bold))
      area.write(
        name, column: 7 + label * width + max(0, (width - name.width) / 2), row: 0, on: &screen)
    }
  }

  private func drawRow(
    _ organisation: Organisation, _ cluster: Int, _ width: Int, on screen: inout Screen,
    in line: Rect
  ) {
    let counts = organisation.table[cluster]
    let classes = organisation.agreement?.classOfCluster ?? []
    let meant = classes.indices.contains(cluster) ? classes[cluster] : nil
    let total = max(1, counts.reduce(0, +))
    let middle = line.height / 2
    let area = Area(line, as: state.appearance)
    let arrow = state.appearance.glyphs == .unicode ? "→" : ">"
    area.write(
      StyledText("\(cluster + 1)", Style(.muted))
        + (meant.map {
          StyledText(" \(arrow) ", Style(.muted))
            + StyledText(
              String(state.className($0).plain.prefix(2)),
              Style(.category(UInt8($0 % 10)), on: .standard, .bold))
        } ?? ""), row: middle, limit: 7, on: &screen)
    for (label, count) in counts.enumerated() {
      let share = Float(count) / Float(total)
      let fill = Color.heat(intensity: share)
      let ink = Style(share > 0.6 ? .gray(0) : .gray(23), on: fill, label == meant ? .bold : [])
      for row in 0..<line.height {
        for column in 0..<(width - 1) {
          area.put(" ", column: 7 + label * width + column, row: row, ink, on: &screen)
        }
      }
      let text = StyledText(count == 0 ? "." : "\(count)", ink)
      area.write(
        text, column: 7 + label * width + max(0, (width - 1 - text.width) / 2), row: middle,
        limit: width - 1, on: &screen)
    }
  }

  // MARK: - Numbers

  private func drawNumbers(on screen: inout Screen, in rect: Rect) {
    Box(StyledText("Classes found", Style(.title, .bold)))
      .draw(on: &screen, in: rect, as: state.appearance)
    let interior = rect.inset()
    guard let organisation, !organisation.scores.isEmpty else {
      drawWaiting(on: &screen, in: interior, "classifiers come after the clusters")
      return
    }
    func percent(_ value: Double?) -> StyledText {
      StyledText(
        value.map { NumberText.fixed(100 * $0, decimals: 1) + " %" } ?? "-", Style(.text, .bold))
    }
    let rows = organisation.scores.map { score in
      [StyledText("\(score.labels)"), percent(score.probe), percent(score.neighbours)]
    }
    let parts = interior.rows([.fixed(rows.count + 1), .fixed(1), .minimum(0)])
    Table(
      columns: [
        Table.Column("labels", alignment: .right), Table.Column("linear", alignment: .right),
        Table.Column("\(OrganiseStudy.neighbours)-NN", alignment: .right),
      ], rows: rows
    ).draw(on: &screen, in: parts[0], as: state.appearance)
    TextBlock(
      StyledText(
        "How many test images get their class right when only so many labels are known: by a "
          + "linear cut through the codes, and by the classes of the nearest codes.",
        Style(.muted))
    ).draw(on: &screen, in: parts[2], as: state.appearance)
  }

  // MARK: - Neighbours

  private func drawNeighbours(on screen: inout Screen, in rect: Rect) {
    var title = [StyledText("Nearest to digit \(state.digit + 1)", Style(.title, .bold))]
    let labels = state.dataset.labels
    if let found = content.neighbours, labels.indices.contains(found.digit) {
      let same = found.indices.count { labels[$0] == labels[found.digit] }
      title.append(
        StyledText("\(same) of \(found.indices.count) are of its class", Style(.muted)))
    }
    Box(TitleText.joined(title, width: rect.width - 4)).draw(
      on: &screen, in: rect, as: state.appearance)
    guard let found = content.neighbours else {
      drawWaiting(on: &screen, in: rect.inset(), "the test digits are being encoded…")
      return
    }
    func item(_ index: Int, _ pixels: [Float], isDigit: Bool = false) -> PictureStrip.Item {
      let label = labels.indices.contains(index) ? Int(labels[index]) : 0
      var name = state.className(label)
      if isDigit { name = name.restyled { $0.attributes.insert(.reverse) } }
      return PictureStrip.Item(
        pixels: pixels, caption: name + StyledText(" #\(index + 1)", Style(.muted)))
    }
    PictureStrip(
      [item(found.digit, found.picture, isDigit: true)]
        + zip(found.indices, found.pictures).map { item($0, $1) }, shape: state.dataset.shape
    ).draw(on: &screen, in: rect.inset(), as: state.appearance)
  }
}

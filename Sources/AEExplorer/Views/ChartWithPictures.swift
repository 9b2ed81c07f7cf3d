import Render

/// The room of a screen that has a chart, a few pictures of the digit, and below both, where there is
/// room, a strip of versions of it.
struct ChartWithPictures: Equatable {
  let chart: Rect
  let pictures: Rect
  let strip: Rect?

  /// Parts the room between header and footer.
  init(in body: Rect) {
    if body.width < 70 || body.height < 14 {
      // Little room: the pictures are what the screen is about, and the chart what explains them.
      let parts =
        body.width >= 70
        ? body.columns([.fraction(0.5), .minimum(0)])
        : body.rows([.fraction(0.5), .minimum(0)])
      (chart, pictures, strip) = (parts[0], parts[1], nil)
    } else if body.height < 30 {
      let parts = body.columns([.fraction(0.5), .minimum(0)])
      (chart, pictures, strip) = (parts[0], parts[1], nil)
    } else {
      let rows = body.rows([.minimum(0), .fixed(min(34, body.height * 11 / 20))])
      let pictureWidth = min(rows[0].width / 2, 4 * 29 + 2, max(48, rows[0].height * 3))
      let top = rows[0].columns([.minimum(0), .fixed(pictureWidth)])
      (chart, pictures, strip) = (top[0], top[1], rows[1])
    }
  }
}

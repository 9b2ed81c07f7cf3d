import CNcurses
import Render

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Terminal {
  /// Puts a frame on the screen, and returns how many bytes that took: 0 if nothing has changed.
  ///
  /// A frame of another size than the terminal's is cut off, or leaves the rest as it is.
  @discardableResult
  mutating func show(_ frame: Screen) -> Int {
    guard state == .active, !isDead else { return 0 }
    let last = shown.flatMap { $0.width == frame.width && $0.height == frame.height ? $0 : nil }
    if last == nil {
      // Not `clear`, which would send every cell again.
      werase(window)
    }
    for y in 0..<min(frame.height, size.height) where !Self.isRow(y, of: frame, equalTo: last) {
      draw(row: y, of: frame)
    }
    shown = frame
    return flush()
  }

  /// Draws the whole screen again, whatever the terminal shows now, as for Control-L.
  mutating func repaint() {
    guard state == .active, let frame = shown else { return }
    shown = nil
    clearok(aex_physical_window(), true)
    show(frame)
  }

  private static func isRow(_ y: Int, of frame: Screen, equalTo last: Screen?) -> Bool {
    guard let last else { return false }
    let range = (y * frame.width)..<((y + 1) * frame.width)
    return frame.cells[range] == last.cells[range]
  }

  /// Gives one row to ncurses, which finds out what must be sent.
  private mutating func draw(row y: Int, of frame: Screen) {
    let count = min(frame.width, size.width)
    guard count > 0 else { return }
    if row.count < count {
      row = Array(repeating: cchar_t(), count: count)
    }
    var style = Style.standard
    var drawing = pairs.drawing(for: style)
    for x in 0..<count {
      let cell = frame.cells[y * frame.width + x]
      if cell.style != style {
        style = cell.style
        drawing = pairs.drawing(for: style)
      }
      aex_set_cell(&row[x], drawable(cell.glyph), drawing.attributes, drawing.pair)
    }
    // Unlike adding characters, this neither moves the cursor nor fails in the last cell.
    mvwadd_wchnstr(window, Int32(y), 0, &row, Int32(count))
  }

  /// Returns the glyph, or a question mark for what would break the grid.
  private func drawable(_ glyph: Unicode.Scalar) -> wchar_t {
    let code = wchar_t(glyph.value)
    if (0x20...0x7E).contains(code) { return code }
    return appearance.glyphs == .unicode && wcwidth(code) == 1 ? code : 0x3F
  }

  private mutating func flush() -> Int {
    // Terminals that can't hide their cursor show it where it disturbs least.
    wmove(window, Int32(max(0, size.height - 1)), Int32(max(0, size.width - 1)))
    let brackets = options.synchronized && hasPrivateModes
    wnoutrefresh(window)
    let update = capture.bytes(
      prefix: brackets ? TerminalModes.updateBegins : [],
      suffix: brackets ? TerminalModes.updateEnds : []
    ) {
      _ = doupdate()
    }
    let bytes = StyleCompaction.compacted(Repetition.expanded(update))
    if !send(bytes) {
      // ncurses believes that all of it is on the screen.
      clearok(aex_physical_window(), true)
      shown = nil
    }
    return bytes.count
  }

  /// Writes to the terminal, and returns whether everything was written.
  ///
  /// A terminal that does not read blocks the write; a signal to end gets it out of there.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes {
        write(capture.terminal, $0.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if written > 0 {
        done += written
      } else if errno == EAGAIN {
        var descriptor = pollfd(fd: capture.terminal, events: Int16(POLLOUT), revents: 0)
        poll(&descriptor, 1, 100)
        if wantsEnd { return false }
      } else if errno != EINTR || wantsEnd {
        return false
      }
    }
    return true
  }

  private var wantsEnd: Bool {
    switch handlers {
    case .some(let handlers): handlers.wantEnd
    case .none: false
    }
  }

  /// Throws away what the terminal does not read, so that leaving it cannot block.
  func discardStuckOutput() {
    var descriptor = pollfd(fd: capture.terminal, events: Int16(POLLOUT), revents: 0)
    if poll(&descriptor, 1, 200) == 0 {
      tcflush(capture.terminal, TCOFLUSH)
    }
  }
}

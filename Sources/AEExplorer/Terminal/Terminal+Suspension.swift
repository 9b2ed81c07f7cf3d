import CNcurses

extension Terminal {
  /// Gives the terminal back, stops the process, and takes the terminal again when it goes on.
  mutating func suspend(wholeGroup: Bool) {
    giveBack()
    state = .suspended
    handlers?.stop(wholeGroup: wholeGroup)
    state = .active
    takeBack()
  }

  /// Takes the terminal again after `giveBack`, and draws the last frame.
  mutating func takeBack() {
    reset_prog_mode()
    clearok(aex_physical_window(), true)
    // Sets the terminal's modes again, so it goes to the terminal itself.
    wrefresh(window)
    queued += decoder.letGo()
    if hasMouse {
      send(TerminalModes.mouseOn)
    }
    if let frame = shown {
      shown = nil
      show(frame)
    }
  }

  /// Takes over the size that the terminal has now, and reports it if it is another one: one event
  /// for however many signals.
  mutating func updateSize() {
    var width: Int32 = 0
    var height: Int32 = 0
    // 0 by 0 is a terminal that does not know.
    guard aex_window_size(capture.terminal, &width, &height) == 0, width > 0, height > 0 else {
      return
    }
    guard (Int(width), Int(height)) != size else { return }
    resizeterm(height, width)
    size = (Int(width), Int(height))
    recorder?.record(width: size.width, height: size.height)
    shown = nil
    // Terminals differ in what they keep when their size changes.
    clearok(aex_physical_window(), true)
    queued.append(.resize(width: Int(width), height: Int(height)))
  }
}

import Models
import Render

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A screen that a person wants to keep, with the command that shows it again.
enum KeptPicture {
  /// Writes it into the working folder, under a name that is free.
  ///
  /// - Parameters:
  ///   - state: what is shown.
  ///   - kind: as what.
  /// - Returns: a sentence on what was written, or on what went wrong.
  static func write(_ state: AppState, as kind: PictureKind) -> String {
    var shown = state
    (shown.overlay, shown.message) = (nil, nil)
    let screen = mainView(shown)
    let name = freeName(state.pictureName, kind.ending)
    do {
      switch kind {
      case .png:
        try Snapshot.write(
          screen, to: name + ".png", colors: state.appearance.colors, theme: state.theme)
        try AtomicFile.write([Array((state.commandLine + "\n").utf8)], to: name + ".command.txt")
        return "written: \(name).png and \(name).command.txt"
      case .text:
        let text = screen.description + "\n\n" + state.commandLine + "\n"
        try AtomicFile.write([Array(text.utf8)], to: name + ".txt")
        return "written: \(name).txt"
      }
    } catch {
      return "\(error)"
    }
  }

  private static func freeName(_ name: String, _ ending: String) -> String {
    var candidate = name
    var number = 2
    while access("\(candidate).\(ending)", F_OK) == 0 {
      candidate = "\(name)-\(number)"
      number += 1
    }
    return candidate
  }
}
